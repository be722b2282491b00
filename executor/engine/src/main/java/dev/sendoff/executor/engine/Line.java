package dev.sendoff.executor.engine;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One function's invocations at an engine: what of it waits, by partition, and how much of it there is. */
final class Line {

    private static final Duration LONG = Duration.ofSeconds(30);

    /** So many may wait whatever the pace. */
    private static final int FEW = 256;

    final String function;

    /** Waiting or running. */
    int admitted;

    long admittedBytes;
    int running;

    /** Whether it stands among those whose turn comes. */
    boolean queued;

    private final Map<Lane, ArrayDeque<Dispatch>> waiting = new LinkedHashMap<>();
    private final Pace pace;
    private int waitingCount;

    Line(String function, Instant now) {
        this.function = function;
        this.pace = new Pace(now);
    }

    void add(Dispatch dispatch) {
        waiting.computeIfAbsent(dispatch.lane, _ -> new ArrayDeque<>()).add(dispatch);
        waitingCount++;
    }

    boolean isWaiting() {
        return !waiting.isEmpty();
    }

    boolean isEmpty() {
        return admitted == 0;
    }

    /** The oldest invocation that may run now, of the partition whose turn it is; null if none may. */
    @Nullable
    Dispatch next(Quota.Source quotas, Instant now) {
        for (Map.Entry<Lane, ArrayDeque<Dispatch>> entry : waiting.entrySet()) {
            Lane lane = entry.getKey();
            ArrayDeque<Dispatch> dispatches = entry.getValue();
            if (mayBegin(lane, dispatches.getFirst(), quotas, now)) {
                Dispatch next = dispatches.removeFirst();
                waitingCount--;
                // The others come before this partition's next.
                waiting.remove(lane);
                if (!dispatches.isEmpty()) {
                    waiting.put(lane, dispatches);
                }
                pace.began(now);
                return next;
            }
        }
        return null;
    }

    private boolean mayBegin(Lane lane, Dispatch first, Quota.Source quotas, Instant now) {
        if (lane.draining || first.offset() >= lane.claim) {
            return false;
        }
        Optional<Quota> quota = quotas.of(function, lane.partition);
        return quota.isEmpty() || lane.hasLeft(function, quota.get(), now);
    }

    /** Whether it does not get on: its oldest has waited for so long, or nothing waits and none has begun for so long. */
    boolean isStuckFor(Duration patience, Instant now) {
        if (waiting.isEmpty()) {
            return pace.hasStoodFor(patience, now);
        }
        for (ArrayDeque<Dispatch> dispatches : waiting.values()) {
            if (!dispatches.getFirst().admittedAt().plus(patience).isAfter(now)) {
                return true;
            }
        }
        return false;
    }

    /**
     * Whether more wait than begin within {@link #LONG}, and than are few: they would take up, for long, what the commits of
     * their partitions can say.
     */
    boolean hasEnoughWaiting() {
        return waitingCount >= Math.max(FEW, pace.within(LONG));
    }

    /** When one more invocation that is set aside may find room; empty while that cannot be told. */
    Optional<Instant> turnAfter(Duration patience, Instant now) {
        return pace.nextTurn(patience, now);
    }

    /** Forgets what waits on a partition. */
    void forget(Lane lane) {
        ArrayDeque<Dispatch> gone = waiting.remove(lane);
        if (gone != null) {
            leave(
                    gone.size(),
                    gone.stream().mapToLong(dispatch -> dispatch.bytes).sum());
        }
    }

    void leave(int count, long bytes) {
        admitted -= count;
        admittedBytes -= bytes;
    }
}
