package dev.sendoff.state;

import dev.sendoff.core.DeliveryFact;
import dev.sendoff.schemas.InvocationReader;
import dev.sendoff.schemas.InvocationReader.Readable;
import dev.sendoff.schemas.InvocationReader.Unreadable;
import dev.sendoff.schemas.Topic;
import dev.sendoff.schemas.WireFormat;
import java.time.Instant;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.streams.processor.api.Record;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads of each topic's records what they say of an invocation. Safe for many threads. */
final class FactReader {

    /** Where facts stand. */
    static final Set<Topic> TOPICS = EnumSet.of(
            Topic.INVOCATIONS, Topic.RETRIES, Topic.ATTEMPTS, Topic.SUCCESSES, Topic.DEAD_LETTERS, Topic.DELIVERIES);

    private static final Logger log = LoggerFactory.getLogger(FactReader.class);

    private final WireFormat wire;
    private final InvocationReader invocations;

    FactReader(WireFormat wire) {
        this.wire = wire;
        this.invocations = InvocationReader.ofEnvelopes(wire);
    }

    /**
     * @return empty if the record says nothing: it cannot be read. If it stands where others may publish, whoever else
     *     reads it gives it up, and its dead letter is the fact
     * @throws WireFormat.RegistryUnavailableException if nothing can be said before the registry answers
     */
    Optional<DeliveryFact> read(Topic topic, int partition, long offset, Record<byte[], byte[]> record) {
        byte @Nullable [] value = record.value();
        if (topic == Topic.INVOCATIONS || topic == Topic.RETRIES) {
            return switch (invocations.read(
                    topic,
                    partition,
                    offset,
                    Instant.ofEpochMilli(record.timestamp()),
                    record.headers(),
                    record.key(),
                    value)) {
                case Unreadable _ -> Optional.empty();
                // Lent to this partition: its home knows of it.
                case Readable(var invocation) when invocation.homeAt(partition) != partition -> Optional.empty();
                case Readable(var invocation) ->
                    Optional.of(
                            topic == Topic.INVOCATIONS
                                    ? new DeliveryFact.Queued(invocation, partition, offset)
                                    : new DeliveryFact.Waits(invocation, partition));
            };
        }
        if (value == null) {
            return Optional.empty();
        }
        try {
            return switch (topic) {
                case ATTEMPTS -> Optional.of(new DeliveryFact.Started(wire.attemptStarted(value), partition));
                case SUCCESSES -> Optional.of(new DeliveryFact.Succeeded(wire.success(value), partition));
                case DEAD_LETTERS -> Optional.of(new DeliveryFact.GivenUp(wire.deadLetter(value), partition, offset));
                case DELIVERIES -> Optional.of(new DeliveryFact.Forwarded(wire.delivery(value), partition));
                case INVOCATIONS, RETRIES, DELIVERY_STATE, FUNCTIONS, FUNCTION_CODE, REDRIVES, CANCELLATIONS ->
                    Optional.empty();
            };
        } catch (SerializationException | IllegalArgumentException e) {
            // Only our own services write here: it is one that is newer than this, or no service at all.
            log.warn(
                    "a record of {} tells nothing: partition={} offset={} {}",
                    topic,
                    partition,
                    offset,
                    e.getMessage());
            return Optional.empty();
        }
    }
}
