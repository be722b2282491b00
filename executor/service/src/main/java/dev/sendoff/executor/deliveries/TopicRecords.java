package dev.sendoff.executor.deliveries;

import dev.sendoff.core.Outcome;
import dev.sendoff.core.PlatformErrors;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Supplier;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;

/** Writes records to topics that could not be written at first. Safe for many threads. */
final class TopicRecords implements AutoCloseable {

    private final Supplier<Producer<byte[], byte[]>> producers;
    private final ExecutorService senders = Executors.newVirtualThreadPerTaskExecutor();
    private @Nullable Producer<byte[], byte[]> producer;

    /** @param producers made when the first record is to be written: most executors never write any */
    TopicRecords(Supplier<Producer<byte[], byte[]>> producers) {
        this.producers = producers;
    }

    /** @return never completes exceptionally; as soon as the brokers say, or the producer's time is over */
    CompletionStage<Outcome> write(ProducerRecord<byte[], byte[]> record) {
        CompletableFuture<Outcome> written = new CompletableFuture<>();
        // A producer blocks while it asks for a topic that is not there.
        senders.execute(() -> {
            try {
                producer().send(record, (metadata, failure) -> {
                    boolean _ = written.complete(
                            failure == null
                                    ? new Outcome.Succeeded("{\"partition\":" + metadata.partition() + ",\"offset\":"
                                            + metadata.offset() + "}")
                                    : failed(record.topic(), failure));
                });
            } catch (KafkaException | IllegalStateException e) {
                boolean _ = written.complete(failed(record.topic(), e));
            }
        });
        return written;
    }

    private static Outcome failed(String topic, Exception failure) {
        return PlatformErrors.of(
                "Topic." + failure.getClass().getSimpleName().replaceFirst("Exception$", ""),
                "The topic " + topic + " cannot be written: " + failure.getMessage());
    }

    private synchronized Producer<byte[], byte[]> producer() {
        if (producer == null) {
            producer = producers.get();
        }
        return producer;
    }

    @Override
    public void close() {
        senders.shutdown();
        synchronized (this) {
            if (producer != null) {
                producer.close();
            }
        }
    }
}
