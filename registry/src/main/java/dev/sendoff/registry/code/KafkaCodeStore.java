package dev.sendoff.registry.code;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sendoff.core.CodeLocation;
import dev.sendoff.installation.Installation;
import dev.sendoff.registry.RegistryException;
import dev.sendoff.schemas.Topic;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.io.ByteArrayOutputStream;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;

/** Reads chunks from their topic, from the first one's offset on. A consumer for each zip: they are rarely read. */
@Singleton
final class KafkaCodeStore implements CodeStore {

    private static final Duration WAIT = Duration.ofSeconds(30);
    private static final Duration POLL = Duration.ofMillis(500);

    private final TopicPartition partition;
    private final Supplier<? extends Consumer<byte[], byte[]>> consumers;
    private final Duration wait;

    @Inject
    KafkaCodeStore(Installation installation) {
        this(installation.topics().name(Topic.FUNCTION_CODE), () -> consumer(installation), WAIT);
    }

    KafkaCodeStore(String topic, Supplier<? extends Consumer<byte[], byte[]>> consumers, Duration wait) {
        this.partition = new TopicPartition(topic, 0);
        this.consumers = consumers;
        this.wait = wait;
    }

    private static Consumer<byte[], byte[]> consumer(Installation installation) {
        Map<String, Object> settings = new HashMap<>(installation.clientSettings());
        settings.put(ConsumerConfig.CLIENT_ID_CONFIG, installation.named("function-code-" + installation.instance()));
        settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        settings.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        return new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    @Override
    public byte[] read(CodeLocation location) throws CodeGoneException {
        long deadline = System.nanoTime() + wait.toNanos();
        try (Consumer<byte[], byte[]> consumer = consumers.get()) {
            consumer.assign(List.of(partition));
            consumer.seek(partition, location.firstOffset());
            ByteArrayOutputStream zip = new ByteArrayOutputStream();
            int next = 0;
            while (next < location.chunks()) {
                if (consumer.position(partition) > location.lastOffset()) {
                    throw new CodeGoneException(location);
                }
                if (System.nanoTime() > deadline) {
                    throw new RegistryException("code could not be read within " + wait, null);
                }
                for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
                    byte[] chunk = chunk(record, location.key(next));
                    if (chunk != null) {
                        zip.writeBytes(chunk);
                        if (++next == location.chunks()) {
                            break;
                        }
                    }
                }
            }
            return zip.toByteArray();
        } catch (KafkaException e) {
            throw new RegistryException("code could not be read: " + e.getMessage(), e);
        }
    }

    private static byte @Nullable [] chunk(ConsumerRecord<byte[], byte[]> record, String key) {
        return record.key() != null && new String(record.key(), UTF_8).equals(key) ? record.value() : null;
    }
}
