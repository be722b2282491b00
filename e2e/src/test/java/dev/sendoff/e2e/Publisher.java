package dev.sendoff.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sendoff.core.RequestId;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/** A producer that knows nothing of Sendoff but a topic and a header. */
final class Publisher implements AutoCloseable {

    private final KafkaProducer<byte[], byte[]> producer;

    Publisher(SendoffProcess sendoff) {
        producer = new KafkaProducer<>(
                Map.of(
                        ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
                        sendoff.bootstrap(),
                        ProducerConfig.ACKS_CONFIG,
                        "all",
                        ProducerConfig.MAX_REQUEST_SIZE_CONFIG,
                        4 * 1024 * 1024),
                new ByteArraySerializer(),
                new ByteArraySerializer());
    }

    record Published(int partition, long offset, Instant timestamp) {
        RequestId derivedId() {
            return RequestId.derived(partition, offset, timestamp);
        }
    }

    Published publish(int partition, @Nullable String function, byte[] value) {
        try {
            RecordMetadata metadata = send(partition, function, value).get();
            return new Published(metadata.partition(), metadata.offset(), Instant.ofEpochMilli(metadata.timestamp()));
        } catch (ExecutionException e) {
            throw new AssertionError(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    Future<RecordMetadata> send(int partition, @Nullable String function, byte[] value) {
        ProducerRecord<byte[], byte[]> record = new ProducerRecord<>("sendoff.invocations", partition, null, value);
        if (function != null) {
            record.headers().add("sendoff-function", function.getBytes(UTF_8));
        }
        return producer.send(record);
    }

    @Override
    public void close() {
        producer.close();
    }
}
