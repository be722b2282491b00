package dev.sendoff.redrive.kafka;

import dev.sendoff.installation.Installation;
import dev.sendoff.schemas.Topic;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Makes the Kafka clients. */
record Clients(Installation installation, Duration sessionTimeout, Duration writeTimeout) {

    /** There may be many sources at a time. */
    private static final int FETCH_BYTES = 4 * 1024 * 1024;

    private static final int MAX_POLL_RECORDS = 1_000;

    private String name(String purpose) {
        return "redrive-" + purpose + "-" + installation.instance();
    }

    /** Of one who reads what is committed, from wherever it is told to. */
    Consumer<byte[], byte[]> reader(String purpose) {
        Map<String, Object> settings = reading(purpose);
        settings.put(ConsumerConfig.FETCH_MAX_BYTES_CONFIG, FETCH_BYTES);
        settings.put(ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG, FETCH_BYTES / 4);
        settings.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, MAX_POLL_RECORDS);
        return new KafkaConsumer<>(settings);
    }

    /** A member of the group of which one does the jobs. */
    Consumer<byte[], byte[]> seat() {
        int session = (int) sessionTimeout.toMillis();
        Map<String, Object> settings = reading("seat");
        settings.put(ConsumerConfig.GROUP_ID_CONFIG, installation.named("redrive"));
        // One that comes back under its name has the jobs at once, instead of after the session of its former life.
        settings.put(ConsumerConfig.GROUP_INSTANCE_ID_CONFIG, installation.instance());
        settings.put(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG, session);
        settings.put(ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG, session / 3);
        return new KafkaConsumer<>(settings);
    }

    private Map<String, Object> reading(String purpose) {
        Map<String, Object> settings = new HashMap<>(installation.clientSettings());
        settings.put(ConsumerConfig.CLIENT_ID_CONFIG, name(purpose));
        settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        settings.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        settings.put(ConsumerConfig.KEY_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class);
        settings.put(ConsumerConfig.VALUE_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class);
        return settings;
    }

    /** Of the one who does the jobs: whoever makes it last fences the others. */
    Producer<byte[], byte[]> jobProducer() {
        Map<String, Object> settings = writing("jobs");
        settings.put(ProducerConfig.TRANSACTIONAL_ID_CONFIG, installation.named("redrive"));
        // The open transaction of one that was lost holds back readers no longer than its session does.
        settings.put(ProducerConfig.TRANSACTION_TIMEOUT_CONFIG, (int) sessionTimeout.toMillis());
        settings.put(ProducerConfig.LINGER_MS_CONFIG, 5);
        settings.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, 20_000);
        settings.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, 5_000);
        settings.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, 5_000);
        return new KafkaProducer<>(settings);
    }

    /** Of those who ask for jobs. */
    Producer<byte[], byte[]> orderProducer() {
        int wait = (int) writeTimeout.toMillis();
        Map<String, Object> settings = writing("orders");
        settings.put(ProducerConfig.LINGER_MS_CONFIG, 0);
        settings.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, Math.max(1, wait / 2));
        settings.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, wait);
        settings.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, wait);
        return new KafkaProducer<>(settings);
    }

    private Map<String, Object> writing(String purpose) {
        Map<String, Object> settings = new HashMap<>(installation.clientSettings());
        settings.put(ProducerConfig.CLIENT_ID_CONFIG, name(purpose));
        settings.put(ProducerConfig.ACKS_CONFIG, "all");
        settings.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, Topic.MAX_RECORD_BYTES);
        settings.put(ProducerConfig.KEY_SERIALIZER_CLASS_CONFIG, ByteArraySerializer.class);
        settings.put(ProducerConfig.VALUE_SERIALIZER_CLASS_CONFIG, ByteArraySerializer.class);
        return settings;
    }
}
