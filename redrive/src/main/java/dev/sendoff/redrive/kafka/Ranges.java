package dev.sendoff.redrive.kafka;

import dev.sendoff.core.JobOrder;
import dev.sendoff.core.JobProgress.Reach;
import dev.sendoff.core.RequestId;
import dev.sendoff.schemas.Topic;
import dev.sendoff.schemas.Topics;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/** Finds out which part of a topic a job has to read: no more than can concern it, up to the end that there is now. */
record Ranges(Topics topics, Consumer<byte[], byte[]> consumer) {

    /** Clocks differ. */
    private static final Duration SKEW = Duration.ofMinutes(1);

    /** Where the events stand that the job is about. */
    List<Reach> sources(JobOrder order) {
        return ranges(source(order), partitions(order), earliest(order));
    }

    /** Where news of what has come of these events may stand. */
    List<Reach> history(JobOrder order) {
        return ranges(Topic.DELIVERIES, partitions(order), earliest(order));
    }

    /** From here on the ends of what is put in from now on will stand. */
    List<Reach> outcomes() {
        List<Reach> reaches = new ArrayList<>();
        for (Topic topic : List.of(Topic.SUCCESSES, Topic.DEAD_LETTERS)) {
            endsOf(places(topic, all()))
                    .forEach((place, end) ->
                            reaches.add(new Reach(topic.baseName(), place.partition(), end, Long.MAX_VALUE)));
        }
        return reaches;
    }

    static Topic source(JobOrder order) {
        return switch (order.kind()) {
            case REDRIVE, PURGE -> Topic.DEAD_LETTERS;
            case REPLAY -> Topic.INVOCATIONS;
        };
    }

    private List<Reach> ranges(Topic topic, Set<Integer> partitions, @Nullable Instant from) {
        List<TopicPartition> places = places(topic, partitions);
        Map<TopicPartition, Long> ends = endsOf(places);
        Map<TopicPartition, Long> begins = new HashMap<>(consumer.beginningOffsets(places));
        if (from != null) {
            Map<TopicPartition, Long> times = new HashMap<>();
            places.forEach(place -> times.put(place, Math.max(0, from.toEpochMilli())));
            Map<TopicPartition, OffsetAndTimestamp> found = consumer.offsetsForTimes(times);
            // Where no record is that late, its end is as good.
            places.forEach(place -> begins.put(
                    place,
                    Optional.ofNullable(found.get(place))
                            .map(OffsetAndTimestamp::offset)
                            .orElse(ends.get(place))));
        }
        List<Reach> reaches = new ArrayList<>();
        for (TopicPartition place : places) {
            long end = ends.getOrDefault(place, 0L);
            reaches.add(
                    new Reach(topic.baseName(), place.partition(), Math.min(begins.getOrDefault(place, 0L), end), end));
        }
        return reaches;
    }

    /** Of what is committed; asked by one who reads there, or Kafka's client complains. */
    private Map<TopicPartition, Long> endsOf(List<TopicPartition> places) {
        consumer.assign(places);
        return consumer.endOffsets(places);
    }

    private List<TopicPartition> places(Topic topic, Set<Integer> partitions) {
        return partitions.stream()
                .map(partition -> new TopicPartition(topics.name(topic), partition))
                .toList();
    }

    private Set<Integer> all() {
        return IntStream.range(0, topics.partitions()).boxed().collect(Collectors.toCollection(TreeSet::new));
    }

    private Set<Integer> partitions(JobOrder order) {
        Set<Integer> homes = new TreeSet<>();
        for (RequestId id : order.ids()) {
            int home = id.homePartition().orElse(Integer.MAX_VALUE);
            if (home >= topics.partitions()) {
                return all();
            }
            homes.add(home);
        }
        return homes.isEmpty() ? all() : homes;
    }

    /** What is written of an event is written after it was accepted. Null if that may have been at any time. */
    private static @Nullable Instant earliest(JobOrder order) {
        Instant since = order.selection().since();
        if (since != null) {
            return since.minus(SKEW);
        }
        Instant earliest = null;
        for (RequestId id : order.ids()) {
            if (id.homePartition().isEmpty()) {
                return null;
            }
            Instant time = Instant.ofEpochMilli(id.value().getMostSignificantBits() >>> 16);
            earliest = earliest == null || time.isBefore(earliest) ? time : earliest;
        }
        return earliest == null ? null : earliest.minus(SKEW);
    }
}
