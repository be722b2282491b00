package dev.sendoff.state;

import dev.sendoff.core.DeadLetter;
import dev.sendoff.core.DeliveryState;
import dev.sendoff.installation.Installation;
import dev.sendoff.schemas.Topic;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** Fetches dead letters, one at a time, from where they stand on their topic. Safe for many threads. */
@Singleton
public final class LetterShelf {

    private static final Duration POLL = Duration.ofMillis(500);

    private final DeliveryStates states;
    private final Map<String, Object> settings;

    LetterShelf(DeliveryStates states, Installation installation) {
        this.states = states;
        Map<String, Object> consumer = new HashMap<>(installation.clientSettings());
        consumer.put(ConsumerConfig.CLIENT_ID_CONFIG, "dead-letter-" + installation.instance());
        consumer.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        consumer.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, 1);
        // A deleted record is not to be taken for a later one.
        consumer.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "none");
        consumer.put(ConsumerConfig.KEY_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class);
        consumer.put(ConsumerConfig.VALUE_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class);
        this.settings = Map.copyOf(consumer);
    }

    /**
     * @return empty if the topic does not hold it any more, or its place is not known
     * @throws KafkaException if it cannot be read now
     */
    public Optional<DeadLetter> find(DeliveryState state) {
        Long offset = state.letterOffset();
        if (offset == null) {
            return Optional.empty();
        }
        TopicPartition place = new TopicPartition(
                states.wire().topics().name(Topic.DEAD_LETTERS), state.home().partition());
        long deadline = System.nanoTime() + states.readTimeout().toNanos();
        try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(settings)) {
            consumer.assign(List.of(place));
            if (consumer.beginningOffsets(List.of(place)).getOrDefault(place, 0L) > offset) {
                return Optional.empty();
            }
            consumer.seek(place, offset);
            while (System.nanoTime() - deadline < 0) {
                for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
                    return record.offset() == offset
                            ? Optional.of(states.wire().deadLetter(record.value()))
                            : Optional.empty();
                }
            }
        }
        throw new TimeoutException("partition " + place.partition() + " did not answer within " + states.readTimeout());
    }
}
