package dev.sendoff.redrive.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sendoff.core.JobOrder;
import dev.sendoff.core.JobProgress;
import dev.sendoff.schemas.WireFormat;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.errors.WakeupException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All jobs, as the topic tells of them. It reads the topic from its beginning, on a thread of its own, and follows it
 * until it is closed; what goes wrong is tried again for ever. Safe for many threads.
 */
final class JobsView implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(JobsView.class);
    private static final Duration POLL = Duration.ofSeconds(1);
    private static final Duration BETWEEN_TRIES = Duration.ofMillis(500);
    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(5);

    private final Supplier<? extends Consumer<byte[], byte[]>> consumers;
    private final TopicPartition partition;
    private final WireFormat wire;
    private final Runnable onOrder;
    private final Thread thread;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition moved = lock.newCondition();
    private final TreeMap<UUID, JobOrder> orders = new TreeMap<>();
    private final TreeMap<UUID, JobProgress> progresses = new TreeMap<>();
    private long reached;
    private long endAtStart = Long.MAX_VALUE;
    private boolean closed;
    private @Nullable Consumer<byte[], byte[]> current;

    /** @param onOrder is told that something is asked of a job; quick, on the view's thread */
    JobsView(Supplier<? extends Consumer<byte[], byte[]>> consumers, String topic, WireFormat wire, Runnable onOrder) {
        this.consumers = consumers;
        this.partition = new TopicPartition(topic, 0);
        this.wire = wire;
        this.onOrder = onOrder;
        this.thread = Thread.ofPlatform().daemon().name("redrive-jobs").unstarted(this::run);
    }

    void start() {
        thread.start();
    }

    /** Whether everything is known that was on the topic when it was first read. */
    boolean isComplete() {
        lock.lock();
        try {
            return reached >= endAtStart;
        } finally {
            lock.unlock();
        }
    }

    Optional<Job> find(UUID id) {
        lock.lock();
        try {
            return Optional.ofNullable(orders.get(id)).map(order -> new Job(order, progresses.get(id)));
        } finally {
            lock.unlock();
        }
    }

    /** The latest first. */
    List<Job> all() {
        lock.lock();
        try {
            List<Job> jobs = new ArrayList<>();
            orders.descendingMap().forEach((id, order) -> jobs.add(new Job(order, progresses.get(id))));
            return jobs;
        } finally {
            lock.unlock();
        }
    }

    /** Another number whenever something was heard. */
    long version() {
        lock.lock();
        try {
            return reached;
        } finally {
            lock.unlock();
        }
    }

    /** Returns once the record at {@code offset}, and so all before it, is known. */
    void awaitRead(long offset, Duration timeout) throws InterruptedException, TimeoutException {
        long nanos = timeout.toNanos();
        lock.lockInterruptibly();
        try {
            while (reached <= offset) {
                if (nanos <= 0) {
                    throw new TimeoutException("the topic " + partition.topic() + " was not read up to offset " + offset
                            + " within " + timeout);
                }
                nanos = moved.awaitNanos(nanos);
            }
        } finally {
            lock.unlock();
        }
    }

    /** Returns after something was heard, or after so long, or for no reason. */
    void await(long maxNanos) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            boolean unused = moved.await(maxNanos, TimeUnit.NANOSECONDS);
        } finally {
            lock.unlock();
        }
    }

    private void run() {
        while (!isClosed()) {
            try (Consumer<byte[], byte[]> consumer = consumers.get()) {
                setCurrent(consumer);
                follow(consumer);
            } catch (WakeupException e) {
                log.debug("asked to close", e);
            } catch (InterruptException e) {
                log.debug("interrupted", e);
                return;
            } catch (KafkaException | WireFormat.RegistryUnavailableException e) {
                log.warn("jobs cannot be read now, and are tried again", e);
                pause();
            } finally {
                setCurrent(null);
            }
        }
    }

    private void follow(Consumer<byte[], byte[]> consumer) {
        consumer.assign(List.of(partition));
        long end = consumer.endOffsets(List.of(partition)).getOrDefault(partition, 0L);
        consumer.seekToBeginning(List.of(partition));
        lock.lock();
        try {
            endAtStart = Math.min(endAtStart, end);
        } finally {
            lock.unlock();
        }
        while (!isClosed()) {
            boolean ordered = false;
            for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
                ordered |= read(record);
            }
            // Not the last record's offset: transactions' markers take offsets too.
            long position = consumer.position(partition);
            lock.lock();
            try {
                reached = position;
                moved.signalAll();
            } finally {
                lock.unlock();
            }
            if (ordered) {
                onOrder.run();
            }
        }
    }

    private boolean read(ConsumerRecord<byte[], byte[]> record) {
        String key = record.key() == null ? "" : new String(record.key(), UTF_8);
        byte[] value = record.value();
        lock.lock();
        try {
            if (value == null) {
                int slash = key.indexOf('/');
                if (slash > 0) {
                    UUID id = UUID.fromString(key.substring(0, slash));
                    orders.remove(id);
                    progresses.remove(id);
                }
                return false;
            }
            switch (wire.job(value)) {
                case JobOrder order -> {
                    JobProgress progress = progresses.get(order.id());
                    boolean isOver = progress != null && progress.state().isTerminal();
                    orders.put(order.id(), isOver ? order.withoutPayload() : order);
                    return true;
                }
                case JobProgress progress -> {
                    progresses.put(progress.id(), progress);
                    if (progress.state().isTerminal()) {
                        orders.computeIfPresent(progress.id(), (_, order) -> order.withoutPayload());
                    }
                    return false;
                }
            }
        } catch (SerializationException | IllegalArgumentException e) {
            log.warn("skipped what is no job, key={} offset={}", key, record.offset(), e);
            return false;
        } finally {
            lock.unlock();
        }
    }

    private void setCurrent(@Nullable Consumer<byte[], byte[]> consumer) {
        lock.lock();
        try {
            current = consumer;
            if (closed && consumer != null) {
                consumer.wakeup();
            }
        } finally {
            lock.unlock();
        }
    }

    private boolean isClosed() {
        lock.lock();
        try {
            return closed;
        } finally {
            lock.unlock();
        }
    }

    private void pause() {
        try {
            await(BETWEEN_TRIES.toNanos());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
            moved.signalAll();
            if (current != null) {
                current.wakeup();
            }
        } finally {
            lock.unlock();
        }
        try {
            if (thread.isAlive()) {
                thread.join(CLOSE_TIMEOUT);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
