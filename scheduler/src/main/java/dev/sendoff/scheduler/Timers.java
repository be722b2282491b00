package dev.sendoff.scheduler;

import java.util.Optional;
import java.util.function.LongSupplier;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/**
 * The timers of one partition, in a store that sorts by time. What is in memory besides is a remembered place and time,
 * so that a turn with nothing due costs nothing, and one with something due does not walk over what was deleted before.
 * Both are found again from the store. For one thread.
 */
final class Timers {

    /** What happens when a timer fires. It may schedule anew. */
    interface Firing {
        void fired(TimerKey key, byte[] value);
    }

    /**
     * How much one turn may do before others get theirs.
     *
     * @param maxTimers at least 1
     * @param maxNanos looked at after each timer
     */
    record Turn(int maxTimers, long maxNanos) {}

    private final KeyValueStore<Bytes, byte[]> store;
    private final LongSupplier nanoTime;

    /** No timer is stored below this key; null: below any. */
    private @Nullable Bytes cursor;

    /** No stored timer is due earlier. */
    private long nextDueMillis = Long.MIN_VALUE;

    Timers(KeyValueStore<Bytes, byte[]> store, LongSupplier nanoTime) {
        this.store = store;
        this.nanoTime = nanoTime;
    }

    /** Stores a timer; a second one of the same time and id takes the place of the first. */
    void schedule(TimerKey key, byte[] value) {
        Bytes bytes = key.toBytes();
        store.put(bytes, value);
        nextDueMillis = Math.min(nextDueMillis, key.dueMillis());
        // Clocks go back at times; then a new timer may lie behind the place that was reached.
        if (cursor != null && bytes.compareTo(cursor) < 0) {
            cursor = bytes;
        }
    }

    /**
     * Fires and deletes what is due, earliest first, as far as the turn goes; the rest is the next turn's.
     *
     * @return how many fired
     */
    int fireDue(long nowMillis, Turn turn, Firing firing) {
        if (nowMillis < nextDueMillis) {
            return 0;
        }
        long began = nanoTime.getAsLong();
        // From here on it takes up what is scheduled by the firing itself.
        nextDueMillis = Long.MAX_VALUE;
        int count = 0;
        try (KeyValueIterator<Bytes, byte[]> timers = store.range(cursor, null)) {
            while (timers.hasNext()) {
                Bytes next = timers.peekNextKey();
                long due = TimerKey.dueMillis(next);
                boolean turnIsOver =
                        count == turn.maxTimers() || (count > 0 && nanoTime.getAsLong() - began > turn.maxNanos());
                if (due > nowMillis || turnIsOver) {
                    nextDueMillis = Math.min(nextDueMillis, due);
                    break;
                }
                KeyValue<Bytes, byte[]> timer = timers.next();
                store.delete(timer.key);
                cursor = timer.key;
                count++;
                firing.fired(TimerKey.of(timer.key), timer.value);
            }
        }
        return count;
    }

    /** What is stored under the key is taken out; null if nothing is. */
    byte @Nullable [] remove(TimerKey key) {
        Bytes bytes = key.toBytes();
        // Deleting what is not there would be written down, too.
        return store.get(bytes) == null ? null : store.delete(bytes);
    }

    /** Says whether a timer is taken out before its time. */
    interface Choice {
        boolean takes(TimerKey key, byte[] value);
    }

    /**
     * Goes over the timers, whatever their time, and takes out those that are chosen.
     *
     * @param from null: from the first
     * @return where the next turn goes on; empty after the last
     */
    Optional<Bytes> walk(@Nullable Bytes from, Turn turn, Choice choice, Firing firing) {
        long began = nanoTime.getAsLong();
        int count = 0;
        try (KeyValueIterator<Bytes, byte[]> timers = store.range(from, null)) {
            while (timers.hasNext()) {
                if (count == turn.maxTimers() || (count > 0 && nanoTime.getAsLong() - began > turn.maxNanos())) {
                    return Optional.of(timers.peekNextKey());
                }
                KeyValue<Bytes, byte[]> timer = timers.next();
                TimerKey key = TimerKey.of(timer.key);
                count++;
                if (choice.takes(key, timer.value)) {
                    store.delete(timer.key);
                    firing.fired(key, timer.value);
                }
            }
        }
        return Optional.empty();
    }

    /** When there is something to do again; {@link Long#MAX_VALUE} if nothing is stored. */
    long nextDueMillis() {
        return nextDueMillis;
    }
}
