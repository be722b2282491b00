package dev.sendoff.audit.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sendoff.audit.Retained;
import dev.sendoff.audit.Station;
import dev.sendoff.core.Function;
import dev.sendoff.schemas.Topic;
import dev.sendoff.schemas.Topics;
import dev.sendoff.schemas.WireFormat;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * Read without a group and as {@code read_committed}: ends are where the first open transaction begins. Whatever does not
 * answer within {@link #PATIENCE} ends the audit.
 */
final class KafkaAuditedTopics implements AuditedTopics {

    private static final Duration POLL = Duration.ofMillis(200);
    private static final Duration CLOSE_WITHIN = Duration.ofSeconds(2);

    private final Topics topics;
    private final WireFormat wire;
    private final KafkaConsumer<byte[], byte[]> consumer;
    private final Admin admin;

    KafkaAuditedTopics(Map<String, Object> clientSettings, WireFormat wire, String clientId) {
        this.topics = wire.topics();
        this.wire = wire;
        Map<String, Object> settings = new HashMap<>(clientSettings);
        settings.put(ConsumerConfig.CLIENT_ID_CONFIG, clientId);
        settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        settings.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        // Retention may overtake a long reading; what it deleted is not judged.
        settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        settings.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
        settings.put(ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, (int) PATIENCE.toMillis());
        settings.put(ConsumerConfig.FETCH_MAX_BYTES_CONFIG, 8 * 1024 * 1024);
        settings.put(ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG, 1024 * 1024);
        settings.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, 1_000);
        settings.put(ConsumerConfig.KEY_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class);
        settings.put(ConsumerConfig.VALUE_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class);
        consumer = new KafkaConsumer<>(settings);
        Map<String, Object> adminSettings = new HashMap<>(clientSettings);
        adminSettings.put(AdminClientConfig.CLIENT_ID_CONFIG, clientId);
        admin = Admin.create(adminSettings);
    }

    @Override
    public Map<TopicPartition, Station> partitions() {
        Map<TopicPartition, Station> partitions = new HashMap<>();
        for (Station station : Station.values()) {
            for (TopicPartition partition : partitions(AuditedTopics.topic(station))) {
                partitions.put(partition, station);
            }
        }
        return partitions;
    }

    private List<TopicPartition> partitions(Topic topic) {
        String name = topics.name(topic);
        var infos = consumer.partitionsFor(name);
        if (infos == null || infos.isEmpty()) {
            throw new AuditException("there is no topic " + name);
        }
        return infos.stream()
                .map(info -> new TopicPartition(name, info.partition()))
                .toList();
    }

    @Override
    public Map<TopicPartition, Long> begins(Collection<TopicPartition> partitions) {
        return consumer.beginningOffsets(partitions);
    }

    @Override
    public Map<TopicPartition, Long> offsetsAt(Instant time, Collection<TopicPartition> partitions) {
        long millis = Math.max(0, time.toEpochMilli());
        Map<TopicPartition, OffsetAndTimestamp> found =
                consumer.offsetsForTimes(partitions.stream().collect(Collectors.toMap(it -> it, _ -> millis)));
        Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
        Map<TopicPartition, Long> offsets = new HashMap<>();
        for (TopicPartition partition : partitions) {
            OffsetAndTimestamp at = found.get(partition);
            offsets.put(partition, at == null ? ends.getOrDefault(partition, 0L) : at.offset());
        }
        return offsets;
    }

    @Override
    public Map<TopicPartition, Long> ends(Map<TopicPartition, Station> partitions) {
        Map<TopicPartition, Long> ends = new HashMap<>();
        for (boolean outcomes : new boolean[] {true, false}) {
            ends.putAll(consumer.endOffsets(partitions.entrySet().stream()
                    .filter(entry -> entry.getValue().isEnd() == outcomes)
                    .map(Map.Entry::getKey)
                    .toList()));
        }
        return ends;
    }

    @Override
    public Map<Patience.Target, Duration> maxEventAges() {
        Map<String, Map<Patience.Target, Duration>> byFunction = new HashMap<>();
        List<TopicPartition> partitions = partitions(Topic.FUNCTIONS);
        read(begins(partitions), consumer.endOffsets(partitions), record -> {
            if (record.key() != null) {
                byFunction.put(
                        new String(record.key(), UTF_8),
                        record.value() == null ? Map.of() : maxEventAges(record.value()));
            }
        });
        Map<Patience.Target, Duration> ages = new HashMap<>();
        byFunction.values().forEach(ages::putAll);
        return ages;
    }

    private Map<Patience.Target, Duration> maxEventAges(byte[] value) {
        Map<Patience.Target, Duration> ages = new HashMap<>();
        try {
            if (wire.function(value) instanceof Function function) {
                function.settings().eventInvokeConfigs().forEach((qualifier, config) -> {
                    if (config.maximumEventAge() != null) {
                        ages.put(new Patience.Target(function.name(), qualifier), config.maximumEventAge());
                    }
                });
            }
        } catch (SerializationException | IllegalArgumentException e) {
            // Nobody else can read it either: it holds no function back.
            return Map.of();
        }
        return ages;
    }

    @Override
    public void read(
            Map<TopicPartition, Long> begins,
            Map<TopicPartition, Long> ends,
            Consumer<ConsumerRecord<byte[], byte[]>> reader) {
        Set<TopicPartition> open = new HashSet<>();
        begins.forEach((partition, begin) -> {
            if (begin < ends.getOrDefault(partition, 0L)) {
                open.add(partition);
            }
        });
        consumer.assign(open);
        open.forEach(partition -> consumer.seek(partition, begins.getOrDefault(partition, 0L)));
        long lastProgress = System.nanoTime();
        while (!open.isEmpty()) {
            var polled = consumer.poll(POLL);
            for (ConsumerRecord<byte[], byte[]> record : polled) {
                if (record.offset() < ends.getOrDefault(new TopicPartition(record.topic(), record.partition()), 0L)) {
                    reader.accept(record);
                }
            }
            // Not by the last record's offset: the end may hold the markers of transactions only.
            boolean finished =
                    open.removeIf(partition -> consumer.position(partition) >= ends.getOrDefault(partition, 0L));
            if (finished) {
                consumer.assign(open);
            }
            if (finished || !polled.isEmpty()) {
                lastProgress = System.nanoTime();
            } else if (System.nanoTime() - lastProgress > PATIENCE.toNanos()) {
                throw new AuditException("nothing could be read for " + PATIENCE.toSeconds() + " s of " + open);
            }
        }
    }

    @Override
    public List<Retained> retained(Map<TopicPartition, Station> partitions) {
        Map<TopicPartition, Long> begins = begins(partitions.keySet());
        Map<TopicPartition, OffsetAndTimestamp> firsts =
                consumer.offsetsForTimes(partitions.keySet().stream().collect(Collectors.toMap(it -> it, _ -> 0L)));
        Map<String, Duration> ages = deletedAfter();
        List<Retained> retained = new ArrayList<>();
        begins.forEach((partition, begin) -> {
            OffsetAndTimestamp first = firsts.get(partition);
            retained.add(new Retained(
                    begin,
                    first == null ? null : Instant.ofEpochMilli(first.timestamp()),
                    ages.get(partition.topic())));
        });
        return retained;
    }

    private Map<String, Duration> deletedAfter() {
        List<ConfigResource> resources = EnumSet.allOf(Station.class).stream()
                .map(station ->
                        new ConfigResource(ConfigResource.Type.TOPIC, topics.name(AuditedTopics.topic(station))))
                .toList();
        Map<String, Duration> ages = new HashMap<>();
        try {
            admin.describeConfigs(resources)
                    .all()
                    .get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)
                    .forEach((resource, config) -> {
                        long age = number(config, "retention.ms");
                        // By size, anything may be deleted at any age.
                        if (age > 0 && number(config, "retention.bytes") < 0) {
                            ages.put(resource.name(), Duration.ofMillis(age));
                        }
                    });
        } catch (ExecutionException | TimeoutException e) {
            // Who may not read settings goes by what is there.
            return Map.of();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AuditException("interrupted", e);
        }
        return ages;
    }

    private static long number(Config config, String name) {
        ConfigEntry entry = config.get(name);
        return entry == null || entry.value() == null ? -1 : Long.parseLong(entry.value());
    }

    @Override
    public void wakeUp() {
        consumer.wakeup();
    }

    @Override
    public void close() {
        consumer.close(CloseOptions.timeout(CLOSE_WITHIN));
        admin.close(CLOSE_WITHIN);
    }
}
