package dev.sendoff.core;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A record as it stood on a topic, byte for byte. The arrays are not copied: whoever makes one gives them away.
 *
 * @param timestamp as the broker has it
 * @param headers in their order, names repeated where they were
 */
@SuppressWarnings("ArrayRecordComponent") // bytes that nobody compares
public record SourceRecord(
        String topic,
        int partition,
        long offset,
        Instant timestamp,
        byte @Nullable [] key,
        byte @Nullable [] value,
        List<Header> headers) {

    // Spelled out, not compact: javac drops the type annotations of a compact constructor's parameters.
    public SourceRecord(
            String topic,
            int partition,
            long offset,
            Instant timestamp,
            byte @Nullable [] key,
            byte @Nullable [] value,
            List<Header> headers) {
        this.topic = topic;
        this.partition = partition;
        this.offset = offset;
        this.timestamp = timestamp;
        this.key = key;
        this.value = value;
        this.headers = List.copyOf(headers);
    }

    /** One header; its value may be null, as Kafka allows. */
    @SuppressWarnings("ArrayRecordComponent")
    public record Header(String name, byte @Nullable [] value) {}
}
