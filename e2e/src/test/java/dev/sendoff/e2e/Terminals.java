package dev.sendoff.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sendoff.schemas.Topic;
import dev.sendoff.schemas.Topics;
import dev.sendoff.schemas.WireFormat;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * The terminal records of an installation, as a {@code read_committed} reader finds them: what the guarantee of one
 * outcome is judged by.
 */
final class Terminals {

    private static final Duration READS_WITHIN = Duration.ofSeconds(60);

    private final String bootstrap;
    private final Topics topics;
    private final WireFormat wire;

    Terminals(SendoffProcess sendoff) {
        this.bootstrap = sendoff.bootstrap();
        this.topics = new Topics("sendoff.", 4, (short) -1);
        this.wire = WireFormat.connect(topics, sendoff.registryUrl(), Map.of());
    }

    /** One terminal record, with the time by its writer's clock: of {@code successes} or of {@code dead-letters}. */
    record Terminal(String id, Topic topic, int partition, long offset, Instant written, byte[] value) {}

    WireFormat wire() {
        return wire;
    }

    /** Both topics from the beginning to the end that they have now, by request id; an id has one terminal, or a fault. */
    Map<String, List<Terminal>> byId() {
        return all().stream().collect(Collectors.groupingBy(Terminal::id));
    }

    /** Those of these ids, when each of them has at least one. */
    Map<String, List<Terminal>> awaitAll(Set<String> ids, Duration timeout) {
        return Await.until(
                        "a terminal record for each of " + ids.size() + " ids",
                        timeout,
                        () -> missing(ids),
                        missing -> missing.missing().isEmpty())
                .found();
    }

    private Progress missing(Set<String> ids) {
        Map<String, List<Terminal>> found = byId();
        found.keySet().retainAll(ids);
        return new Progress(ids.stream().filter(id -> !found.containsKey(id)).toList(), found);
    }

    private record Progress(List<String> missing, Map<String, List<Terminal>> found) {
        @Override
        public String toString() {
            return missing.size() + " missing, such as "
                    + missing.stream().limit(5).toList();
        }
    }

    private List<Terminal> all() {
        Map<String, Object> settings = Map.of(
                ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
                bootstrap,
                ConsumerConfig.ISOLATION_LEVEL_CONFIG,
                "read_committed",
                ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG,
                false);
        List<Terminal> terminals = new ArrayList<>();
        try (var consumer = new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            List<TopicPartition> partitions = partitions();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            // With read_committed the end is where the first open transaction begins.
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            long deadline = System.nanoTime() + READS_WITHIN.toNanos();
            while (!partitions.stream().allMatch(partition -> consumer.position(partition) >= ends.get(partition))) {
                if (System.nanoTime() > deadline) {
                    throw new AssertionError("the outcomes could not be read to their end within " + READS_WITHIN);
                }
                consumer.poll(Duration.ofMillis(200)).forEach(record -> terminals.add(terminal(record)));
            }
        }
        return terminals;
    }

    private List<TopicPartition> partitions() {
        List<TopicPartition> partitions = new ArrayList<>();
        for (Topic topic : List.of(Topic.SUCCESSES, Topic.DEAD_LETTERS)) {
            for (int partition = 0; partition < topics.partitions(topic); partition++) {
                partitions.add(new TopicPartition(topics.name(topic), partition));
            }
        }
        return partitions;
    }

    private Terminal terminal(ConsumerRecord<byte[], byte[]> record) {
        return new Terminal(
                new String(record.key(), UTF_8),
                topics.byName(record.topic()).orElseThrow(),
                record.partition(),
                record.offset(),
                Instant.ofEpochMilli(record.timestamp()),
                record.value());
    }
}
