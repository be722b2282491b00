package dev.sendoff.state;

import dev.sendoff.core.DeliveryState;
import dev.sendoff.core.DeliveryState.Waiting;
import dev.sendoff.core.FunctionSettings;
import dev.sendoff.core.Pause;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Why an invocation that has been accepted does not run yet.
 *
 * @param detail a sentence
 * @param backlog null unless it waits for those before it, and has for a while
 * @param expectedAt when it may run, as far as that can be told; null if it cannot
 */
public record WhyNotYet(
        Because because,
        String detail,
        @Nullable Backlog backlog,
        @Nullable Instant expectedAt) {

    public enum Because {
        /** Its time has not come: a delay that was asked for, or the wait before a retry. */
        TIMER,
        /** Its function is paused, or held for its failures. */
        HOLD,
        /** Its function runs as often as it may, or there is nobody who could run it. */
        LIMIT,
        /** Others of its function are before it. */
        BACKLOG
    }

    /**
     * What of its function has not ended and is older, in its own partition.
     *
     * @param ahead how many
     * @param complete whether that is all; if not, there are more than were looked at
     * @param endedRecently how many ended there lately
     * @param within what time
     */
    public record Backlog(int ahead, boolean complete, long endedRecently, Duration within) {

        /** When all of them have ended if they go on as lately; null if none ended. */
        @Nullable
        Instant overAt(Instant now) {
            return endedRecently == 0 || !complete ? null : now.plusMillis(within.toMillis() * ahead / endedRecently);
        }
    }

    /** Whether there is anything to say of a state: it has neither ended nor begun. */
    public static boolean isAskedOf(DeliveryState state) {
        return switch (state.status()) {
            case QUEUED, WAITING -> true;
            case RUNNING, SUCCEEDED, DEAD_LETTERED, CANCELLED -> false;
        };
    }

    /**
     * @param settings of its function
     * @param backlog before it; null if it was not looked for: it has only just come
     */
    public static WhyNotYet of(DeliveryState state, FunctionSettings settings, @Nullable Backlog backlog, Instant now) {
        Waiting waiting = state.waiting();
        Pause pause = settings.queue().pause();
        if (pause != null) {
            return paused(pause);
        }
        if (waiting == null) {
            return queued(state, settings, backlog, now);
        }
        return switch (waiting.reason()) {
            case RETRY ->
                new WhyNotYet(
                        Because.TIMER,
                        "attempt " + (lastAttempt(state) + 1) + " is due at " + waiting.until(),
                        null,
                        waiting.until());
            case DELAY ->
                new WhyNotYet(
                        Because.TIMER, "its caller asked that it runs at " + waiting.until(), null, waiting.until());
            case CAPACITY -> limited(state, settings, waiting.until());
            case HELD -> new WhyNotYet(Because.HOLD, String.valueOf(waiting.why()), null, waiting.until());
        };
    }

    private static WhyNotYet paused(Pause pause) {
        return new WhyNotYet(Because.HOLD, "its function is " + pause.reason(), null, null);
    }

    private static WhyNotYet limited(DeliveryState state, FunctionSettings settings, Instant until) {
        Integer reserved = settings.reservedConcurrency();
        String why = reserved == null
                ? "there was no room for '" + state.function() + "', or no executor that can run it"
                : "'" + state.function() + "' may run " + reserved + " at a time";
        return new WhyNotYet(Because.LIMIT, why + "; it is looked at again at " + until, null, until);
    }

    private static WhyNotYet queued(
            DeliveryState state, FunctionSettings settings, @Nullable Backlog backlog, Instant now) {
        if (backlog == null) {
            return new WhyNotYet(Because.BACKLOG, "it has only just been queued", null, null);
        }
        Integer reserved = settings.reservedConcurrency();
        String limit = reserved == null ? "" : ", of which " + reserved + " may run at a time";
        String ahead = backlog.ahead() == 0 && backlog.complete()
                ? "it is the next of '" + state.function() + "' on partition "
                : (backlog.complete() ? "" : "more than ") + backlog.ahead() + " of '" + state.function()
                        + "' are before it on partition ";
        return new WhyNotYet(
                Because.BACKLOG,
                ahead + state.home().partition() + limit + "; " + backlog.endedRecently() + " ended there in the last "
                        + backlog.within().toSeconds() + " s",
                backlog,
                backlog.overAt(now));
    }

    private static int lastAttempt(DeliveryState state) {
        return state.attempts().isEmpty() ? 0 : state.attempts().getLast().number();
    }
}
