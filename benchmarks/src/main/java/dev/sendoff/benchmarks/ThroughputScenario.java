package dev.sendoff.benchmarks;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;

/** How many events a second go in over HTTP and come out as outcomes, beside the plain clients' limit. */
final class ThroughputScenario implements Scenario {

    private static final String PATH = "/2015-03-31/functions/noop/invocations";
    private static final int EVENTS = Integer.getInteger("bench.events", 150_000);
    private static final int WARM_UP = EVENTS;
    private static final int CONNECTIONS = Integer.getInteger("bench.connections", 128);
    private static final byte[] EVENT =
            ("{\"data\":\"" + "x".repeat(1024 - 11) + "\"}").getBytes(StandardCharsets.UTF_8);

    @Override
    public String description() {
        return EVENTS + " events of 1 KB to noop over " + CONNECTIONS + " connections";
    }

    @Override
    public void run(Installation installation) throws Exception {
        double limitBefore = PlainClients.limit(installation.bootstrap(), EVENT, 400_000);
        try (Successes successes = new Successes(installation, "bench-throughput")) {
            Load.closed(installation.httpPort(), PATH, CONNECTIONS, WARM_UP, _ -> EVENT);
            successes.await(WARM_UP, _ -> {});

            CpuUse before = installation.cpu();
            long begin = System.nanoTime();
            double[] acceptSeconds = new double[1];
            Thread sending = Thread.ofPlatform().start(() -> {
                try {
                    acceptSeconds[0] = Load.closed(installation.httpPort(), PATH, CONNECTIONS, EVENTS, _ -> EVENT);
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            });
            successes.await(EVENTS, _ -> {});
            double seconds = (System.nanoTime() - begin) / 1e9;
            sending.join();
            CpuUse cpu = installation.cpu().since(before);
            double limit = (limitBefore + PlainClients.limit(installation.bootstrap(), EVENT, 400_000)) / 2;

            print("plain clients (acks=all, and a consumer)  %,9.0f /s", limit);
            print(
                    "accepted                                  %,9.0f /s   %.3f of the limit",
                    EVENTS / acceptSeconds[0], EVENTS / acceptSeconds[0] / limit);
            print(
                    "completed, outcome written                %,9.0f /s   %.3f of the limit",
                    EVENTS / seconds, EVENTS / seconds / limit);
            print("CPU seconds for 10,000                    %9.2f", per10k(cpu.total()));
            for (Hop hop : Hop.values()) {
                print("  %-40s%9.3f", hop.title, per10k(cpu.of(hop)));
            }
        }
    }

    private static double per10k(Duration cpu) {
        return cpu.toNanos() / 1e9 * 10_000 / EVENTS;
    }

    private static void print(String format, Object... values) {
        System.out.println("  " + String.format(Locale.ROOT, format, values));
    }
}
