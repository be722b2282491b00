package dev.sendoff.schemas;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sendoff.core.DeadLetterReason;
import dev.sendoff.core.Disposition;
import dev.sendoff.core.Invocation;
import dev.sendoff.core.RequestId;
import dev.sendoff.core.SourceRecord;
import dev.sendoff.schemas.WireFormat.RegistryUnavailableException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;

/**
 * Reads what stands on {@code invocations} and {@code retries}, whoever published it: a value that begins with the
 * registry's magic byte is an Avro {@code Invocation}; any other is the JSON payload itself, for the function that the
 * header {@code sendoff-function} names. Every reader comes to the same result. Safe for many threads.
 */
public final class InvocationReader {

    private final WireFormat wire;
    private final boolean checksPayloads;

    /** Of one who is to run what it reads. */
    public InvocationReader(WireFormat wire) {
        this(wire, true);
    }

    private InvocationReader(WireFormat wire, boolean checksPayloads) {
        this.wire = wire;
        this.checksPayloads = checksPayloads;
    }

    /** Of one who leaves it to others to find out that a payload is not JSON: it is read as it is. */
    public static InvocationReader ofEnvelopes(WireFormat wire) {
        return new InvocationReader(wire, false);
    }

    /** What a record turned out to be. */
    public sealed interface Reading {
        RequestId id();
    }

    public record Readable(Invocation invocation) implements Reading {
        @Override
        public RequestId id() {
            return invocation.id();
        }
    }

    /**
     * No invocation.
     *
     * @param function as far as it is known; empty if it is not
     * @param source the record, byte for byte
     */
    public record Unreadable(RequestId id, String function, SourceRecord source, Disposition.DeadLetter verdict)
            implements Reading {}

    /** @throws RegistryUnavailableException if nothing can be said about the record before the registry answers */
    public Reading read(ConsumerRecord<byte[], byte[]> record, Topic topic) {
        return read(
                topic,
                record.partition(),
                record.offset(),
                Instant.ofEpochMilli(record.timestamp()),
                record.headers(),
                record.key(),
                record.value());
    }

    /** The same from a record's parts, for readers that have no consumer record. */
    public Reading read(
            Topic topic,
            int partition,
            long offset,
            Instant timestamp,
            Headers headers,
            byte @Nullable [] key,
            byte @Nullable [] value) {
        RequestId derivedId = RequestId.derived(partition, offset, timestamp);
        String function = header(headers, HeaderNames.FUNCTION);
        try {
            Invocation invocation = value != null && value.length > 0 && value[0] == WireFormat.MAGIC
                    ? readAvro(topic, value, derivedId, timestamp)
                    : readJson(function, value == null ? new byte[0] : value, derivedId, timestamp);
            return new Readable(invocation);
        } catch (NoInvocationException e) {
            return new Unreadable(
                    derivedId,
                    function,
                    source(topic, partition, offset, timestamp, headers, key, value),
                    new Disposition.DeadLetter(e.reason, e.explanation));
        }
    }

    private Invocation readAvro(Topic topic, byte[] value, RequestId derivedId, Instant timestamp)
            throws NoInvocationException {
        try {
            Invocation invocation = InvocationCodec.toDomain(wire.invocation(value, topic), derivedId, timestamp);
            requireSize(invocation.payload());
            requireHome(invocation);
            if (checksPayloads) {
                JsonDocument.check(invocation.payload());
            }
            return invocation;
        } catch (SerializationException | IllegalArgumentException e) {
            throw new NoInvocationException(
                    DeadLetterReason.UNREADABLE, "the value is no Avro Invocation: " + e.getMessage());
        } catch (JsonDocument.MalformedJsonException e) {
            throw new NoInvocationException(DeadLetterReason.UNREADABLE, "the payload is not JSON: " + e.getMessage());
        }
    }

    private Invocation readJson(String function, byte[] value, RequestId derivedId, Instant timestamp)
            throws NoInvocationException {
        if (function.isBlank()) {
            throw new NoInvocationException(
                    DeadLetterReason.UNKNOWN_FUNCTION,
                    "the record names no function: it is not Avro and has no header " + HeaderNames.FUNCTION);
        }
        try {
            requireSize(value.length);
            String payload = checksPayloads ? JsonDocument.read(value) : new String(value, UTF_8);
            int colon = function.indexOf(':');
            return colon < 0
                    ? Invocation.accepted(derivedId, function, null, payload, timestamp, null)
                    : Invocation.accepted(
                            derivedId,
                            function.substring(0, colon),
                            function.substring(colon + 1),
                            payload,
                            timestamp,
                            null);
        } catch (JsonDocument.MalformedJsonException e) {
            throw new NoInvocationException(
                    DeadLetterReason.UNREADABLE,
                    "the value is neither JSON nor Avro in Confluent's wire format: " + e.getMessage());
        } catch (IllegalArgumentException e) {
            throw new NoInvocationException(
                    DeadLetterReason.UNKNOWN_FUNCTION,
                    "the header " + HeaderNames.FUNCTION + " is of no use: " + e.getMessage());
        }
    }

    private void requireHome(Invocation invocation) throws NoInvocationException {
        Integer home = invocation.home();
        int partitions = wire.topics().partitions();
        if (home != null && (home < 0 || home >= partitions)) {
            throw new NoInvocationException(
                    DeadLetterReason.UNREADABLE,
                    "the home is partition " + home + ", and there are " + partitions + " partitions");
        }
    }

    private static void requireSize(String payload) throws NoInvocationException {
        // No character takes more than three bytes in UTF-8: most payloads need not be counted.
        if (payload.length() > Invocation.MAX_PAYLOAD_BYTES / 3) {
            requireSize(payload.getBytes(UTF_8).length);
        }
    }

    private static void requireSize(int bytes) throws NoInvocationException {
        if (bytes > Invocation.MAX_PAYLOAD_BYTES) {
            throw new NoInvocationException(
                    DeadLetterReason.UNREADABLE,
                    "the payload has " + bytes + " bytes; " + Invocation.MAX_PAYLOAD_BYTES + " are allowed");
        }
    }

    private SourceRecord source(
            Topic topic,
            int partition,
            long offset,
            Instant timestamp,
            Headers headers,
            byte @Nullable [] key,
            byte @Nullable [] value) {
        List<SourceRecord.Header> copies = new ArrayList<>();
        for (Header header : headers) {
            copies.add(new SourceRecord.Header(header.key(), header.value()));
        }
        return new SourceRecord(wire.topics().name(topic), partition, offset, timestamp, key, value, copies);
    }

    private static String header(Headers headers, String name) {
        Header header = headers.lastHeader(name);
        return header == null || header.value() == null ? "" : new String(header.value(), UTF_8);
    }

    private static final class NoInvocationException extends Exception {
        private static final long serialVersionUID = 1L;

        @SuppressWarnings("serial") // never serialized
        final DeadLetterReason reason;

        final String explanation;

        NoInvocationException(DeadLetterReason reason, String explanation) {
            super(explanation);
            this.reason = reason;
            this.explanation = explanation;
        }
    }
}
