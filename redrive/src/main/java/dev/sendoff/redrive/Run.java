package dev.sendoff.redrive;

import dev.sendoff.core.Invocation;
import dev.sendoff.core.JobOptions;
import dev.sendoff.core.JobOrder;
import dev.sendoff.core.JobProgress;
import dev.sendoff.core.JobProgress.Copy;
import dev.sendoff.core.JobProgress.Reach;
import dev.sendoff.core.JobProgress.State;
import dev.sendoff.core.RequestId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A job under way: what it has done, and what it may do next. It begins where a {@link JobProgress} says that it was. For
 * one thread; what goes wrong is mended by a new one, made from the last progress that was written.
 */
public final class Run {

    /** The end of a copy comes within the longest age of an event and its timers. */
    static final Duration PATIENCE = Duration.ofHours(7);

    private final Pace pace;
    private final StopRule stopRule;
    private final Instant startedAt;
    private final SortedMap<String, Long> skipped;
    private final List<Copy> copies;
    private JobOrder order;
    private State state;
    private String reason;
    private @Nullable Instant endedAt;
    private @Nullable Instant lastPutInAt;
    private long matched;
    private long putIn;
    private long endedWell;
    private long endedBadly;
    private String recent;
    private boolean canaryPassed;
    private int changesSeen;

    public Run(JobOrder order, JobProgress from, Instant now) {
        this.order = order;
        this.pace = new Pace(order.options().ratePerSecond(), now);
        this.stopRule = StopRule.of(order.options());
        this.startedAt = from.startedAt();
        this.skipped = new TreeMap<>(from.skipped());
        this.copies = new ArrayList<>(from.copies());
        this.state = from.state();
        this.reason = from.reason();
        this.endedAt = from.endedAt();
        this.lastPutInAt = from.lastPutInAt();
        this.matched = from.matched();
        this.putIn = from.putIn();
        this.endedWell = from.endedWell();
        this.endedBadly = from.endedBadly();
        this.recent = from.recent();
        this.canaryPassed = from.canaryPassed();
        this.changesSeen = from.changesSeen();
    }

    /** Of a job of which nothing is done yet. */
    public static JobProgress beginning(JobOrder order, List<Reach> sources, List<Reach> outcomes, Instant now) {
        return new JobProgress(
                order.id(),
                State.RUNNING,
                "",
                now,
                now,
                null,
                sources,
                outcomes,
                0,
                0,
                new TreeMap<>(),
                0,
                0,
                "",
                order.options().canary() == 0,
                0,
                null,
                List.of());
    }

    public JobOrder order() {
        return order;
    }

    public State state() {
        return state;
    }

    /** Why it is in that state, or what it waits for. */
    public String reason() {
        return reason;
    }

    /** Somebody may want something else of it now. */
    public void heard(JobOrder changed) {
        order = changed;
    }

    /** One of its copies has come to its end. */
    public void ended(boolean well) {
        if (well) {
            endedWell++;
        } else {
            endedBadly++;
        }
        recent = stopRule.with(recent, well);
    }

    /** It has come across an event. */
    public void saw(RequestId of, Verdict verdict, Instant now) {
        switch (verdict) {
            case Verdict.NotMeant() -> {}
            case Verdict.Skip(var why) -> {
                matched++;
                skipped.merge(why.name(), 1L, Long::sum);
            }
            case Verdict.Take take -> {
                matched++;
                tookOne(of, take.copy(), now);
            }
        }
    }

    private void tookOne(RequestId of, @Nullable Invocation copy, Instant now) {
        putIn++;
        lastPutInAt = now;
        pace.spend(1);
        if (copy != null && copies.size() < JobProgress.MAX_COPIES) {
            copies.add(new Copy(of, copy.id()));
        }
    }

    /** How many of its copies have not ended. */
    public long inFlight() {
        return order.kind() == JobOrder.Kind.PURGE ? 0 : Math.max(0, putIn - endedWell - endedBadly);
    }

    /**
     * Says what it is to do, and takes note of it.
     *
     * @param isAtEnd whether it has come across all events that there are for it
     */
    public Course next(boolean isAtEnd, Instant now) {
        if (state.isTerminal()) {
            return new Course.Over();
        }
        if (order.wish() == JobOrder.Wish.CANCEL) {
            return end(State.CANCELLED, "by " + order.changedBy(), now);
        }
        if (isAtEnd) {
            return finish(now);
        }
        if (state == State.STOPPED && !isToGoOn()) {
            return new Course.Rest(null);
        }
        changesSeen = order.changes();
        if (order.wish() == JobOrder.Wish.PAUSE) {
            return rest(State.PAUSED, "by " + order.changedBy(), null);
        }
        state = State.RUNNING;
        reason = "";
        return goOn(now);
    }

    /** Somebody has said so since it stopped: what had failed by then is not held against it once more. */
    private boolean isToGoOn() {
        if (order.wish() != JobOrder.Wish.RUN || order.changes() <= changesSeen) {
            return false;
        }
        recent = "";
        canaryPassed = true;
        return true;
    }

    private Course finish(Instant now) {
        long outstanding = inFlight();
        if (outstanding == 0) {
            return end(State.COMPLETED, "", now);
        }
        if (lastPutInAt != null && lastPutInAt.plus(PATIENCE).isBefore(now)) {
            return end(State.COMPLETED, outstanding + " copies have not ended within " + PATIENCE, now);
        }
        return rest(State.FINISHING, outstanding + " copies have not ended", null);
    }

    private Course goOn(Instant now) {
        JobOptions options = order.options();
        if (stopRule.stops(recent)) {
            return rest(
                    State.STOPPED,
                    StopRule.failures(recent) + " of the last " + recent.length() + " copies failed",
                    null);
        }
        long allowed = options.maxInFlight() - inFlight();
        if (!canaryPassed) {
            long left = options.canary() - putIn;
            if (left <= 0 && inFlight() > 0) {
                return rest(State.RUNNING, "waits for the ends of the first " + putIn, null);
            }
            if (left <= 0 && stopRule.isTooMany(endedBadly, endedWell + endedBadly)) {
                return rest(State.STOPPED, endedBadly + " of the first " + putIn + " copies failed", null);
            }
            if (left <= 0) {
                canaryPassed = true;
            } else {
                allowed = Math.min(allowed, left);
            }
        }
        if (allowed <= 0) {
            return rest(State.RUNNING, "waits for some of " + inFlight() + " copies to end", null);
        }
        int atOnce = (int) Math.min(allowed, pace.available(now));
        return atOnce > 0 ? new Course.PutIn(atOnce) : new Course.Rest(pace.next(now));
    }

    private Course rest(State newState, String why, @Nullable Instant until) {
        state = newState;
        reason = why;
        return new Course.Rest(until);
    }

    private Course end(State newState, String why, Instant now) {
        state = newState;
        reason = why;
        endedAt = now;
        return new Course.Over();
    }

    /** What is to be written of it now. */
    public JobProgress progress(List<Reach> sources, List<Reach> outcomes, Instant now) {
        return new JobProgress(
                order.id(),
                state,
                reason,
                startedAt,
                now,
                endedAt,
                sources,
                outcomes,
                matched,
                putIn,
                skipped,
                endedWell,
                endedBadly,
                recent,
                canaryPassed,
                changesSeen,
                lastPutInAt,
                copies);
    }
}
