package dev.sendoff.benchmarks;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sendoff.core.Success;
import dev.sendoff.schemas.WireFormat;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** How long until an event is accepted, and until it begins, at a fixed rate, beside the plainest road of the kind. */
final class LatencyScenario implements Scenario {

    private static final double RATE = Integer.getInteger("bench.rate", 500);
    private static final int SECONDS = Integer.getInteger("bench.seconds", 20);
    private static final ObjectMapper JSON = new ObjectMapper();

    @Override
    public String description() {
        return String.format(
                Locale.ROOT, "%.0f events/s of 1 KB for %d s, counted from the time each was to leave", RATE, SECONDS);
    }

    @Override
    public void run(Installation installation) throws Exception {
        int count = (int) (RATE * SECONDS);
        Latencies plainAccept;
        Latencies plainStart = new Latencies();
        CountDownLatch arrived = new CountDownLatch(count);
        boolean[] measured = new boolean[1];
        try (PlainRoad road = new PlainRoad(installation.bootstrap(), value -> {
            if (measured[0]) {
                plainStart.add(System.currentTimeMillis() - sentAt(value));
                arrived.countDown();
            }
        })) {
            Load.open(road.port(), "/", RATE, (int) RATE * 5, LatencyScenario::event);
            measured[0] = true;
            plainAccept = Load.open(road.port(), "/", RATE, count, LatencyScenario::event);
            if (!arrived.await(30, TimeUnit.SECONDS)) {
                throw new IllegalStateException(arrived.getCount() + " of the plain road's records are missing");
            }
        }

        Latencies accept;
        Latencies start = new Latencies();
        WireFormat wire = installation.wire();
        try (Successes successes = new Successes(installation, "bench-latency")) {
            String path = "/2015-03-31/functions/hello/invocations";
            Load.open(installation.httpPort(), path, RATE, (int) RATE * 10, LatencyScenario::event);
            successes.await((int) RATE * 10, _ -> {});
            accept = Load.open(installation.httpPort(), path, RATE, count, LatencyScenario::event);
            successes.await(count, record -> {
                Success success = wire.success(record.value());
                start.add(success.attempt().startedAt().toEpochMilli() - sentAt(echoed(success)));
            });
        }
        System.out.println("  accept, plain road    " + plainAccept);
        System.out.println("  accept                " + accept);
        System.out.println("  to start, plain road  " + plainStart);
        System.out.println("  to start              " + start);
        System.out.println(String.format(
                Locale.ROOT,
                "  ratio of p99: accept %.2f, to start %.2f",
                accept.percentile(0.99) / plainAccept.percentile(0.99),
                start.percentile(0.99) / plainStart.percentile(0.99)));
    }

    private static byte[] event(long leavesAt) {
        String head = "{\"sentAt\":" + leavesAt + ",\"data\":\"";
        return (head + "x".repeat(1024 - head.length() - 2) + "\"}").getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] echoed(Success success) {
        try {
            return JSON.writeValueAsBytes(JSON.readTree(success.response()).path("event"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static long sentAt(byte[] event) {
        try {
            return JSON.readTree(event).path("sentAt").longValue();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
