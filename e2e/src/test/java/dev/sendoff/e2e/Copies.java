package dev.sendoff.e2e;

import dev.sendoff.core.Origin;
import dev.sendoff.schemas.InvocationReader;
import dev.sendoff.schemas.Topic;
import dev.sendoff.schemas.Topics;
import dev.sendoff.schemas.WireFormat;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** What was put in again, as a {@code read_committed} reader of the queue finds it. */
final class Copies {

    private Copies() {}

    /** How often the event of each earlier invocation stands on the queue as a copy made by that job. */
    static Map<String, Integer> ofJob(SendoffProcess sendoff, String job) {
        Topics topics = new Topics("sendoff.", 4, (short) -1);
        InvocationReader reader =
                InvocationReader.ofEnvelopes(WireFormat.connect(topics, sendoff.registryUrl(), Map.of()));
        List<TopicPartition> partitions = IntStream.range(0, 4)
                .mapToObj(partition -> new TopicPartition(topics.name(Topic.INVOCATIONS), partition))
                .toList();
        Map<String, Integer> copies = new HashMap<>();
        try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(
                Map.of(
                        ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
                        sendoff.bootstrap(),
                        ConsumerConfig.ISOLATION_LEVEL_CONFIG,
                        "read_committed"),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer())) {
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            while (partitions.stream().anyMatch(partition -> consumer.position(partition) < ends.get(partition))) {
                for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(200))) {
                    if (reader.read(record, Topic.INVOCATIONS) instanceof InvocationReader.Readable(var invocation)) {
                        Origin.CopyOf copyOf = invocation.origin().copyOf();
                        boolean isFirst = invocation.requeues() == 0;
                        if (isFirst
                                && copyOf != null
                                && copyOf.job() != null
                                && copyOf.job().toString().equals(job)) {
                            copies.merge(copyOf.id().toString(), 1, Integer::sum);
                        }
                    }
                }
            }
        }
        return copies;
    }
}
