package dev.sendoff.executor.handlers;

import java.util.Map;
import java.util.concurrent.ConcurrentNavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs short actions at their times, on one platform thread: it goes on when handlers hold all carriers of the virtual
 * ones.
 *
 * <p>Nearly every action is withdrawn long before its time. So a new one wakes the thread only if it comes before what
 * the thread sleeps for; where all have about the same limit, that is next to never.
 */
final class Deadlines implements AutoCloseable {

    /**
     * A planned action.
     *
     * @param nanos by {@link System#nanoTime()}
     */
    record Due(long nanos, long number) implements Comparable<Due> {
        @Override
        public int compareTo(Due other) {
            // Differences, not values, are compared, since nanoTime may overflow.
            int byTime = Long.signum(nanos - other.nanos);
            return byTime != 0 ? byTime : Long.compare(number, other.number);
        }
    }

    private static final Logger log = LoggerFactory.getLogger(Deadlines.class);
    private static final long IDLE_NANOS = 60_000_000_000L;
    private static final long CLOSE_MILLIS = 1000;

    private final ConcurrentNavigableMap<Due, Runnable> planned = new ConcurrentSkipListMap<>();
    private final AtomicLong numbers = new AtomicLong();
    private final Thread thread;
    private volatile long wakesAt = System.nanoTime();
    private volatile boolean closed;

    Deadlines(String threadName) {
        thread = Thread.ofPlatform().daemon().name(threadName).start(this::work);
    }

    Due plan(long nanos, Runnable action) {
        Due due = new Due(nanos, numbers.getAndIncrement());
        planned.put(due, action);
        if (nanos - wakesAt < 0) {
            LockSupport.unpark(thread);
        }
        return due;
    }

    void withdraw(Due due) {
        planned.remove(due);
    }

    /** How many actions wait for their time. */
    int size() {
        return planned.size();
    }

    private void work() {
        while (!closed) {
            Map.@Nullable Entry<Due, Runnable> first = planned.firstEntry();
            long now = System.nanoTime();
            if (first != null && first.getKey().nanos() - now <= 0) {
                // Withdrawn in this moment: then it is not ours to run.
                if (planned.remove(first.getKey()) != null) {
                    run(first.getValue());
                }
                continue;
            }
            long until = first == null ? now + IDLE_NANOS : first.getKey().nanos();
            wakesAt = until;
            // One that was planned before wakesAt was written woke nobody: it is seen here.
            Map.@Nullable Entry<Due, Runnable> again = planned.firstEntry();
            if (again == null || again.getKey().nanos() - until >= 0) {
                LockSupport.parkNanos(this, until - now);
            }
        }
    }

    /** Whatever an action throws, the others' time comes too. */
    private static void run(Runnable action) {
        try {
            action.run();
        } catch (Throwable t) {
            log.error("an action failed at its time", t);
        }
    }

    /** Runs nothing more. Waits a moment for the action that runs. */
    @Override
    public void close() {
        closed = true;
        LockSupport.unpark(thread);
        if (Thread.currentThread() == thread) {
            return;
        }
        try {
            thread.join(CLOSE_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
