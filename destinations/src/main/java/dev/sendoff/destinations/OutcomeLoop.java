package dev.sendoff.destinations;

import dev.sendoff.schemas.RecordWriter;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads outcomes, and writes what comes of them in one transaction with how far it has read: each step is durable exactly
 * once, or not yet. Runs on one thread of its own.
 *
 * <p>A batch that could not be written is read again. If it was one of the target topics that refused its record, that
 * topic is left alone for a while, and what is meant for it goes by way of an invocation: it holds up nothing else.
 */
final class OutcomeLoop implements Runnable {

    private static final Logger log = LoggerFactory.getLogger(OutcomeLoop.class);

    private static final Duration POLL = Duration.ofMillis(200);
    private static final Duration AFTER_FAILURE = Duration.ofSeconds(1);
    /** How often progress is committed where nothing came of what was read. */
    private static final Duration COMMIT_INTERVAL = Duration.ofSeconds(1);

    private final Supplier<Consumer<byte[], byte[]>> consumers;
    private final Supplier<Producer<byte[], byte[]>> producers;
    private final List<String> topics;
    private final OutcomeReader reader;
    private final RecordWriter writer;
    private final TargetTopics targets;
    private final DeliveryListener listener;
    private final InstantSource clock;

    private @Nullable Producer<byte[], byte[]> producer;
    private long committedAtNanos;
    private boolean uncommitted;
    private volatile boolean stopping;
    private volatile boolean joined;

    /** @param topics the full names of those that outcomes stand on */
    OutcomeLoop(
            Supplier<Consumer<byte[], byte[]>> consumers,
            Supplier<Producer<byte[], byte[]>> producers,
            List<String> topics,
            OutcomeReader reader,
            RecordWriter writer,
            TargetTopics targets,
            DeliveryListener listener,
            InstantSource clock) {
        this.consumers = consumers;
        this.producers = producers;
        this.topics = topics;
        this.reader = reader;
        this.writer = writer;
        this.targets = targets;
        this.listener = listener;
        this.clock = clock;
    }

    /** Whether the group has given this instance its partitions, be it none. */
    boolean hasJoined() {
        return joined;
    }

    /** Lets the loop end after the batch that it is at. */
    void stop() {
        stopping = true;
        synchronized (this) {
            notifyAll();
        }
    }

    @Override
    public void run() {
        try {
            while (!stopping) {
                try (Consumer<byte[], byte[]> consumer = consumers.get()) {
                    consumer.subscribe(topics, new Listener(consumer));
                    runWith(consumer);
                } catch (InterruptException e) {
                    throw e;
                } catch (KafkaException | IllegalStateException e) {
                    log.error("the consumer of outcomes failed and is made anew", e);
                    pause();
                }
            }
        } catch (InterruptException | InterruptedException e) {
            log.warn("interrupted; what has been read is the next owner's");
        } finally {
            giveUpProducer();
        }
    }

    private void runWith(Consumer<byte[], byte[]> consumer) throws InterruptedException {
        while (!stopping) {
            ConsumerRecords<byte[], byte[]> batch = consumer.poll(POLL);
            try {
                List<Step> steps = new ArrayList<>();
                for (ConsumerRecord<byte[], byte[]> record : batch) {
                    steps.addAll(reader.read(record, clock.instant()));
                }
                if (!steps.isEmpty()) {
                    write(steps, consumer);
                } else if (!batch.isEmpty() || uncommitted) {
                    uncommitted = true;
                    commitNowAndThen(consumer);
                }
            } catch (InterruptException e) {
                throw e;
            } catch (RuntimeException e) {
                // Whatever it was, nothing of the batch is durable, and all of it is read again.
                log.warn("outcomes are read again: {}", e.toString(), e);
                rewind(consumer, batch);
                pause();
            }
        }
        commit(consumer);
    }

    private void write(List<Step> steps, Consumer<byte[], byte[]> consumer) {
        Producer<byte[], byte[]> current = readyProducer();
        Map<String, Exception> refusals = new ConcurrentHashMap<>();
        try {
            current.beginTransaction();
            for (Step step : steps) {
                ProducerRecord<byte[], byte[]> record = record(step);
                var _ = current.send(record, (metadata, failure) -> {
                    if (failure != null && step instanceof Step.Publish) {
                        refusals.putIfAbsent(record.topic(), failure);
                    }
                });
            }
            current.sendOffsetsToTransaction(positions(consumer), consumer.groupMetadata());
            current.commitTransaction();
        } catch (InterruptException e) {
            throw e;
        } catch (KafkaException | IllegalStateException e) {
            abort(current);
            refusals.forEach((topic, failure) -> targets.refused(topic, failure.toString()));
            throw e;
        }
        committedAtNanos = System.nanoTime();
        uncommitted = false;
        steps.forEach(step -> {
            if (step instanceof Step.Tell(var delivery, int _)) {
                listener.told(delivery);
            }
        });
    }

    private ProducerRecord<byte[], byte[]> record(Step step) {
        return switch (step) {
            case Step.Invoke(var invocation, int home) -> writer.invocation(home, invocation);
            case Step.Tell(var delivery, int home) -> writer.delivery(home, delivery);
            case Step.Publish publish -> {
                ProducerRecord<byte[], byte[]> record =
                        new ProducerRecord<>(publish.topic(), publish.key(), publish.value());
                publish.headers().forEach(header -> record.headers().add(header.name(), header.utf8()));
                yield record;
            }
        };
    }

    private static Map<TopicPartition, OffsetAndMetadata> positions(Consumer<byte[], byte[]> consumer) {
        Map<TopicPartition, OffsetAndMetadata> positions = new HashMap<>();
        for (TopicPartition partition : consumer.assignment()) {
            positions.put(partition, new OffsetAndMetadata(consumer.position(partition)));
        }
        return positions;
    }

    private void commitNowAndThen(Consumer<byte[], byte[]> consumer) {
        if (System.nanoTime() - committedAtNanos > COMMIT_INTERVAL.toNanos()) {
            commit(consumer);
        }
    }

    /** Of what nothing came of: if it is lost, that is read again, and nothing comes of it again. */
    private void commit(Consumer<byte[], byte[]> consumer) {
        if (uncommitted) {
            committedAtNanos = System.nanoTime();
            uncommitted = false;
            try {
                consumer.commitSync(positions(consumer));
            } catch (InterruptException e) {
                throw e;
            } catch (KafkaException e) {
                log.debug("progress was not committed", e);
            }
        }
    }

    private static void rewind(Consumer<byte[], byte[]> consumer, ConsumerRecords<byte[], byte[]> batch) {
        for (TopicPartition partition : batch.partitions()) {
            if (consumer.assignment().contains(partition)) {
                consumer.seek(partition, batch.records(partition).getFirst().offset());
            }
        }
    }

    /** A new producer of the same id ends what the old one left open, should it have to be given up. */
    private void abort(Producer<byte[], byte[]> current) {
        try {
            current.abortTransaction();
        } catch (InterruptException e) {
            throw e;
        } catch (KafkaException | IllegalStateException e) {
            log.debug("the transaction could not be aborted; its successor will see to it", e);
            giveUpProducer();
        }
    }

    private Producer<byte[], byte[]> readyProducer() {
        Producer<byte[], byte[]> current = producer;
        if (current == null) {
            current = producers.get();
            try {
                current.initTransactions();
            } catch (KafkaException e) {
                current.close(Duration.ZERO);
                throw e;
            }
            producer = current;
        }
        return current;
    }

    private void giveUpProducer() {
        if (producer != null) {
            producer.close(Duration.ZERO);
            producer = null;
        }
    }

    private void pause() throws InterruptedException {
        synchronized (this) {
            if (!stopping) {
                wait(AFTER_FAILURE.toMillis());
            }
        }
    }

    private final class Listener implements ConsumerRebalanceListener {

        private final Consumer<byte[], byte[]> consumer;

        Listener(Consumer<byte[], byte[]> consumer) {
            this.consumer = consumer;
        }

        @Override
        public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
            joined = true;
        }

        @Override
        public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
            commit(consumer);
        }
    }
}
