package dev.sendoff.benchmarks;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * What it costs to run a function in a process of its own: warm beside a handler in process, cold, and two hundred at a
 * time. A language that the machine has not is said to be missing.
 */
final class FunctionsScenario implements Scenario {

    private static final int EVENTS = Integer.getInteger("bench.events", 10_000);
    private static final int CALLS = 500;
    private static final int AT_A_TIME = 8;
    /** Enough for the road to and from the functions to be busy, and too few to be set aside. */
    private static final int OUTSTANDING = 256;

    private static final int ALIVE = Integer.getInteger("bench.environments", 200);
    private static final byte[] EVENT = "{}".getBytes(StandardCharsets.UTF_8);

    @Override
    public String description() {
        return EVENTS + " events to a no-op, " + AT_A_TIME + " at a time, in process and in environments; then " + ALIVE
                + " environments, one function each";
    }

    @Override
    public Map<String, String> settings() {
        return Map.of("SENDOFF_ENVIRONMENTS_MOST", String.valueOf(ALIVE + 2 * AT_A_TIME));
    }

    @Override
    public void run(Installation installation) throws Exception {
        List<Language> languages = new ArrayList<>();
        for (Language language : Language.values()) {
            create(installation, language, warmed(language));
            HttpResponse<String> answer = call(installation, warmed(language));
            if (answer.statusCode() == 200 && answer.body().equals("1")) {
                languages.add(language);
            } else {
                System.out.println(
                        "  " + language.title + " is left out, the executor does not run it: " + answer.body());
            }
        }
        try (Successes successes = new Successes(installation, "bench-functions")) {
            warmUp(installation, successes, languages);
            Warm before = measured(installation, successes, "noop");
            Map<Language, Warm> warm = new EnumMap<>(Language.class);
            for (Language language : languages) {
                warm.put(language, measured(installation, successes, warmed(language)));
            }
            // Before and after, as what comes later finds more of the services compiled.
            Warm inProcess = before.and(measured(installation, successes, "noop"));
            System.out.println("  in process  " + inProcess);
            warm.forEach((language, measured) -> {
                System.out.println(String.format(Locale.ROOT, "  %-11s %s", language.title, measured));
                System.out.println("              " + measured.beside(inProcess));
            });
        }
        if (!languages.isEmpty()) {
            alive(installation, languages);
        }
    }

    private static String warmed(Language language) {
        return "warm-" + language.name().toLowerCase(Locale.ROOT);
    }

    private static void create(Installation installation, Language language, String function)
            throws IOException, InterruptedException {
        HttpResponse<String> created = installation.post("/2015-03-31/functions", language.creation(function));
        if (created.statusCode() != 201) {
            throw new IllegalStateException(function + " was not created: " + created.body());
        }
    }

    private static String path(String function) {
        return "/2015-03-31/functions/" + function + "/invocations";
    }

    private static HttpResponse<String> call(Installation installation, String function)
            throws IOException, InterruptedException {
        return installation.post(path(function), "{}");
    }

    /**
     * What came of a function that is warm.
     *
     * @param services CPU time an event of all of Sendoff's processes, but for the compilers
     * @param environments CPU time an event of the functions' own processes
     * @param callMillis the median of synchronous calls, one after the other
     */
    private record Warm(double perSecond, Duration services, Duration environments, double callMillis) {

        Warm and(Warm other) {
            return new Warm(
                    (perSecond + other.perSecond) / 2,
                    services.plus(other.services).dividedBy(2),
                    environments.plus(other.environments).dividedBy(2),
                    (callMillis + other.callMillis) / 2);
        }

        String beside(Warm other) {
            return String.format(
                    Locale.ROOT,
                    "%.2f of the events/s; %.2f times the CPU of ours, and with the function's own %.2f times; %.2f"
                            + " times the p50 of a call",
                    perSecond / other.perSecond,
                    1.0 * services.toNanos() / other.services.toNanos(),
                    1.0 * services.plus(environments).toNanos() / other.services.toNanos(),
                    callMillis / other.callMillis);
        }

        @Override
        public String toString() {
            return String.format(
                    Locale.ROOT,
                    "%,6.0f events/s, CPU %,5.0f µs an event of ours and %,5.0f µs of the function's; a synchronous call"
                            + " p50 %.1f ms",
                    perSecond,
                    services.toNanos() / 1e3,
                    environments.toNanos() / 1e3,
                    callMillis);
        }
    }

    private static void warmUp(Installation installation, Successes successes, List<Language> languages)
            throws Exception {
        List<String> functions = new ArrayList<>(List.of("noop"));
        languages.forEach(language -> functions.add(warmed(language)));
        for (String function : functions) {
            HttpResponse<String> reserved = installation.put(
                    "/2017-10-31/functions/" + function + "/concurrency",
                    "{\"ReservedConcurrentExecutions\":" + AT_A_TIME + "}");
            if (reserved.statusCode() != 200) {
                throw new IllegalStateException("the reservation was not taken: " + reserved.body());
            }
            send(installation, successes, function);
            calls(installation, function);
        }
    }

    private static Warm measured(Installation installation, Successes successes, String function) throws Exception {
        CpuUse before = installation.cpu();
        double seconds = send(installation, successes, function);
        CpuUse used = installation.cpu().since(before);
        Duration environments = used.of(Hop.ENVIRONMENTS);
        Duration services = used.total().minus(environments).minus(used.of(Hop.COMPILE));
        return new Warm(
                EVENTS / seconds,
                services.dividedBy(EVENTS),
                environments.dividedBy(EVENTS),
                calls(installation, function).percentile(0.5));
    }

    /** @return seconds until the last outcome was there */
    private static double send(Installation installation, Successes successes, String function)
            throws InterruptedException {
        Semaphore window = new Semaphore(OUTSTANDING);
        AtomicInteger left = new AtomicInteger(EVENTS);
        ConcurrentLinkedQueue<Exception> failures = new ConcurrentLinkedQueue<>();
        byte[] head = RawHttp.invokeHead(path(function), EVENT.length);
        long began = System.nanoTime();
        List<Thread> senders = new ArrayList<>();
        for (int i = 0; i < 16; i++) {
            senders.add(Thread.ofVirtual().start(() -> {
                try (RawHttp http = new RawHttp(installation.httpPort())) {
                    while (left.getAndDecrement() > 0) {
                        window.acquire();
                        if (http.post(head, EVENT).status() != 202) {
                            throw new IllegalStateException("an event was not accepted");
                        }
                    }
                } catch (IOException | RuntimeException | InterruptedException e) {
                    failures.add(e);
                }
            }));
        }
        successes.await(EVENTS, _ -> window.release());
        double seconds = (System.nanoTime() - began) / 1e9;
        for (Thread sender : senders) {
            sender.join();
        }
        if (!failures.isEmpty()) {
            throw new IllegalStateException("events could not be sent", failures.peek());
        }
        return seconds;
    }

    private static Latencies calls(Installation installation, String function) throws IOException {
        Latencies latencies = new Latencies();
        try (RawHttp http = new RawHttp(installation.httpPort())) {
            for (int i = 0; i < CALLS; i++) {
                latencies.add(timed(http, function));
            }
        }
        return latencies;
    }

    /** @return milliseconds until the answer of a synchronous call was there */
    private static double timed(RawHttp http, String function) throws IOException {
        long began = System.nanoTime();
        RawHttp.Answer answer = http.post(RawHttp.callHead(path(function), EVENT.length), EVENT);
        if (answer.status() != 200) {
            throw new IllegalStateException("a call of " + function + " was answered with " + answer.status());
        }
        return (System.nanoTime() - began) / 1e6;
    }

    private static void alive(Installation installation, List<Language> languages) throws Exception {
        long heapBefore = installation.heapBytes();
        List<String> functions = new ArrayList<>();
        Map<Language, List<String>> byLanguage = new EnumMap<>(Language.class);
        for (Language language : languages) {
            List<String> own = byLanguage.computeIfAbsent(language, _ -> new ArrayList<>());
            for (int i = 0; i < ALIVE / languages.size(); i++) {
                own.add("cold-" + language.name().toLowerCase(Locale.ROOT) + "-" + i);
                create(installation, language, own.getLast());
            }
            functions.addAll(own);
        }
        Memory memory = Memory.of(installation.environments());
        for (Language language : languages) {
            Latencies cold = new Latencies();
            try (RawHttp http = new RawHttp(installation.httpPort())) {
                for (String function : byLanguage.getOrDefault(language, List.of())) {
                    cold.add(timed(http, function));
                }
            }
            Memory after = Memory.of(installation.environments());
            System.out.println(String.format(
                    Locale.ROOT,
                    "  cold start to first byte, %-8s %s; %.1f MB of its own an environment",
                    language.title,
                    cold,
                    after.megabytesMoreThan(memory) / cold.count()));
            memory = after;
        }
        List<CompletableFuture<HttpResponse<String>>> answers = functions.stream()
                .map(function -> installation.postAsync(path(function), "{}"))
                .toList();
        int warm = 0;
        for (CompletableFuture<HttpResponse<String>> answer : answers) {
            HttpResponse<String> response = answer.get();
            warm += response.statusCode() == 200 && response.body().equals("2") ? 1 : 0;
        }
        System.out.println(String.format(
                Locale.ROOT,
                "  all %d called at once: %d answered, each from its own environment; %d processes; %.0f KB of heap of"
                        + " ours an environment",
                functions.size(),
                warm,
                memory.processes(),
                (installation.heapBytes() - heapBefore) / 1024.0 / functions.size()));
    }
}
