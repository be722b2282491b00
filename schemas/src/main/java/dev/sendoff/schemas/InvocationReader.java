package dev.sendoff.schemas;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sendoff.core.DeadLetter;
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

    /** Names of functions and qualifiers are much shorter. */
    private static final int LONGEST_NAME = 256;

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
     * No invocation that could be run.
     *
     * @param id the record's own if it has one and that could be read, or else derived
     * @param function as far as it is known; empty if it is not
     * @param envelope the invocation, if nothing but its payload is wrong; or else null
     * @param source the record, byte for byte
     */
    public record Unreadable(
            RequestId id,
            String function,
            @Nullable Invocation envelope,
            SourceRecord source,
            Disposition.DeadLetter verdict)
            implements Reading {

        /** What becomes of it. */
        public DeadLetter deadLetter(Instant now) {
            return envelope == null
                    ? DeadLetter.ofRecord(id, function, source, verdict, now)
                    : DeadLetter.ofRecord(envelope, source, verdict, now);
        }
    }

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
        Place place = new Place(topic, partition, offset, timestamp, headers, key, value);
        return value != null && value.length > 0 && value[0] == WireFormat.MAGIC
                ? readAvro(place, value)
                : readJson(place, value == null ? new byte[0] : value);
    }

    private Reading readAvro(Place place, byte[] value) {
        dev.sendoff.schemas.avro.Invocation record;
        try {
            record = wire.invocation(value, place.topic());
        } catch (SerializationException | IllegalArgumentException e) {
            return unreadable(place, noAvro(e));
        }
        RequestId id = record.getId() == null ? place.derivedId() : new RequestId(record.getId());
        Invocation invocation;
        try {
            invocation = InvocationCodec.toDomain(record, id, place.timestamp());
            requireHome(invocation);
        } catch (IllegalArgumentException e) {
            String function = record.getFunction().isEmpty() ? place.function() : record.getFunction();
            return new Unreadable(id, cut(function), null, source(place), noAvro(e));
        }
        try {
            requireSize(invocation.payload());
            if (checksPayloads) {
                JsonDocument.check(invocation.payload());
            }
        } catch (TooLargeException e) {
            return unreadable(place, invocation, String.valueOf(e.getMessage()));
        } catch (JsonDocument.MalformedJsonException e) {
            return unreadable(place, invocation, "the payload is not JSON: " + e.getMessage());
        }
        return new Readable(invocation);
    }

    private static Disposition.DeadLetter noAvro(RuntimeException why) {
        return new Disposition.DeadLetter(
                DeadLetterReason.UNREADABLE, "the value is no Avro Invocation: " + why.getMessage());
    }

    private Reading readJson(Place place, byte[] value) {
        String function = place.function();
        if (function.isBlank()) {
            return unreadable(
                    place,
                    new Disposition.DeadLetter(
                            DeadLetterReason.UNKNOWN_FUNCTION,
                            "the record names no function: it is not Avro and has no header " + HeaderNames.FUNCTION));
        }
        try {
            requireSize(value.length);
            String payload = checksPayloads ? JsonDocument.read(value) : new String(value, UTF_8);
            int colon = function.indexOf(':');
            String name = colon < 0 ? function : function.substring(0, colon);
            String qualifier = colon < 0 ? null : function.substring(colon + 1);
            return new Readable(
                    Invocation.accepted(place.derivedId(), name, qualifier, payload, place.timestamp(), null));
        } catch (TooLargeException e) {
            return unreadable(
                    place, new Disposition.DeadLetter(DeadLetterReason.UNREADABLE, String.valueOf(e.getMessage())));
        } catch (JsonDocument.MalformedJsonException e) {
            return unreadable(
                    place,
                    new Disposition.DeadLetter(
                            DeadLetterReason.UNREADABLE,
                            "the value is neither JSON nor Avro in Confluent's wire format: " + e.getMessage()));
        } catch (IllegalArgumentException e) {
            return unreadable(
                    place,
                    new Disposition.DeadLetter(
                            DeadLetterReason.UNKNOWN_FUNCTION,
                            "the header " + HeaderNames.FUNCTION + " is of no use: " + e.getMessage()));
        }
    }

    /** @throws IllegalArgumentException if the record names a partition that there is not */
    private void requireHome(Invocation invocation) {
        Integer home = invocation.home();
        int partitions = wire.topics().partitions();
        if (home != null && (home < 0 || home >= partitions)) {
            throw new IllegalArgumentException(
                    "its home is partition " + home + ", and there are " + partitions + " partitions");
        }
    }

    /** Nothing of the value is known. */
    private Unreadable unreadable(Place place, Disposition.DeadLetter verdict) {
        return new Unreadable(place.derivedId(), cut(place.function()), null, source(place), verdict);
    }

    /** All but the payload is known. */
    private Unreadable unreadable(Place place, Invocation envelope, String explanation) {
        return new Unreadable(
                envelope.id(),
                cut(envelope.function()),
                isOrdinary(envelope) ? envelope : null,
                source(place),
                new Disposition.DeadLetter(DeadLetterReason.UNREADABLE, explanation));
    }

    /** A dead letter has the record and the function's name, the name twice: one that is none must not make it too large. */
    private static String cut(String function) {
        return function.length() <= LONGEST_NAME ? function : function.substring(0, LONGEST_NAME);
    }

    private static boolean isOrdinary(Invocation envelope) {
        String qualifier = envelope.qualifier();
        return envelope.function().length() <= LONGEST_NAME
                && (qualifier == null || qualifier.length() <= LONGEST_NAME);
    }

    private static void requireSize(String payload) throws TooLargeException {
        // No character takes more than three bytes in UTF-8: most payloads need not be counted.
        if (payload.length() > Invocation.MAX_PAYLOAD_BYTES / 3) {
            requireSize(payload.getBytes(UTF_8).length);
        }
    }

    private static void requireSize(int bytes) throws TooLargeException {
        if (bytes > Invocation.MAX_PAYLOAD_BYTES) {
            throw new TooLargeException(bytes);
        }
    }

    private SourceRecord source(Place place) {
        List<SourceRecord.Header> copies = new ArrayList<>();
        for (Header header : place.headers()) {
            copies.add(new SourceRecord.Header(header.key(), header.value()));
        }
        return new SourceRecord(
                wire.topics().name(place.topic()),
                place.partition(),
                place.offset(),
                place.timestamp(),
                place.key(),
                place.value(),
                copies);
    }

    /** A record as it stands on its topic. */
    @SuppressWarnings("ArrayRecordComponent") // passed on, never compared
    private record Place(
            Topic topic,
            int partition,
            long offset,
            Instant timestamp,
            Headers headers,
            byte @Nullable [] key,
            byte @Nullable [] value) {

        RequestId derivedId() {
            return RequestId.derived(partition, offset, timestamp);
        }

        /** As the header names it; empty if it does not. */
        String function() {
            Header header = headers.lastHeader(HeaderNames.FUNCTION);
            return header == null || header.value() == null ? "" : new String(header.value(), UTF_8);
        }
    }

    private static final class TooLargeException extends Exception {
        private static final long serialVersionUID = 1L;

        TooLargeException(int bytes) {
            super("the payload has " + bytes + " bytes; " + Invocation.MAX_PAYLOAD_BYTES + " are allowed");
        }
    }
}
