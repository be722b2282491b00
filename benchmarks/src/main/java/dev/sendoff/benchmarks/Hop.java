package dev.sendoff.benchmarks;

import java.util.List;
import java.util.stream.Stream;

/** Where the CPU of an event goes. In the services' process, the name of a thread tells which hop it works for. */
enum Hop {
    HTTP("http: accept, check, encode, answer", "vert.x-", "vertx-", "executor-thread-"),
    PUBLISH("ingest's producer", "smallrye-kafka-producer", "kafka-producer-network-thread | sendoff.ingest"),
    /** Kafka gives the threads that fetch one name, whoever they fetch for. */
    READ("executor: fetch, decode, start; all fetches", "executor-poll", "consumer_background_thread"),
    HANDLE("executor: handlers", "ForkJoinPool-", "handler-"),
    COMMIT(
            "executor: encode and commit",
            "executor-commit",
            "executor-timer",
            "kafka-producer-network-thread | executor"),
    STATE("delivery state", "sendoff.delivery-state", "kafka-producer-network-thread | sendoff.delivery-state"),
    SCHEDULE("scheduler", "sendoff.scheduler", "kafka-producer-network-thread | sendoff.scheduler"),
    DELIVER("destinations", "destinations", "kafka-producer-network-thread | destinations"),
    COLLECT("garbage collector", "G1 ", "GC Thread", "VM Thread"),
    COMPILE("compiler", "C1 CompilerThread", "C2 CompilerThread"),
    REST("all else of the services"),
    ENVIRONMENTS("environments, the functions' own"),
    BROKER("broker"),
    REGISTRY("registry");

    final String title;
    private final List<String> threads;

    Hop(String title, String... threads) {
        this.title = title;
        this.threads = List.of(threads);
    }

    /** The hop that a thread of the services' process works for. */
    static Hop ofThread(String name) {
        return Stream.of(values())
                .filter(hop -> hop.threads.stream().anyMatch(name::startsWith))
                .findFirst()
                .orElse(REST);
    }
}
