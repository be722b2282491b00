package dev.sendoff.benchmarks;

import dev.sendoff.core.Success;
import dev.sendoff.schemas.WireFormat;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;

/** How long other functions' events wait while one function has a hundred thousand slow ones before them. */
final class NoiseScenario implements Scenario {

    private static final int NOISE = Integer.getInteger("bench.noise", 100_000);
    private static final int SLEEP_MS = 1_000;
    private static final double RATE = 100;
    private static final int SECONDS = 40;
    private static final String QUIET = "/2015-03-31/functions/noop/invocations";
    private static final byte[] EVENT = "{}".getBytes(StandardCharsets.UTF_8);

    @Override
    public String description() {
        return String.format(
                Locale.ROOT,
                "%.0f events/s of one function for %d s, alone, and behind %d events of another that take %d ms each, on"
                        + " every partition",
                RATE,
                SECONDS,
                NOISE,
                SLEEP_MS);
    }

    @Override
    public void run(Installation installation) throws Exception {
        try (Successes successes = new Successes(installation, "bench-noise")) {
            Load.open(installation.httpPort(), QUIET, RATE, (int) RATE * 10, _ -> EVENT);
            successes.await((int) RATE * 10, _ -> {});
            System.out.println("  to start, alone              " + quiet(installation, successes));
            makeNoise(installation);
            System.out.println("  to start, behind the noise   " + quiet(installation, successes));
            System.out.println("  to start, once it is read    " + quiet(installation, successes));
        }
    }

    private static Latencies quiet(Installation installation, Successes successes) throws Exception {
        WireFormat wire = installation.wire();
        Latencies start = new Latencies();
        AtomicInteger left = new AtomicInteger((int) RATE * SECONDS);
        Load.open(installation.httpPort(), QUIET, RATE, left.get(), _ -> EVENT);
        while (left.get() > 0) {
            successes.await(1, record -> {
                Success success = wire.success(record.value());
                if (success.function().equals("noop")) {
                    left.decrementAndGet();
                    start.add(success.attempt().startedAt().toEpochMilli()
                            - success.acceptedAt().toEpochMilli());
                }
            });
        }
        return start;
    }

    /** Published straight to all partitions: ingest would keep half of them free of it. */
    private static void makeNoise(Installation installation) {
        byte[] event = ("{\"sleepMs\":" + SLEEP_MS + "}").getBytes(StandardCharsets.UTF_8);
        byte[] function = "slow".getBytes(StandardCharsets.UTF_8);
        try (KafkaProducer<byte[], byte[]> producer =
                new KafkaProducer<>(Map.copyOf(PlainClients.producerSettings(installation.bootstrap())))) {
            for (int i = 0; i < NOISE; i++) {
                ProducerRecord<byte[], byte[]> record = new ProducerRecord<>("sendoff.invocations", i % 4, null, event);
                record.headers().add("sendoff-function", function);
                var _ = producer.send(record);
            }
        }
    }
}
