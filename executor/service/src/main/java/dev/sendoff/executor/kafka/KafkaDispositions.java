package dev.sendoff.executor.kafka;

import dev.sendoff.executor.engine.CompletionGroup;
import dev.sendoff.executor.engine.Dispatch;
import dev.sendoff.executor.engine.Progress;
import dev.sendoff.executor.engine.Resolution;
import dev.sendoff.schemas.RecordWriter;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListConsumerGroupOffsetsOptions;
import org.apache.kafka.clients.admin.ListConsumerGroupOffsetsSpec;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One Kafka transaction a group: the outcome records, and the offsets with the progress beside them. The consumer's group
 * metadata goes with the offsets, so that the broker refuses what a former owner of the partitions writes.
 */
final class KafkaDispositions implements Dispositions {

    private static final Logger log = LoggerFactory.getLogger(KafkaDispositions.class);

    /** A commit that timed out may be asked for again; after so many times the producer is given up. */
    private static final int COMMIT_TRIES = 3;

    private static final Duration BETWEEN_TRIES = Duration.ofMillis(250);
    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(5);

    private final Supplier<Producer<byte[], byte[]>> producers;
    private final Admin admin;
    private final RecordWriter records;
    private final String topic;
    private final String group;
    private final Supplier<ConsumerGroupMetadata> membership;

    private @Nullable Producer<byte[], byte[]> producer;

    /**
     * @param producers makes a transactional producer, always of the same transactional id
     * @param topic the full name of the topic whose offsets are committed
     * @param membership the latest that the polling thread knows
     */
    KafkaDispositions(
            Supplier<Producer<byte[], byte[]>> producers,
            Admin admin,
            RecordWriter records,
            String topic,
            String group,
            Supplier<ConsumerGroupMetadata> membership) {
        this.producers = producers;
        this.admin = admin;
        this.records = records;
        this.topic = topic;
        this.group = group;
        this.membership = membership;
    }

    @Override
    public Written write(CompletionGroup completionGroup) throws InterruptedException {
        Producer<byte[], byte[]> current = readyProducer();
        try {
            current.beginTransaction();
            for (Dispatch ending : completionGroup.endings()) {
                // A failed send fails the commit, which flushes first.
                var _ = current.send(record(ending));
            }
            current.sendOffsetsToTransaction(offsets(completionGroup), membership.get());
        } catch (InterruptException e) {
            throw interrupted();
        } catch (KafkaException | IllegalStateException e) {
            return abort(current, e);
        }
        return commit(current, completionGroup);
    }

    private ProducerRecord<byte[], byte[]> record(Dispatch ending) {
        int home = ending.home();
        return switch (CompletionGroup.resolutionOf(ending)) {
            case Resolution.Completed(var success) -> records.success(home, success);
            case Resolution.PutBack(var invocation) -> records.invocation(home, invocation);
            case Resolution.Lent(var invocation, int partition) -> records.invocation(partition, invocation);
            case Resolution.GivenUp(var letter) -> records.deadLetter(home, letter);
        };
    }

    private Map<TopicPartition, OffsetAndMetadata> offsets(CompletionGroup completionGroup) {
        Map<TopicPartition, OffsetAndMetadata> offsets = new HashMap<>();
        completionGroup
                .progress()
                .forEach((partition, progress) -> offsets.put(
                        new TopicPartition(topic, partition),
                        new OffsetAndMetadata(progress.base(), progress.encode())));
        return offsets;
    }

    private Written commit(Producer<byte[], byte[]> current, CompletionGroup completionGroup)
            throws InterruptedException {
        for (int tries = 1; ; tries++) {
            try {
                current.commitTransaction();
                return new Written.Durable();
            } catch (TimeoutException e) {
                if (tries == COMMIT_TRIES) {
                    return doubtful(completionGroup, e);
                }
            } catch (InterruptException e) {
                throw interrupted();
            } catch (KafkaException | IllegalStateException e) {
                // Of most of these it is known that nothing was committed; the broker says of which.
                return doubtful(completionGroup, e);
            }
        }
    }

    /** Nothing has been asked to be committed: whatever else is true, the group is not durable. */
    private Written abort(Producer<byte[], byte[]> current, RuntimeException cause) throws InterruptedException {
        try {
            current.abortTransaction();
        } catch (InterruptException e) {
            throw interrupted();
        } catch (KafkaException | IllegalStateException e) {
            log.debug("the transaction could not be aborted; its successor will see to it", e);
            giveUp(current);
        }
        return new Written.Discarded(cause.getClass().getSimpleName() + ": " + cause.getMessage());
    }

    /** A new producer of the same id ends what the old one left open; then the broker's word is final. */
    private Written doubtful(CompletionGroup completionGroup, RuntimeException cause) throws InterruptedException {
        if (producer != null) {
            giveUp(producer);
        }
        while (true) {
            readyProducer();
            try {
                return new Written.Doubtful(
                        committed(completionGroup), cause.getClass().getSimpleName() + ": " + cause.getMessage());
            } catch (ExecutionException | java.util.concurrent.TimeoutException e) {
                log.warn("what is committed could not be asked for; trying again: {}", e.toString());
                pause();
            }
        }
    }

    private Map<Integer, Progress> committed(CompletionGroup completionGroup)
            throws InterruptedException, ExecutionException, java.util.concurrent.TimeoutException {
        var partitions = completionGroup.progress().keySet().stream()
                .map(partition -> new TopicPartition(topic, partition))
                .toList();
        Map<TopicPartition, OffsetAndMetadata> offsets = admin.listConsumerGroupOffsets(
                        Map.of(group, new ListConsumerGroupOffsetsSpec().topicPartitions(partitions)),
                        new ListConsumerGroupOffsetsOptions().requireStable(true))
                .partitionsToOffsetAndMetadata(group)
                .get(30, TimeUnit.SECONDS);
        Map<Integer, Progress> progress = new HashMap<>();
        offsets.forEach((partition, offset) -> {
            if (offset != null) {
                progress.put(partition.partition(), Progress.decode(offset.offset(), offset.metadata()));
            }
        });
        return progress;
    }

    /** The producer, made anew if the last one was given up; waits for as long as the brokers do not answer. */
    private Producer<byte[], byte[]> readyProducer() throws InterruptedException {
        while (producer == null) {
            Producer<byte[], byte[]> fresh = producers.get();
            try {
                fresh.initTransactions();
                producer = fresh;
            } catch (InterruptException e) {
                fresh.close(Duration.ZERO);
                throw interrupted();
            } catch (KafkaException e) {
                log.warn("no transactional producer yet; trying again: {}", e.toString());
                fresh.close(Duration.ZERO);
                pause();
            }
        }
        return producer;
    }

    private void giveUp(Producer<byte[], byte[]> current) {
        producer = null;
        current.close(Duration.ZERO);
    }

    private static void pause() throws InterruptedException {
        LockSupport.parkNanos(BETWEEN_TRIES.toNanos());
        if (Thread.interrupted()) {
            throw interrupted();
        }
    }

    private static InterruptedException interrupted() {
        // Kafka's exception has set the flag; whoever catches ours decides.
        boolean _ = Thread.interrupted();
        return new InterruptedException("while a completion group was written");
    }

    @Override
    public void close() {
        if (producer != null) {
            producer.close(CLOSE_TIMEOUT);
            producer = null;
        }
    }
}
