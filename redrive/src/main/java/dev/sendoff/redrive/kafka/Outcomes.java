package dev.sendoff.redrive.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sendoff.schemas.HeaderNames;
import dev.sendoff.schemas.Topic;
import dev.sendoff.schemas.Topics;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.jspecify.annotations.Nullable;

/**
 * Counts the ends of copies for the jobs that have put them in. Records are told apart by a header, and are not decoded.
 * For one thread; to be closed.
 */
final class Outcomes implements AutoCloseable {

    private final Topics topics;
    private final Consumer<byte[], byte[]> consumer;

    /** @param consumer is closed with this */
    Outcomes(Topics topics, Consumer<byte[], byte[]> consumer) {
        this.topics = topics;
        this.consumer = consumer;
    }

    /** Goes back, if need be, to where the job's ends have not been counted. */
    void add(Work work) {
        Map<TopicPartition, Long> places = work.outcomes();
        Map<TopicPartition, Long> from = new HashMap<>();
        places.forEach((place, next) -> from.put(
                place, consumer.assignment().contains(place) ? Math.min(next, consumer.position(place)) : next));
        if (!consumer.assignment().equals(places.keySet())) {
            consumer.assign(places.keySet());
        }
        from.forEach(consumer::seek);
    }

    /** Tells all of {@code jobs} what has come; marks those to which something was new. */
    void count(Collection<Work> jobs, Function<UUID, @Nullable Work> byId) {
        for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ZERO)) {
            Work work = job(record, byId);
            TopicPartition place = new TopicPartition(record.topic(), record.partition());
            if (work != null && !work.hasCounted(place, record.offset())) {
                work.run.ended(topics.byName(record.topic()).orElseThrow() == Topic.SUCCESSES);
                work.isDirty = true;
            }
        }
        for (TopicPartition place : consumer.assignment()) {
            long next = consumer.position(place);
            jobs.forEach(work -> work.countedUpTo(place, next));
        }
    }

    private static @Nullable Work job(ConsumerRecord<byte[], byte[]> record, Function<UUID, @Nullable Work> byId) {
        Header header = record.headers().lastHeader(HeaderNames.JOB);
        if (header == null || header.value() == null) {
            return null;
        }
        try {
            return byId.apply(UUID.fromString(new String(header.value(), UTF_8)));
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    @Override
    public void close() {
        consumer.close();
    }
}
