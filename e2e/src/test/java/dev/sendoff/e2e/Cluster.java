package dev.sendoff.e2e;

import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.TopicDescription;

/**
 * An installation of many processes on this machine: three brokers, a registry, and the services each by itself, with two
 * executors. Webhooks may be on this machine. First retries wait 200 ms. Executors have the function {@code tally} too.
 */
final class Cluster implements AutoCloseable {

    static final int BROKERS = 3;

    private static final Duration PATIENCE = Duration.ofSeconds(90);

    private final Path folder = SendoffProcess.newFolder();
    private final List<SendoffProcess> brokers;
    private final SendoffProcess registry;
    private final SendoffProcess ingest;
    private final SendoffProcess scheduler;
    private final SendoffProcess deliveryState;
    private final SendoffProcess destinations;
    private final List<SendoffProcess> executors;
    private final Map<String, String> shared = new HashMap<>();

    private Cluster() {
        Tally.write(folder.resolve("handlers"));
        List<Integer> ports =
                IntStream.range(0, 2 * BROKERS).mapToObj(_ -> Ports.free()).toList();
        String voters = IntStream.range(0, BROKERS)
                .mapToObj(node -> (node + 1) + "@127.0.0.1:" + ports.get(BROKERS + node))
                .collect(Collectors.joining(","));
        brokers = IntStream.range(0, BROKERS)
                .mapToObj(node -> SendoffProcess.of(
                        List.of("broker"),
                        folder,
                        Map.of(
                                "SENDOFF_KAFKA_PORT", Integer.toString(ports.get(node)),
                                "SENDOFF_BROKER_NODE_ID", Integer.toString(node + 1),
                                "SENDOFF_BROKER_VOTERS", voters)))
                .toList();
        registry = SendoffProcess.of(List.of("registry"), folder, Map.of());
        shared.put(
                "SENDOFF_KAFKA_BOOTSTRAP",
                ports.subList(0, BROKERS).stream()
                        .map(port -> "127.0.0.1:" + port)
                        .collect(Collectors.joining(",")));
        shared.put("SENDOFF_REGISTRY_URL", registry.registryUrl());
        shared.put("SENDOFF_RETRY_POLICY_INITIAL_DELAY", "PT0.2S");
        shared.put("SENDOFF_DESTINATIONS_WEBHOOK_ALLOW_PRIVATE", "true");
        // Whoever dies, what is published meanwhile concerns him.
        shared.put("SENDOFF_TOPICS_PARTITIONS_PER_FUNCTION", "4");
        shared.put("SENDOFF_HANDLERS", folder.resolve("handlers").toString());
        executors = List.of(service("executor", "one"), service("executor", "two"));
        scheduler = service("scheduler", "one");
        deliveryState = service("delivery-state", "one");
        destinations = service("destinations", "one");
        shared.put(
                "SENDOFF_INGEST_EXECUTOR_URLS",
                executors.stream().map(executor -> executor.base().toString()).collect(Collectors.joining(",")));
        shared.put("SENDOFF_INGEST_DELIVERY_STATE_URLS", deliveryState.base().toString());
        ingest = service("ingest", "one");
    }

    private SendoffProcess service(String service, String instance) {
        Map<String, String> settings = new HashMap<>(shared);
        settings.put("SENDOFF_INSTANCE", instance);
        return SendoffProcess.of(List.of("run", service), folder, settings);
    }

    static Cluster start() {
        Cluster cluster = new Cluster();
        try {
            cluster.brokers.forEach(SendoffProcess::launch);
            cluster.registry.launch();
            cluster.brokers.forEach(SendoffProcess::awaitUp);
            Await.until("the registry", PATIENCE, cluster::registryAnswers, Boolean::booleanValue);
            // The first makes the topics, so that the others do not all do.
            cluster.ingest.start();
            cluster.services().forEach(SendoffProcess::launch);
            cluster.services().forEach(SendoffProcess::awaitUp);
        } catch (Throwable e) {
            cluster.close();
            throw e;
        }
        return cluster;
    }

    /** All but ingest. */
    private List<SendoffProcess> services() {
        return Stream.concat(Stream.of(scheduler, deliveryState, destinations), executors.stream())
                .toList();
    }

    private boolean registryAnswers() {
        try {
            var connection = (HttpURLConnection)
                    URI.create(registry.registryUrl() + "/subjects").toURL().openConnection();
            connection.setConnectTimeout(1000);
            connection.setReadTimeout(5000);
            return connection.getResponseCode() == 200;
        } catch (IOException e) {
            return false;
        }
    }

    SendoffProcess broker(int index) {
        return brokers.get(index);
    }

    SendoffProcess ingest() {
        return ingest;
    }

    SendoffProcess scheduler() {
        return scheduler;
    }

    SendoffProcess destinations() {
        return destinations;
    }

    List<SendoffProcess> executors() {
        return executors;
    }

    /** A file for a test to have its runs tallied in. */
    Path newTally() {
        return folder.resolve("tally-" + System.nanoTime() + ".txt");
    }

    Admin admin() {
        return Admin.create(Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, shared.get("SENDOFF_KAFKA_BOOTSTRAP")));
    }

    /** Returns when each partition of each topic has all its replicas in sync. */
    void awaitInSync() {
        try (Admin admin = admin()) {
            Await.until("all replicas in sync", PATIENCE, () -> lagging(admin), List::isEmpty);
        }
    }

    private static List<String> lagging(Admin admin) throws InterruptedException {
        List<String> lagging = new ArrayList<>();
        try {
            for (TopicDescription topic : admin.describeTopics(
                            admin.listTopics().names().get())
                    .allTopicNames()
                    .get()
                    .values()) {
                topic.partitions().stream()
                        .filter(partition -> partition.isr().size() < BROKERS)
                        .forEach(partition -> lagging.add(topic.name() + "-" + partition.partition()));
            }
        } catch (ExecutionException e) {
            lagging.add(e.toString());
        }
        return lagging;
    }

    /** The partitions of {@code invocations} that an executor has, by its place in {@link #executors}. */
    List<Integer> partitionsOf(Admin admin, SendoffProcess executor) throws InterruptedException, ExecutionException {
        String instance = executor.setting("SENDOFF_INSTANCE");
        return admin
                .describeConsumerGroups(List.of("sendoff.executor"))
                .describedGroups()
                .get("sendoff.executor")
                .get()
                .members()
                .stream()
                .filter(member ->
                        member.groupInstanceId().filter(instance::equals).isPresent())
                .flatMap(member -> member.assignment().topicPartitions().stream())
                .map(partition -> partition.partition())
                .sorted()
                .toList();
    }

    /** Returns when both executors have two partitions each. */
    void awaitBalanced() {
        try (Admin admin = admin()) {
            for (SendoffProcess executor : executors) {
                Await.until(
                        "two partitions of an executor",
                        PATIENCE,
                        () -> partitionsOf(admin, executor),
                        partitions -> partitions.size() == 2);
            }
        }
    }

    /** What all processes printed at last. */
    String output() {
        StringBuilder output = new StringBuilder();
        Stream.concat(Stream.of(ingest), services().stream())
                .forEach(process -> output.append(process.output()).append("\n---\n"));
        return output.toString();
    }

    @Override
    public void close() {
        ingest.close();
        services().forEach(SendoffProcess::close);
        registry.close();
        brokers.forEach(SendoffProcess::close);
    }
}
