package dev.sendoff.benchmarks;

import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;

/** Follows the topic of successes, committed ones only. */
final class Successes implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofMinutes(3);

    private final KafkaConsumer<byte[], byte[]> consumer;

    Successes(Installation installation, String group) {
        consumer = PlainClients.consumer(installation.bootstrap(), group, "read_committed");
        consumer.subscribe(List.of("sendoff.successes"));
        while (consumer.assignment().isEmpty()) {
            consumer.poll(Duration.ofMillis(50));
        }
        consumer.seekToEnd(consumer.assignment());
        consumer.assignment().forEach(consumer::position);
    }

    /** Reads until {@code count} have come. */
    void await(int count, Consumer<ConsumerRecord<byte[], byte[]>> each) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        int seen = 0;
        while (seen < count) {
            ConsumerRecords<byte[], byte[]> records = consumer.poll(Duration.ofMillis(100));
            records.forEach(each);
            seen += records.count();
            if (System.nanoTime() > deadline) {
                throw new IllegalStateException(seen + " of " + count + " successes came within " + PATIENCE);
            }
        }
    }

    @Override
    public void close() {
        consumer.close();
    }
}
