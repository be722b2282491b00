package dev.sendoff.audit.kafka;

import dev.sendoff.audit.Coordinates;
import dev.sendoff.audit.Sighting;
import dev.sendoff.audit.Station;
import dev.sendoff.core.DeadLetter;
import dev.sendoff.core.Invocation;
import dev.sendoff.core.Success;
import dev.sendoff.schemas.InvocationReader;
import dev.sendoff.schemas.InvocationReader.Readable;
import dev.sendoff.schemas.InvocationReader.Unreadable;
import dev.sendoff.schemas.Topic;
import dev.sendoff.schemas.WireFormat;
import java.time.Instant;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.errors.SerializationException;

/** Reads of each record what it says of an id. */
final class SightingReader {

    private final WireFormat wire;
    private final InvocationReader invocations;
    private final Patience patience;

    SightingReader(WireFormat wire, Patience patience) {
        this.wire = wire;
        // As executors and the scheduler read: what they cannot read has an id of its own.
        this.invocations = new InvocationReader(wire);
        this.patience = patience;
    }

    /**
     * @return empty if it is an outcome that cannot be read
     * @throws WireFormat.RegistryUnavailableException if nothing can be said before the registry answers
     */
    Optional<Sighting> read(Station station, ConsumerRecord<byte[], byte[]> record) {
        Coordinates at = new Coordinates(station, record.partition(), record.offset());
        return switch (station) {
            case INVOCATIONS -> Optional.of(queued(at, Topic.INVOCATIONS, record));
            case RETRIES -> Optional.of(queued(at, Topic.RETRIES, record));
            case SUCCESSES, DEAD_LETTERS -> ended(at, record);
        };
    }

    private Sighting queued(Coordinates at, Topic topic, ConsumerRecord<byte[], byte[]> record) {
        Instant recordTime = Instant.ofEpochMilli(record.timestamp());
        return switch (invocations.read(record, topic)) {
            case Readable(Invocation invocation) -> {
                Instant due = patience.due(invocation, recordTime);
                yield invocation.requeues() == 0
                        ? new Sighting.Accepted(invocation.id(), at, invocation.acceptedAt(), due)
                        : new Sighting.PutBack(invocation.id(), at, invocation.acceptedAt(), due);
            }
            // It is to become a dead letter as soon as it is read.
            case Unreadable unreadable -> toBeGivenUp(unreadable, at, recordTime);
        };
    }

    private static Sighting toBeGivenUp(Unreadable unreadable, Coordinates at, Instant recordTime) {
        Invocation envelope = unreadable.envelope();
        Instant acceptedAt = envelope == null ? recordTime : envelope.acceptedAt();
        return envelope != null && envelope.requeues() > 0
                ? new Sighting.PutBack(unreadable.id(), at, acceptedAt, recordTime)
                : new Sighting.Accepted(unreadable.id(), at, acceptedAt, recordTime);
    }

    private Optional<Sighting> ended(Coordinates at, ConsumerRecord<byte[], byte[]> record) {
        if (record.value() == null) {
            return Optional.empty();
        }
        Instant endedAt = Instant.ofEpochMilli(record.timestamp());
        try {
            if (at.station() == Station.SUCCESSES) {
                Success success = wire.success(record.value());
                return Optional.of(new Sighting.Ended(success.id(), at, success.acceptedAt(), endedAt));
            }
            DeadLetter letter = wire.deadLetter(record.value());
            return Optional.of(new Sighting.Ended(letter.id(), at, letter.acceptedAt(), endedAt));
        } catch (SerializationException | IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
