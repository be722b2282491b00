package dev.sendoff.audit.kafka;

import dev.sendoff.audit.Retained;
import dev.sendoff.audit.Station;
import dev.sendoff.core.FunctionVersion;
import dev.sendoff.schemas.Topics;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.record.TimestampType;

/** Topics whose records are in memory. Between the taking of the ends of outcomes and queues something may happen. */
final class InMemoryTopics implements AuditedTopics {

    private final Topics topics;
    private final Map<TopicPartition, Station> stations = new LinkedHashMap<>();
    private final Map<TopicPartition, List<ConsumerRecord<byte[], byte[]>>> records = new HashMap<>();
    private final Map<Patience.Target, Duration> maxEventAges = new HashMap<>();
    private long deleted;
    Runnable betweenEnds = () -> {};

    InMemoryTopics(Topics topics) {
        this.topics = topics;
        for (Station station : Station.values()) {
            for (int partition = 0; partition < topics.partitions(); partition++) {
                TopicPartition at = new TopicPartition(topics.name(AuditedTopics.topic(station)), partition);
                stations.put(at, station);
                records.put(at, new ArrayList<>());
            }
        }
    }

    ConsumerRecord<byte[], byte[]> add(ProducerRecord<byte[], byte[]> record, Instant time) {
        List<ConsumerRecord<byte[], byte[]>> partition =
                records.get(new TopicPartition(record.topic(), record.partition()));
        var added = new ConsumerRecord<>(
                record.topic(),
                record.partition(),
                partition.size(),
                time.toEpochMilli(),
                TimestampType.CREATE_TIME,
                0,
                0,
                record.key(),
                record.value(),
                record.headers(),
                Optional.empty());
        partition.add(added);
        return added;
    }

    /** Deletes what every partition begins with, up to this offset. */
    void deleteBefore(long offset) {
        deleted = offset;
    }

    void setMaxEventAge(String function, Duration age) {
        maxEventAges.put(new Patience.Target(function, FunctionVersion.LATEST), age);
    }

    @Override
    public Map<TopicPartition, Station> partitions() {
        return stations;
    }

    @Override
    public Map<TopicPartition, Long> begins(Collection<TopicPartition> partitions) {
        return partitions.stream()
                .collect(Collectors.toMap(
                        it -> it, it -> Math.min(deleted, records.get(it).size())));
    }

    @Override
    public Map<TopicPartition, Long> offsetsAt(Instant time, Collection<TopicPartition> partitions) {
        return partitions.stream()
                .collect(Collectors.toMap(
                        it -> it,
                        it -> records.get(it).stream()
                                .filter(record ->
                                        record.offset() >= deleted && record.timestamp() >= time.toEpochMilli())
                                .map(ConsumerRecord::offset)
                                .findFirst()
                                .orElse((long) records.get(it).size())));
    }

    @Override
    public Map<TopicPartition, Long> ends(Map<TopicPartition, Station> partitions) {
        Map<TopicPartition, Long> ends = new HashMap<>();
        partitions.forEach((partition, station) -> {
            if (station.isEnd()) {
                ends.put(partition, (long) records.get(partition).size());
            }
        });
        betweenEnds.run();
        partitions.forEach((partition, station) ->
                ends.computeIfAbsent(partition, it -> (long) records.get(it).size()));
        return ends;
    }

    @Override
    public Map<Patience.Target, Duration> maxEventAges() {
        return maxEventAges;
    }

    @Override
    public void read(
            Map<TopicPartition, Long> begins,
            Map<TopicPartition, Long> ends,
            Consumer<ConsumerRecord<byte[], byte[]>> reader) {
        begins.forEach((partition, begin) -> {
            for (long offset = begin; offset < ends.get(partition); offset++) {
                reader.accept(records.get(partition).get((int) offset));
            }
        });
    }

    @Override
    public List<Retained> retained(Map<TopicPartition, Station> partitions) {
        return partitions.keySet().stream()
                .map(partition -> {
                    var all = records.get(partition);
                    return new Retained(
                            Math.min(deleted, all.size()),
                            deleted >= all.size()
                                    ? null
                                    : Instant.ofEpochMilli(
                                            all.get((int) deleted).timestamp()),
                            Duration.ofDays(7));
                })
                .toList();
    }

    @Override
    public void wakeUp() {}

    @Override
    public void close() {}
}
