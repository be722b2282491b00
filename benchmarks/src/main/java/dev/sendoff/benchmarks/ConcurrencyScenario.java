package dev.sendoff.benchmarks;

import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** How close handlers that only wait come to the ideal time, as many at a time as their function's reservation allows. */
final class ConcurrencyScenario implements Scenario {

    private static final int[] RESERVED = {200, 500, 1_000};
    private static final int ROUNDS = 20;
    private static final int SLEEP_MS = 100;
    private static final int CONNECTIONS = 64;
    private static final String PATH = "/2015-03-31/functions/slow/invocations";
    private static final byte[] EVENT = ("{\"sleepMs\":" + SLEEP_MS + "}").getBytes(StandardCharsets.UTF_8);

    @Override
    public String description() {
        return "handlers of " + SLEEP_MS + " ms, " + ROUNDS + " rounds of what their reservation allows at a time;"
                + " the ideal is " + ROUNDS * SLEEP_MS + " ms from the first event's acceptance to the last one's end";
    }

    @Override
    public void run(Installation installation) throws Exception {
        try (Successes successes = new Successes(installation, "bench-concurrency")) {
            Load.closed(installation.httpPort(), PATH, CONNECTIONS, 5_000, _ -> EVENT);
            successes.await(5_000, _ -> {});
            for (int reserved : RESERVED) {
                var set = installation.put(
                        "/2017-10-31/functions/slow/concurrency",
                        "{\"ReservedConcurrentExecutions\":" + reserved + "}");
                if (set.statusCode() != 200) {
                    throw new IllegalStateException("the reservation was not taken: " + set.body());
                }
                int count = reserved * ROUNDS;
                long began = System.nanoTime();
                Thread load = Thread.ofPlatform().start(() -> send(installation, count));
                successes.await(count, _ -> {});
                double millis = (System.nanoTime() - began) / 1e6;
                load.join();
                System.out.println(String.format(
                        Locale.ROOT,
                        "  %4d at a time: %,7.0f ms, %.2f of the ideal",
                        reserved,
                        millis,
                        millis / (ROUNDS * SLEEP_MS)));
            }
        }
    }

    private static void send(Installation installation, int count) {
        try {
            Load.closed(installation.httpPort(), PATH, CONNECTIONS, count, _ -> EVENT);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
