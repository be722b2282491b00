package dev.sendoff.benchmarks;

import dev.sendoff.core.Success;
import dev.sendoff.schemas.WireFormat;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicInteger;

/** How long quick events wait to start while one in a hundred of the same function takes five seconds. */
final class StragglersScenario implements Scenario {

    private static final double RATE = 250;
    private static final int SECONDS = 30;
    private static final long STRAGGLER_MS = 3_000;
    private static final String PATH = "/2015-03-31/functions/slow/invocations";

    private final AtomicInteger next = new AtomicInteger();

    @Override
    public String description() {
        return String.format(
                Locale.ROOT,
                "%.0f events/s of one function for %d s, of which one in a hundred takes %d ms and the others none",
                RATE,
                SECONDS,
                STRAGGLER_MS);
    }

    @Override
    public void run(Installation installation) throws Exception {
        WireFormat wire = installation.wire();
        int count = (int) RATE * SECONDS;
        Latencies start = new Latencies();
        try (Successes successes = new Successes(installation, "bench-stragglers")) {
            Load.open(installation.httpPort(), PATH, RATE, (int) RATE * 15, _ -> event());
            successes.await((int) RATE * 15, _ -> {});
            Load.open(installation.httpPort(), PATH, RATE, count, _ -> event());
            successes.await(count, record -> {
                Success success = wire.success(record.value());
                if (success.attempt().duration().toMillis() < STRAGGLER_MS) {
                    start.add(success.attempt().startedAt().toEpochMilli()
                            - success.acceptedAt().toEpochMilli());
                }
            });
        }
        System.out.println("  acceptance to start, of the quick ones   " + start);
    }

    private byte[] event() {
        long sleep = next.getAndIncrement() % 100 == 0 ? STRAGGLER_MS : 0;
        return ("{\"sleepMs\":" + sleep + "}").getBytes(StandardCharsets.UTF_8);
    }
}
