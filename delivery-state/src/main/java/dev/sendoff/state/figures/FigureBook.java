package dev.sendoff.state.figures;

import dev.sendoff.core.Attempt;
import dev.sendoff.core.DeliveryFact;
import dev.sendoff.core.DeliveryState;
import dev.sendoff.core.DeliveryState.AttemptState;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/**
 * Counts what becomes of one partition's invocations, by function: for ever, and by minute for the last hour. What is
 * counted is the difference between a state and the next, so that nothing counts twice however often it is heard. For
 * one thread.
 */
public final class FigureBook {

    /** For how many minutes each minute is kept apart. */
    public static final int MINUTES = 60;

    /** Whatever names records carry, no more functions than this have figures of their own. */
    static final int MAX_FUNCTIONS = 1_000;

    /** Under this name stands what has no name of its own here. */
    public static final String OTHERS = "";

    private static final int ROWS_IN_MEMORY = 2_000;
    private static final Pattern NAME = Pattern.compile("[a-zA-Z0-9-_]{1,64}");

    private final KeyValueStore<Bytes, byte[]> store;
    private final Set<String> functions = new HashSet<>();
    private final Map<CountsKey, Counts> rows = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<CountsKey, Counts> eldest) {
            return size() > ROWS_IN_MEMORY;
        }
    };

    public FigureBook(KeyValueStore<Bytes, byte[]> store) {
        this.store = store;
        try (KeyValueIterator<Bytes, byte[]> all = store.all()) {
            while (all.hasNext()) {
                functions.add(CountsKey.of(all.next().key).function());
            }
        }
    }

    /**
     * @param before null if nothing was known of the invocation
     * @param fact what was heard
     * @param after what is known now
     */
    public void heard(@Nullable DeliveryState before, DeliveryFact fact, DeliveryState after, Instant now) {
        if (after.isKnownByDeliveriesOnly()) {
            return;
        }
        count(before == null || before.isKnownByDeliveriesOnly() ? null : before, fact, after, now);
    }

    private void count(@Nullable DeliveryState before, DeliveryFact fact, DeliveryState after, Instant now) {
        Entry entry = new Entry(nameOf(after.function()), CountsKey.minuteOf(now));
        if (before == null) {
            entry.at(after.acceptedAt(), counts -> counts.accepted++);
        }
        int requeues = after.requeues() - (before == null ? 0 : before.requeues());
        if (requeues > 0) {
            entry.at(now, counts -> counts.retries += requeues);
        }
        Attempt ended = fact.endedAttempt();
        if (ended != null && (before == null || !isFinished(before, ended.number()))) {
            entry.at(ended.endedAt(), counts -> {
                counts.attempts++;
                counts.failedAttempts += ended.succeeded() ? 0 : 1;
                counts.duration.add(ended.duration().toMillis());
            });
        }
        Duration wait = acceptToStart(after);
        if (wait != null && (before == null || acceptToStart(before) == null)) {
            entry.at(now, counts -> counts.acceptToStart.add(wait.toMillis()));
        }
        boolean hadEnded = before != null && before.status().isTerminal();
        boolean hasEnded = after.status().isTerminal();
        if (hasEnded && !hadEnded) {
            entry.at(after.endedAt(), counts -> countEnd(counts, after));
        }
        int backlog = (hasEnded ? 0 : 1) - (before == null || hadEnded ? 0 : 1);
        if (backlog != 0) {
            entry.at(now, counts -> counts.backlog += backlog);
        }
        entry.write();
    }

    private static void countEnd(Counts counts, DeliveryState state) {
        if (state.status() == DeliveryState.Status.SUCCEEDED) {
            counts.succeeded++;
        } else {
            String reason = state.deadLetterReason() == null
                    ? state.status().name()
                    : state.deadLetterReason().name();
            counts.deadLettered.merge(reason, 1L, Long::sum);
        }
    }

    /** Forgets the minutes before the last hour. At most {@value #MAX_FUNCTIONS} times {@value #MINUTES} rows are looked at. */
    public void forgetOldMinutes(Instant now) {
        long oldest = CountsKey.minuteOf(now) - MINUTES;
        List<Bytes> old = new ArrayList<>();
        try (KeyValueIterator<Bytes, byte[]> all = store.all()) {
            while (all.hasNext()) {
                KeyValue<Bytes, byte[]> row = all.next();
                CountsKey key = CountsKey.of(row.key);
                if (key.minute() != CountsKey.EVER && key.minute() < oldest) {
                    old.add(row.key);
                    rows.remove(key);
                }
            }
        }
        old.forEach(store::delete);
    }

    private String nameOf(String function) {
        if (functions.contains(function)) {
            return function;
        }
        if (functions.size() >= MAX_FUNCTIONS || !NAME.matcher(function).matches()) {
            return OTHERS;
        }
        functions.add(function);
        return function;
    }

    private static boolean isFinished(DeliveryState state, int number) {
        for (AttemptState attempt : state.attempts()) {
            if (attempt.number() == number && attempt.isFinished()) {
                return true;
            }
        }
        return false;
    }

    /** Null while it is not known. */
    private static @Nullable Duration acceptToStart(DeliveryState state) {
        Instant from = state.availableAt();
        if (from == null || state.attempts().isEmpty()) {
            return null;
        }
        AttemptState first = state.attempts().getFirst();
        return first.number() == 1 ? Duration.between(from, first.startedAt()) : null;
    }

    /** The rows that one fact changes, each written once. */
    private final class Entry {
        private final String function;
        private final long nowMinute;
        private final Map<CountsKey, Counts> changed = new LinkedHashMap<>(4);

        Entry(String function, long nowMinute) {
            this.function = function;
            this.nowMinute = nowMinute;
        }

        /** Counts for ever, and in the minute of {@code time} if that is within the last hour. */
        void at(@Nullable Instant time, Consumer<Counts> count) {
            count.accept(row(CountsKey.EVER));
            long minute = time == null ? nowMinute : Math.min(nowMinute, CountsKey.minuteOf(time));
            if (minute > nowMinute - MINUTES) {
                count.accept(row(minute));
            }
        }

        private Counts row(long minute) {
            CountsKey key = new CountsKey(function, minute);
            Counts counts = rows.get(key);
            if (counts == null) {
                byte[] kept = store.get(key.toBytes());
                counts = kept == null ? new Counts() : Counts.of(kept);
                rows.put(key, counts);
            }
            changed.put(key, counts);
            return counts;
        }

        void write() {
            changed.forEach((key, counts) -> store.put(key.toBytes(), counts.toBytes()));
        }
    }
}
