package dev.sendoff.state;

import dev.sendoff.schemas.Topics;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.streams.KafkaClientSupplier;

/** The clients of the Streams application; its main consumer tells how far it has read. */
final class ProgressClients implements KafkaClientSupplier {

    private final Topics topics;
    private final Progress progress;

    ProgressClients(Topics topics, Progress progress) {
        this.topics = topics;
        this.progress = progress;
    }

    @Override
    public Admin getAdmin(Map<String, Object> config) {
        return Admin.create(config);
    }

    @Override
    public Producer<byte[], byte[]> getProducer(Map<String, Object> config) {
        return new KafkaProducer<>(config, new ByteArraySerializer(), new ByteArraySerializer());
    }

    @Override
    public Consumer<byte[], byte[]> getConsumer(Map<String, Object> config) {
        return new TellingConsumer(config);
    }

    @Override
    public Consumer<byte[], byte[]> getRestoreConsumer(Map<String, Object> config) {
        return new KafkaConsumer<>(config, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    @Override
    public Consumer<byte[], byte[]> getGlobalConsumer(Map<String, Object> config) {
        return getRestoreConsumer(config);
    }

    private final class TellingConsumer extends KafkaConsumer<byte[], byte[]> {

        TellingConsumer(Map<String, Object> config) {
            super(config, new ByteArrayDeserializer(), new ByteArrayDeserializer());
        }

        @Override
        public ConsumerRecords<byte[], byte[]> poll(Duration timeout) {
            ConsumerRecords<byte[], byte[]> records = super.poll(timeout);
            for (TopicPartition place : records.partitions()) {
                List<ConsumerRecord<byte[], byte[]>> batch = records.records(place);
                topics.byName(place.topic())
                        .filter(FactReader.TOPICS::contains)
                        .ifPresent(topic -> progress.handedOver(
                                topic, place.partition(), batch.getLast().offset() + 1));
            }
            if (progress.isAwaited()) {
                assignment().forEach(this::tellPosition);
                progress.moved();
            }
            return records;
        }

        private void tellPosition(TopicPartition place) {
            topics.byName(place.topic()).filter(FactReader.TOPICS::contains).ifPresent(topic -> {
                try {
                    progress.read(topic, place.partition(), position(place, Duration.ZERO));
                } catch (TimeoutException e) {
                    // It has just been assigned, and the consumer does not know yet where to begin.
                }
            });
        }
    }
}
