package dev.sendoff.registry;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sendoff.installation.Installation;
import dev.sendoff.schemas.WireFormat;
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
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads a topic of one partition from its beginning, and follows it until it is closed. The only user of its consumer, and
 * the only one that calls the follower, on a thread of its own. What goes wrong is tried again for ever: whoever waits for
 * the follower has waits of their own.
 */
final class TopicReader implements Runnable, AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(TopicReader.class);
    private static final Duration POLL = Duration.ofSeconds(1);
    private static final Duration BETWEEN_TRIES = Duration.ofMillis(500);
    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(5);

    private final Supplier<? extends Consumer<byte[], byte[]>> consumers;
    private final TopicPartition partition;
    private final Follower follower;
    private final Thread thread;
    private final Closing closing = new Closing();

    /** What is told of the topic. */
    interface Follower {

        /** What the topic holds, for messages: a plural. */
        String what();

        /** As it was when the reading began, the topic ends at {@code offset}. */
        void endsAt(long offset);

        /**
         * A record was read.
         *
         * @throws WireFormat.RegistryUnavailableException if it cannot be decoded yet: it is handed over again
         * @throws SerializationException or {@link IllegalArgumentException} if it is none of these: it is passed over
         */
        void read(String key, ConsumerRecord<byte[], byte[]> record);

        /** Everything before {@code offset} has been handed over. */
        void advanceTo(long offset);
    }

    TopicReader(Supplier<? extends Consumer<byte[], byte[]>> consumers, String topic, Follower follower) {
        this.consumers = consumers;
        this.partition = new TopicPartition(topic, 0);
        this.follower = follower;
        this.thread =
                Thread.ofPlatform().daemon().name("sendoff-" + follower.what()).unstarted(this);
    }

    /** A consumer of what is committed. */
    static Consumer<byte[], byte[]> consumer(Installation installation, String name) {
        Map<String, Object> settings = new HashMap<>(installation.clientSettings());
        settings.put(ConsumerConfig.CLIENT_ID_CONFIG, installation.named(name + "-" + installation.instance()));
        settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        settings.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        return new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    void start() {
        thread.start();
    }

    @Override
    public void run() {
        while (!closing.isAskedFor()) {
            try (Consumer<byte[], byte[]> consumer = consumers.get()) {
                if (closing.canBeWokenBy(consumer::wakeup)) {
                    follow(consumer);
                }
            } catch (WakeupException e) {
                log.debug("asked to close", e);
            } catch (InterruptException e) {
                log.debug("interrupted", e);
                return;
            } catch (KafkaException e) {
                log.warn("{} cannot be read now, and are tried again", follower.what(), e);
                closing.await(BETWEEN_TRIES);
            } finally {
                closing.canBeWokenBy(() -> {});
            }
        }
    }

    private void follow(Consumer<byte[], byte[]> consumer) {
        consumer.assign(List.of(partition));
        Map<TopicPartition, Long> ends = consumer.endOffsets(List.of(partition));
        consumer.seekToBeginning(List.of(partition));
        follower.endsAt(ends.getOrDefault(partition, 0L));
        while (!closing.isAskedFor()) {
            for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
                read(record);
            }
            // Not the last record's offset: the topic is compacted, and its end may hold none.
            follower.advanceTo(consumer.position(partition));
        }
    }

    private void read(ConsumerRecord<byte[], byte[]> record) {
        if (record.key() == null) {
            log.warn("skipped a record without a key among the {}, offset={}", follower.what(), record.offset());
            return;
        }
        String key = new String(record.key(), UTF_8);
        while (!closing.isAskedFor()) {
            try {
                follower.read(key, record);
                return;
            } catch (WireFormat.RegistryUnavailableException e) {
                log.warn("key={} offset={} waits for the schema registry", key, record.offset(), e);
                closing.await(BETWEEN_TRIES);
            } catch (SerializationException | IllegalArgumentException e) {
                log.warn("skipped what is none of the {}, key={} offset={}", follower.what(), key, record.offset(), e);
                return;
            }
        }
    }

    @Override
    public void close() {
        closing.ask();
        if (thread.isAlive()) {
            try {
                thread.join(CLOSE_TIMEOUT);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
