package dev.sendoff.executor.kafka;

import dev.sendoff.executor.engine.Resolution;
import dev.sendoff.schemas.InvocationReader;
import dev.sendoff.schemas.InvocationReader.Readable;
import dev.sendoff.schemas.InvocationReader.Unreadable;
import dev.sendoff.schemas.Topic;
import dev.sendoff.schemas.WireFormat.RegistryUnavailableException;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Records that were polled and for which there is no room yet, by partition. Never more than a poll's worth a partition,
 * since a partition with records in here is not polled. Used by the polling thread alone.
 */
final class Intake {

    private static final Logger log = LoggerFactory.getLogger(Intake.class);

    private final InvocationReader reader;
    private final InstantSource clock;
    private final Map<Integer, ArrayDeque<ConsumerRecord<byte[], byte[]>>> held = new HashMap<>();

    Intake(InvocationReader reader, InstantSource clock) {
        this.reader = reader;
        this.clock = clock;
    }

    void add(ConsumerRecords<byte[], byte[]> polled) {
        for (TopicPartition partition : polled.partitions()) {
            held.computeIfAbsent(partition.partition(), _ -> new ArrayDeque<>()).addAll(polled.records(partition));
        }
    }

    void forget(Collection<Integer> partitions) {
        partitions.forEach(held::remove);
    }

    /** The partitions that have records in here. */
    Set<Integer> partitions() {
        return new TreeSet<>(held.keySet());
    }

    /**
     * Hands over what there is room for, each partition's records in their order. A partition whose next record cannot be
     * read for want of the registry waits, and is tried again at the next call.
     *
     * @param taker says whether it has taken the item
     */
    void handTo(Predicate<Workshop.Item> taker) {
        held.entrySet().removeIf(entry -> {
            ArrayDeque<ConsumerRecord<byte[], byte[]>> records = entry.getValue();
            while (!records.isEmpty()) {
                try {
                    if (!taker.test(read(records.peek()))) {
                        return false;
                    }
                } catch (RegistryUnavailableException e) {
                    log.warn("partition {} waits for the schema registry: {}", entry.getKey(), e.getMessage());
                    return false;
                }
                records.remove();
            }
            return true;
        });
    }

    private Workshop.Item read(ConsumerRecord<byte[], byte[]> record) {
        int bytes = Math.max(0, record.serializedKeySize()) + Math.max(0, record.serializedValueSize());
        return switch (reader.read(record, Topic.INVOCATIONS)) {
            case Readable readable ->
                new Workshop.Item.Work(record.partition(), record.offset(), bytes, readable.invocation());
            case Unreadable unreadable ->
                new Workshop.Item.Settled(
                        record.partition(),
                        record.offset(),
                        bytes,
                        new Resolution.GivenUp(unreadable.deadLetter(clock.instant())));
        };
    }
}
