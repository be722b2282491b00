package dev.sendoff.redrive.kafka;

import dev.sendoff.core.JobProgress.Reach;
import dev.sendoff.schemas.Topics;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/** Records of some parts of topics, one after the other. For one thread; to be closed. */
final class Source implements AutoCloseable {

    private final Topics topics;
    private final Consumer<byte[], byte[]> consumer;
    private final List<Reach> parts;
    private final Map<TopicPartition, Long> ends = new HashMap<>();
    private final Map<TopicPartition, Long> next = new HashMap<>();
    private final Deque<ConsumerRecord<byte[], byte[]>> fetched = new ArrayDeque<>();

    /** @param consumer is closed with this */
    Source(Topics topics, Consumer<byte[], byte[]> consumer, List<Reach> parts) {
        this.topics = topics;
        this.consumer = consumer;
        this.parts = List.copyOf(parts);
        for (Reach part : parts) {
            next.put(place(part), part.next());
            ends.put(place(part), part.end());
        }
        consumer.assign(next.keySet());
        next.forEach(consumer::seek);
        pauseWhatIsRead();
    }

    private TopicPartition place(Reach part) {
        return place(topics, part);
    }

    static TopicPartition place(Topics topics, Reach part) {
        return new TopicPartition(topics.prefix() + part.topic(), part.partition());
    }

    /** Whether these parts are read. */
    static boolean areRead(List<Reach> parts) {
        return parts.stream().allMatch(part -> part.next() >= part.end());
    }

    boolean isRead() {
        return fetched.isEmpty()
                && ends.entrySet().stream().allMatch(end -> next.getOrDefault(end.getKey(), 0L) >= end.getValue());
    }

    /** The next record; null if there is none within {@code patience}, or any more. */
    @Nullable
    ConsumerRecord<byte[], byte[]> next(Duration patience) {
        if (fetched.isEmpty()) {
            if (isRead()) {
                return null;
            }
            fetch(patience);
        }
        ConsumerRecord<byte[], byte[]> record = fetched.poll();
        if (record != null) {
            next.put(new TopicPartition(record.topic(), record.partition()), record.offset() + 1);
        }
        if (fetched.isEmpty()) {
            // Transactions' markers take offsets too.
            ends.keySet().forEach(place -> next.merge(place, consumer.position(place), Math::max));
            pauseWhatIsRead();
        }
        return record;
    }

    private void fetch(Duration patience) {
        for (ConsumerRecord<byte[], byte[]> record : consumer.poll(patience)) {
            TopicPartition place = new TopicPartition(record.topic(), record.partition());
            if (record.offset() < ends.getOrDefault(place, 0L)) {
                fetched.add(record);
            }
        }
    }

    private void pauseWhatIsRead() {
        List<TopicPartition> read = new ArrayList<>();
        ends.forEach((place, end) -> {
            if (next.getOrDefault(place, 0L) >= end) {
                read.add(place);
            }
        });
        consumer.pause(read);
    }

    /** How far it has come: up to the record that was returned last. */
    List<Reach> reaches() {
        return parts.stream()
                .map(part -> new Reach(
                        part.topic(), part.partition(), next.getOrDefault(place(part), part.next()), part.end()))
                .toList();
    }

    @Override
    public void close() {
        consumer.close();
    }
}
