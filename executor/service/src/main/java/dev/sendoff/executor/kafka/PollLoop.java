package dev.sendoff.executor.kafka;

import dev.sendoff.executor.engine.Progress;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads {@code invocations} and hands what it reads to the workshop. Never runs a handler and never commits; it only
 * waits for others while a partition is handed over.
 */
final class PollLoop implements Runnable {

    private static final Logger log = LoggerFactory.getLogger(PollLoop.class);

    /** How long a poll waits where nothing else is to be done. */
    private static final Duration IDLE = Duration.ofMillis(100);

    /** How long it waits while records are held for which there was no room. */
    private static final Duration HELD_BACK = Duration.ofMillis(5);

    private static final Duration AFTER_FAILURE = Duration.ofSeconds(1);

    private final Supplier<Consumer<byte[], byte[]>> consumers;
    private final String topic;
    private final Workshop workshop;
    private final Intake intake;
    private final Duration drainTimeout;
    private final Duration shutdownTimeout;

    private volatile boolean stopping;
    private volatile boolean joined;
    private volatile ConsumerGroupMetadata membership;

    /**
     * @param topic the full name of {@code invocations}
     * @param drainTimeout how long what runs on a revoked partition may take to end
     * @param shutdownTimeout the same when the process stops
     */
    PollLoop(
            Supplier<Consumer<byte[], byte[]>> consumers,
            String topic,
            String group,
            Workshop workshop,
            Intake intake,
            Duration drainTimeout,
            Duration shutdownTimeout) {
        this.consumers = consumers;
        this.topic = topic;
        this.membership = new ConsumerGroupMetadata(group);
        this.workshop = workshop;
        this.intake = intake;
        this.drainTimeout = drainTimeout;
        this.shutdownTimeout = shutdownTimeout;
    }

    /** The consumer's membership of its group, as of the last poll. */
    ConsumerGroupMetadata membership() {
        return membership;
    }

    /** Whether the group has given this consumer its partitions, be it none. */
    boolean hasJoined() {
        return joined;
    }

    /** Lets the loop end after it has handed over its partitions. */
    void stop() {
        stopping = true;
    }

    @Override
    public void run() {
        try {
            while (!stopping) {
                try (Consumer<byte[], byte[]> consumer = consumers.get()) {
                    runWith(consumer);
                } catch (InterruptException e) {
                    throw e;
                } catch (KafkaException | IllegalStateException e) {
                    // Whatever it is: an executor whose loop has ended would look alive, and run nothing.
                    log.error("the consumer failed and is made anew", e);
                    dropAll();
                    pauseAfterFailure();
                }
            }
        } catch (InterruptException | InterruptedException e) {
            log.warn("interrupted; what runs is left to the next owner");
        }
    }

    private void runWith(Consumer<byte[], byte[]> consumer) throws InterruptedException {
        Listener listener = new Listener(consumer);
        consumer.subscribe(List.of(topic), listener);
        while (!stopping) {
            intake.add(consumer.poll(intake.partitions().isEmpty() ? IDLE : HELD_BACK));
            membership = consumer.groupMetadata();
            intake.handTo(workshop::offer);
            workshop.startReady();
            pauseWhatIsHeld(consumer);
        }
        Set<Integer> assigned = numbers(consumer.assignment());
        log.info("draining partitions {}", assigned);
        intake.forget(assigned);
        workshop.handOver(assigned, shutdownTimeout);
        // By default a member with a name keeps its partitions until its session ends: others may have them now.
        consumer.close(CloseOptions.groupMembershipOperation(CloseOptions.GroupMembershipOperation.LEAVE_GROUP));
    }

    private void pauseWhatIsHeld(Consumer<byte[], byte[]> consumer) {
        Set<Integer> held = intake.partitions();
        Set<TopicPartition> paused = consumer.paused();
        if (held.isEmpty() && paused.isEmpty()) {
            return;
        }
        Set<TopicPartition> toPause = new HashSet<>();
        Set<TopicPartition> toResume = new HashSet<>();
        for (TopicPartition partition : consumer.assignment()) {
            (held.contains(partition.partition()) ? toPause : toResume).add(partition);
        }
        try {
            consumer.pause(toPause);
            consumer.resume(toResume);
        } catch (IllegalStateException e) {
            // The consumer has lost one of them this moment, and says so at the next poll.
            log.debug("partitions changed while they were paused", e);
        }
    }

    private void dropAll() throws InterruptedException {
        Set<Integer> held = intake.partitions();
        intake.forget(held);
        workshop.dropAll();
    }

    private void pauseAfterFailure() throws InterruptedException {
        synchronized (this) {
            if (!stopping) {
                wait(AFTER_FAILURE.toMillis());
            }
        }
    }

    private static Set<Integer> numbers(Collection<TopicPartition> partitions) {
        return partitions.stream().map(TopicPartition::partition).collect(Collectors.toSet());
    }

    private final class Listener implements ConsumerRebalanceListener {

        private final Consumer<byte[], byte[]> consumer;

        Listener(Consumer<byte[], byte[]> consumer) {
            this.consumer = consumer;
        }

        @Override
        public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
            joined = true;
            if (partitions.isEmpty()) {
                return;
            }
            Map<Integer, Progress> inherited = inherited(partitions);
            // The commit's offset is where to begin, whatever position the consumer has come to.
            inherited.forEach(
                    (partition, progress) -> consumer.seek(new TopicPartition(topic, partition), progress.base()));
            membership = consumer.groupMetadata();
            workshop.assign(inherited);
            log.info("assigned partitions {}", numbers(partitions));
        }

        private Map<Integer, Progress> inherited(Collection<TopicPartition> partitions) {
            Map<TopicPartition, OffsetAndMetadata> committed = consumer.committed(new HashSet<>(partitions));
            Set<TopicPartition> untouched = partitions.stream()
                    .filter(partition -> committed.get(partition) == null)
                    .collect(Collectors.toSet());
            Map<TopicPartition, Long> beginnings =
                    untouched.isEmpty() ? Map.of() : consumer.beginningOffsets(untouched);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            Map<Integer, Progress> inherited = new HashMap<>();
            for (TopicPartition partition : partitions) {
                OffsetAndMetadata offset = committed.get(partition);
                inherited.put(
                        partition.partition(),
                        offset == null
                                ? Progress.untouched(beginnings.getOrDefault(partition, 0L))
                                : Progress.decode(offset.offset(), offset.metadata())
                                        .takenOverAt(ends.getOrDefault(partition, Long.MAX_VALUE)));
            }
            return inherited;
        }

        @Override
        public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
            if (partitions.isEmpty()) {
                return;
            }
            Set<Integer> revoked = numbers(partitions);
            log.info("handing over partitions {}", revoked);
            intake.forget(revoked);
            try {
                workshop.handOver(revoked, drainTimeout);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new InterruptException(e);
            }
        }

        @Override
        public void onPartitionsLost(Collection<TopicPartition> partitions) {
            Set<Integer> lost = numbers(partitions);
            log.warn("lost partitions {}: what runs on them is the next owner's", lost);
            intake.forget(lost);
            try {
                workshop.drop(lost);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new InterruptException(e);
            }
        }
    }
}
