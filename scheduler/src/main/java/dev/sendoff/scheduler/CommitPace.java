package dev.sendoff.scheduler;

import java.time.Duration;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Leaves room between the commits of a thread. Streams takes up only one record of each partition between a commit and
 * the next if they follow each other at once: new timers would come in more slowly than the old ones fire. For one
 * thread.
 */
final class CommitPace {

    static final Duration ROOM = Duration.ofMillis(15);

    private boolean outstanding;

    /** Null before the first. */
    private @Nullable Long endedNanos;

    /** One for each thread that asks: all partitions that a stream thread has are committed together. */
    static Supplier<CommitPace> perThread() {
        ThreadLocal<CommitPace> paces = ThreadLocal.withInitial(CommitPace::new);
        return paces::get;
    }

    /** Whether another commit may be asked for; one that is to come anyway may be joined. */
    boolean allows(long nanos) {
        return outstanding || endedNanos == null || nanos - endedNanos >= ROOM.toNanos();
    }

    void requested() {
        outstanding = true;
    }

    /** Whoever asked for the commit is called again, and so it is over. */
    void ended(long nanos) {
        if (outstanding) {
            outstanding = false;
            endedNanos = nanos;
        }
    }
}
