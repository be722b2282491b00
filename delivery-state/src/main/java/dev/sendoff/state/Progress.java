package dev.sendoff.state;

import dev.sendoff.schemas.Topic;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * How far the facts have been taken up, as seen from outside of the threads that do it. Transaction markers take
 * offsets too, and no processor sees them: so it counts how far the consumer has read, once all that it handed over is
 * processed.
 */
public final class Progress {

    private final int partitions;

    // By topic and partition, the offset after the last one that was. While nobody waits, `read` is not kept up.
    private final AtomicLongArray handedOver;
    private final AtomicLongArray processed;
    private final AtomicLongArray read;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition moved = lock.newCondition();
    private final AtomicInteger waiting = new AtomicInteger();

    Progress(int partitions) {
        this.partitions = partitions;
        int places = Topic.values().length * partitions;
        this.handedOver = new AtomicLongArray(places);
        this.processed = new AtomicLongArray(places);
        this.read = new AtomicLongArray(places);
    }

    /** The consumer has returned the record before {@code next}. */
    void handedOver(Topic topic, int partition, long next) {
        handedOver.set(place(topic, partition), next);
    }

    /** The consumer goes on at {@code next}. To be told after {@link #handedOver}. */
    void read(Topic topic, int partition, long next) {
        read.set(place(topic, partition), next);
    }

    /** The record before {@code next} is in the store. */
    void processed(Topic topic, int partition, long next) {
        processed.set(place(topic, partition), next);
        moved();
    }

    /** The partition begins anew: what was processed since the last commit may have been taken back. */
    void reset(int partition) {
        for (Topic topic : FactReader.TOPICS) {
            int place = place(topic, partition);
            read.set(place, 0);
            handedOver.set(place, 0);
            processed.set(place, 0);
        }
    }

    /** All before this offset is in the store. */
    public long reached(Topic topic, int partition) {
        int place = place(topic, partition);
        // In this order: whoever sees how far was read sees what was handed over till then.
        long readTo = read.get(place);
        long handedOverTo = handedOver.get(place);
        long processedTo = processed.get(place);
        return handedOverTo <= processedTo ? Math.max(readTo, processedTo) : processedTo;
    }

    boolean isAwaited() {
        return waiting.get() > 0;
    }

    void moved() {
        if (isAwaited()) {
            lock.lock();
            try {
                moved.signalAll();
            } finally {
                lock.unlock();
            }
        }
    }

    /** Says that somebody waits until it is closed: only then is all told. */
    public Watch watch() {
        waiting.incrementAndGet();
        return new Watch();
    }

    /** Waits for progress. */
    public final class Watch implements AutoCloseable {
        private boolean closed;

        private Watch() {}

        /** Returns after some progress, or after so long, or for no reason. */
        public void await(long maxNanos) throws InterruptedException {
            lock.lockInterruptibly();
            try {
                boolean unused = moved.await(maxNanos, TimeUnit.NANOSECONDS);
            } finally {
                lock.unlock();
            }
        }

        @Override
        public void close() {
            if (!closed) {
                closed = true;
                waiting.decrementAndGet();
            }
        }
    }

    private int place(Topic topic, int partition) {
        return topic.ordinal() * partitions + partition;
    }
}
