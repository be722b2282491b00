package dev.sendoff.registry;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sendoff.schemas.WireFormat;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.errors.WakeupException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the topic from its beginning, and follows it until it is closed. The only user of its consumer, and the only
 * writer of the view, on a thread of its own. What goes wrong is tried again for ever: readers of the view have waits of
 * their own.
 */
final class FunctionsTopicReader implements Runnable, AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(FunctionsTopicReader.class);
    private static final Duration POLL = Duration.ofSeconds(1);
    private static final Duration BETWEEN_TRIES = Duration.ofMillis(500);
    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(5);

    private final Supplier<? extends Consumer<byte[], byte[]>> consumers;
    private final TopicPartition partition;
    private final WireFormat wire;
    private final FunctionsView view;
    private final Thread thread;
    private final Closing closing = new Closing();

    FunctionsTopicReader(
            Supplier<? extends Consumer<byte[], byte[]>> consumers, String topic, WireFormat wire, FunctionsView view) {
        this.consumers = consumers;
        this.partition = new TopicPartition(topic, 0);
        this.wire = wire;
        this.view = view;
        this.thread = Thread.ofPlatform().daemon().name("sendoff-functions").unstarted(this);
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
                log.warn("functions cannot be read now, and are tried again", e);
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
        view.endsAt(ends.getOrDefault(partition, 0L));
        while (!closing.isAskedFor()) {
            for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
                read(record);
            }
            // Not the last record's offset: the topic is compacted, and its end may hold none.
            view.advanceTo(consumer.position(partition));
        }
    }

    private void read(ConsumerRecord<byte[], byte[]> record) {
        if (record.key() == null) {
            log.warn("skipped a function without a key, offset={}", record.offset());
            return;
        }
        String key = new String(record.key(), UTF_8);
        while (!closing.isAskedFor()) {
            try {
                if (record.value() == null) {
                    view.remove(key);
                } else {
                    view.put(wire.function(record.value()));
                }
                return;
            } catch (WireFormat.RegistryUnavailableException e) {
                log.warn("function={} offset={} waits for the schema registry", key, record.offset(), e);
                closing.await(BETWEEN_TRIES);
            } catch (SerializationException | IllegalArgumentException e) {
                log.warn("skipped what is no function, key={} offset={}", key, record.offset(), e);
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
