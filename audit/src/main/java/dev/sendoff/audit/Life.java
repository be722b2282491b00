package dev.sendoff.audit;

import static java.util.Objects.requireNonNull;

import dev.sendoff.core.RequestId;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * All that was seen of one id, in any order, in a size that does not depend on how much that is. For one thread.
 *
 * <p>A delayed invocation is seen as accepted twice: on {@code retries}, where it waits, and on {@code invocations}, where
 * the timer puts it when it is due. So an id was accepted as often as it was seen on the one of both where it was seen more
 * often. That is once, unless a producer of its own used an id again; then each record is run and must end.
 */
public final class Life {

    private final RequestId id;

    private int onQueue;
    private int onTimer;
    private int putBack;
    private int succeeded;
    private int deadLettered;

    /** Of several the one on the queue, and of those the first: it does not depend on the order of reading. */
    private @Nullable Coordinates home;

    private @Nullable Coordinates firstEnd;
    private @Nullable Coordinates secondEnd;
    private @Nullable Instant due;
    private @Nullable Instant lastEnd;
    private boolean homesDiffer;

    public Life(RequestId id) {
        this.id = id;
    }

    public void add(Sighting sighting) {
        switch (sighting) {
            case Sighting.Accepted accepted -> {
                if (accepted.at().station() == Station.INVOCATIONS) {
                    onQueue++;
                } else {
                    onTimer++;
                }
                homesDiffer |= home != null && home.partition() != accepted.at().partition();
                home = home == null || isBefore(accepted.at(), home) ? accepted.at() : home;
                dueBy(accepted.due());
            }
            case Sighting.PutBack again -> {
                putBack++;
                dueBy(again.due());
            }
            case Sighting.Ended ended -> {
                if (ended.at().station() == Station.SUCCESSES) {
                    succeeded++;
                } else {
                    deadLettered++;
                }
                lastEnd = lastEnd == null || ended.endedAt().isAfter(lastEnd) ? ended.endedAt() : lastEnd;
                if (firstEnd == null || isBefore(ended.at(), firstEnd)) {
                    secondEnd = firstEnd;
                    firstEnd = ended.at();
                } else if (secondEnd == null || isBefore(ended.at(), secondEnd)) {
                    secondEnd = ended.at();
                }
            }
        }
    }

    private void dueBy(Instant time) {
        due = due == null || time.isAfter(due) ? time : due;
    }

    private static boolean isBefore(Coordinates one, Coordinates other) {
        int byStation = one.station().compareTo(other.station());
        if (byStation != 0) {
            return byStation < 0;
        }
        return one.partition() != other.partition()
                ? one.partition() < other.partition()
                : one.offset() < other.offset();
    }

    /** How often it was accepted. */
    public int acceptances() {
        return Math.max(onQueue, onTimer);
    }

    public int successes() {
        return succeeded;
    }

    public int deadLetters() {
        return deadLettered;
    }

    /** Whether it has ended at all, and not after {@code time}. */
    public boolean endedBy(Instant time) {
        return lastEnd != null && !lastEnd.isAfter(time);
    }

    /** Whether it should have ended by {@code time}, leaving aside any grace. */
    public boolean isDueBy(Instant time) {
        return due == null || !due.isAfter(time);
    }

    private int ends() {
        return succeeded + deadLettered;
    }

    /**
     * @param cut what happened until then has been seen
     * @param grace how long after its time an end may come
     */
    public Verdict judge(Instant cut, Duration grace) {
        if (home == null) {
            return firstEnd == null
                    ? new Verdict.Aside()
                    : wrong(firstEnd, Reason.NOT_ACCEPTED, "never accepted; " + endsInWords(firstEnd));
        }
        if (firstEnd == null || ends() < acceptances()) {
            Instant time = requireNonNull(due, "whoever accepts says by when");
            return time.plus(grace).isBefore(cut)
                    ? wrong(
                            home,
                            Reason.MISSING,
                            acceptedInWords(home) + "; " + endsInWords(firstEnd) + "; due by " + time)
                    : new Verdict.Pending();
        }
        if (ends() > acceptances()) {
            return wrong(home, Reason.TWICE, acceptedInWords(home) + "; " + endsInWords(firstEnd));
        }
        // Of an id that was used again in other partitions it is not known which end belongs where.
        if (!homesDiffer && (isElsewhere(firstEnd, home) || isElsewhere(secondEnd, home))) {
            return wrong(home, Reason.MISPLACED, acceptedInWords(home) + "; " + endsInWords(firstEnd));
        }
        return new Verdict.Settled();
    }

    private static boolean isElsewhere(@Nullable Coordinates end, Coordinates home) {
        return end != null && end.partition() != home.partition();
    }

    private Verdict wrong(Coordinates where, Reason reason, String detail) {
        return new Verdict.Wrong(new Finding(id, where, reason, detail));
    }

    private String acceptedInWords(Coordinates where) {
        String times = acceptances() == 1 ? "" : acceptances() + " times, first ";
        String back = putBack == 0 ? "" : ", put back in " + putBack + (putBack == 1 ? " record" : " records");
        return "accepted " + times + "at " + where + back;
    }

    private String endsInWords(@Nullable Coordinates first) {
        if (first == null) {
            return "no end";
        }
        String second = secondEnd == null ? "" : " and " + secondEnd;
        return (ends() > 2 ? "ended " + ends() + " times, such as at " : "ended at ") + first + second;
    }
}
