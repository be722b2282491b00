package dev.sendoff.executor.kafka;

import dev.sendoff.installation.Installation;
import dev.sendoff.schemas.Topic;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Makes the executor's Kafka clients, with the settings that its promises rest on. */
record Clients(Installation installation, ExecutorConfig config) {

    /** Longer than partitions ever take to be handed over, and short enough that a poll loop that hangs is noticed. */
    private static final Duration MAX_POLL_INTERVAL = Duration.ofMinutes(1);

    private static final int FETCH_BYTES = 16 * 1024 * 1024;

    String group() {
        return installation.named("executor");
    }

    /** The name of this executor in its group. A group has it only once, and knows a restarted executor by it. */
    String groupInstanceId() {
        return installation.instance();
    }

    String transactionalId() {
        return installation.named("executor-" + installation.instance());
    }

    Consumer<byte[], byte[]> consumer() {
        Map<String, Object> settings = new HashMap<>(installation.clientSettings());
        settings.put(ConsumerConfig.GROUP_ID_CONFIG, group());
        settings.put(ConsumerConfig.GROUP_PROTOCOL_CONFIG, "consumer");
        settings.put(ConsumerConfig.GROUP_INSTANCE_ID_CONFIG, groupInstanceId());
        settings.put(ConsumerConfig.MAX_POLL_INTERVAL_MS_CONFIG, (int) MAX_POLL_INTERVAL.toMillis());
        settings.put(ConsumerConfig.CLIENT_ID_CONFIG, "executor-" + installation.instance());
        settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        // Also makes the read of committed offsets wait for a predecessor's open transaction.
        settings.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        settings.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, 1_000);
        settings.put(ConsumerConfig.FETCH_MAX_BYTES_CONFIG, FETCH_BYTES);
        settings.put(ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG, FETCH_BYTES / 4);
        settings.put(ConsumerConfig.KEY_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class);
        settings.put(ConsumerConfig.VALUE_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class);
        return new KafkaConsumer<>(settings);
    }

    Producer<byte[], byte[]> transactionalProducer() {
        Map<String, Object> settings = producerSettings("executor-" + installation.instance());
        settings.put(ProducerConfig.TRANSACTIONAL_ID_CONFIG, transactionalId());
        // A dead owner's open transaction holds back its successor and other readers: not longer than its session does.
        settings.put(ProducerConfig.TRANSACTION_TIMEOUT_CONFIG, (int)
                config.sessionTimeout().toMillis());
        // The commit flushes; until then, what is sent gathers.
        settings.put(ProducerConfig.LINGER_MS_CONFIG, 5);
        settings.put(ProducerConfig.BATCH_SIZE_CONFIG, 256 * 1024);
        settings.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, 20_000);
        settings.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, 5_000);
        settings.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, 10_000);
        return new KafkaProducer<>(settings);
    }

    /** For what may be lost: it never blocks for long, and does not wait for replicas. */
    Producer<byte[], byte[]> bestEffortProducer() {
        Map<String, Object> settings = producerSettings("executor-news-" + installation.instance());
        settings.put(ProducerConfig.ACKS_CONFIG, "1");
        settings.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, false);
        settings.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, 100);
        settings.put(ProducerConfig.BUFFER_MEMORY_CONFIG, 1024 * 1024L);
        settings.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, 5_000);
        settings.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, 5_000);
        settings.put(ProducerConfig.LINGER_MS_CONFIG, 0);
        return new KafkaProducer<>(settings);
    }

    private Map<String, Object> producerSettings(String clientId) {
        Map<String, Object> settings = new HashMap<>(installation.clientSettings());
        settings.put(ProducerConfig.CLIENT_ID_CONFIG, clientId);
        settings.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, Topic.MAX_RECORD_BYTES);
        settings.put(ProducerConfig.KEY_SERIALIZER_CLASS_CONFIG, ByteArraySerializer.class);
        settings.put(ProducerConfig.VALUE_SERIALIZER_CLASS_CONFIG, ByteArraySerializer.class);
        return settings;
    }

    Admin admin() {
        Map<String, Object> settings = new HashMap<>(installation.clientSettings());
        settings.put(CommonClientConfigs.CLIENT_ID_CONFIG, "executor-admin-" + installation.instance());
        return Admin.create(settings);
    }
}
