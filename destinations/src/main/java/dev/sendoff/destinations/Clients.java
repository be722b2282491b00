package dev.sendoff.destinations;

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

/** Makes the Kafka clients, with the settings that exactly-once deliveries rest on. */
record Clients(Installation installation, Duration sessionTimeout) {

    private static final int FETCH_BYTES = 16 * 1024 * 1024;
    private static final int MAX_POLL_RECORDS = 500;

    private String name() {
        return "destinations-" + installation.instance();
    }

    Consumer<byte[], byte[]> consumer() {
        Map<String, Object> settings = new HashMap<>(installation.clientSettings());
        settings.put(ConsumerConfig.GROUP_ID_CONFIG, installation.named("destinations"));
        settings.put(ConsumerConfig.GROUP_PROTOCOL_CONFIG, "consumer");
        settings.put(ConsumerConfig.CLIENT_ID_CONFIG, name());
        settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        // Also makes the read of committed offsets wait for a predecessor's open transaction.
        settings.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        settings.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, MAX_POLL_RECORDS);
        settings.put(ConsumerConfig.FETCH_MAX_BYTES_CONFIG, FETCH_BYTES);
        settings.put(ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG, FETCH_BYTES / 4);
        settings.put(ConsumerConfig.KEY_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class);
        settings.put(ConsumerConfig.VALUE_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class);
        return new KafkaConsumer<>(settings);
    }

    Producer<byte[], byte[]> transactionalProducer() {
        Map<String, Object> settings = new HashMap<>(installation.clientSettings());
        settings.put(ProducerConfig.CLIENT_ID_CONFIG, name());
        settings.put(ProducerConfig.TRANSACTIONAL_ID_CONFIG, installation.named(name()));
        // The open transaction of one that was lost holds back readers no longer than its session does.
        settings.put(ProducerConfig.TRANSACTION_TIMEOUT_CONFIG, (int) sessionTimeout.toMillis());
        settings.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, Topic.MAX_RECORD_BYTES);
        settings.put(ProducerConfig.LINGER_MS_CONFIG, 5);
        settings.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, 20_000);
        settings.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, 5_000);
        settings.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, 5_000);
        settings.put(ProducerConfig.KEY_SERIALIZER_CLASS_CONFIG, ByteArraySerializer.class);
        settings.put(ProducerConfig.VALUE_SERIALIZER_CLASS_CONFIG, ByteArraySerializer.class);
        return new KafkaProducer<>(settings);
    }

    Admin admin() {
        Map<String, Object> settings = new HashMap<>(installation.clientSettings());
        settings.put(CommonClientConfigs.CLIENT_ID_CONFIG, name() + "-admin");
        return Admin.create(settings);
    }
}
