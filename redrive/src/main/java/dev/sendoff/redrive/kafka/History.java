package dev.sendoff.redrive.kafka;

import dev.sendoff.core.Delivery;
import dev.sendoff.core.JobOrder;
import dev.sendoff.core.RequestId;
import dev.sendoff.schemas.WireFormat;
import java.time.Duration;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.errors.TimeoutException;

/** Which events have been put in again, or purged, before. For one thread. */
final class History {

    private static final Set<Delivery.Kind> KINDS =
            EnumSet.of(Delivery.Kind.REDRIVE, Delivery.Kind.REPLAY, Delivery.Kind.PURGE);
    private static final Duration POLL = Duration.ofMillis(200);

    private final Map<RequestId, Set<Delivery.Kind>> known = new HashMap<>();

    /**
     * What stands on the topic by now.
     *
     * @param consumer is closed
     * @throws TimeoutException if it could not be read in time
     */
    static History read(WireFormat wire, JobOrder order, Consumer<byte[], byte[]> consumer, Duration timeout) {
        long deadline = System.nanoTime() + timeout.toNanos();
        History history = new History();
        try (Source source = new Source(wire.topics(), consumer, new Ranges(wire.topics(), consumer).history(order))) {
            while (!source.isRead()) {
                if (System.nanoTime() - deadline > 0) {
                    throw new TimeoutException("what was put in again before could not be read within " + timeout);
                }
                ConsumerRecord<byte[], byte[]> record = source.next(POLL);
                if (record != null && record.value() != null) {
                    try {
                        history.add(wire.delivery(record.value()));
                    } catch (SerializationException | IllegalArgumentException e) {
                        // Of a version that knows more kinds of it than this: none of those that matter here.
                        continue;
                    }
                }
            }
        }
        return history;
    }

    void add(Delivery delivery) {
        if (KINDS.contains(delivery.kind())) {
            known.computeIfAbsent(delivery.id(), _ -> EnumSet.noneOf(Delivery.Kind.class))
                    .add(delivery.kind());
        }
    }

    Set<Delivery.Kind> of(RequestId id) {
        return known.getOrDefault(id, Set.of());
    }
}
