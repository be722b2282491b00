package dev.sendoff.e2e;

import dev.sendoff.schemas.Topic;
import dev.sendoff.schemas.Topics;
import io.confluent.kafka.serializers.KafkaAvroDeserializer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** Topics as a Kafka UI reads them: knowing the registry, and nothing of our classes. */
final class Decoded {

    private Decoded() {}

    /** All Avro values of a topic; a value that does not decode fails. Plain JSON on the queue is passed over. */
    static List<Object> valuesOf(SendoffProcess sendoff, Topic topic) {
        Topics topics = new Topics("sendoff.", 4, (short) -1);
        List<TopicPartition> partitions = IntStream.range(0, topics.partitions(topic))
                .mapToObj(partition -> new TopicPartition(topics.name(topic), partition))
                .toList();
        List<Object> values = new ArrayList<>();
        try (KafkaAvroDeserializer deserializer = new KafkaAvroDeserializer();
                KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(
                        Map.of("bootstrap.servers", sendoff.bootstrap(), "isolation.level", "read_committed"),
                        new ByteArrayDeserializer(),
                        new ByteArrayDeserializer())) {
            deserializer.configure(Map.of("schema.registry.url", sendoff.registryUrl()), false);
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            while (partitions.stream().anyMatch(partition -> consumer.position(partition) < ends.get(partition))) {
                for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(200))) {
                    byte[] value = record.value();
                    if (value != null && value.length > 0 && value[0] == 0) {
                        values.add(deserializer.deserialize(record.topic(), value));
                    } else if (value != null && topic != Topic.INVOCATIONS) {
                        throw new AssertionError(record.topic() + " has a value that is not Avro");
                    }
                }
            }
        }
        return values;
    }
}
