package dev.sendoff.core;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One accepted request to run a function, and how far it has come. All that a retry needs is in here, and nothing of it
 * in the memory of whoever runs it.
 *
 * @param id stays the same over all attempts
 * @param function the bare function name
 * @param qualifier the version or alias the caller named; null if none was
 * @param payload the event, a JSON document
 * @param acceptedAt when the caller handed it over
 * @param availableAt from when on it may run for the first time: {@code acceptedAt}, or the end of the delay that the
 *     caller asked for; later by the time that it was kept back. Its age counts from here
 * @param attempt the number of the attempt that is to be made, from 1
 * @param requeues how often it was put back since it was accepted; orders what is known of it
 * @param throttles how often in a row it was put back without an attempt, for want of room or because of a failure that
 *     was not the function's
 * @param notBefore when it is due, while it waits for the timer; null once it may run
 * @param home the partition that it lives in, if its record stands in another, which has room for its function; null if
 *     it stands at home
 * @param traceHeader the caller's {@code X-Amzn-Trace-Id}; null if there was none
 * @param lastAttempt the attempt whose failure led to this record; null before the first
 * @param hold why it is kept back, or was until now; null if it was not
 * @param origin of what earlier invocation it comes
 */
public record Invocation(
        RequestId id,
        String function,
        @Nullable String qualifier,
        String payload,
        Instant acceptedAt,
        Instant availableAt,
        int attempt,
        int requeues,
        int throttles,
        @Nullable Instant notBefore,
        @Nullable Integer home,
        @Nullable String traceHeader,
        @Nullable Attempt lastAttempt,
        @Nullable Hold hold,
        Origin origin) {

    /** The largest event that is accepted, in bytes of UTF-8: AWS Lambda's limit since late 2025. */
    public static final int MAX_PAYLOAD_BYTES = 1 << 20;

    public Invocation {
        if (function.isEmpty()) {
            throw new IllegalArgumentException("an invocation names a function");
        }
        if (attempt < 1) {
            throw new IllegalArgumentException("attempts count from 1, not " + attempt);
        }
        if (requeues < 0) {
            throw new IllegalArgumentException("requeues count from 0, not " + requeues);
        }
        if (throttles < 0) {
            throw new IllegalArgumentException("throttles count from 0, not " + throttles);
        }
    }

    /** A new invocation that may run at once. */
    public static Invocation accepted(
            RequestId id,
            String function,
            @Nullable String qualifier,
            String payload,
            Instant now,
            @Nullable String traceHeader) {
        return new Invocation(
                id,
                function,
                qualifier,
                payload,
                now,
                now,
                1,
                0,
                0,
                null,
                null,
                traceHeader,
                null,
                null,
                Origin.CALLER);
    }

    /** The same, come of an earlier one. */
    public Invocation comeOf(Origin earlier) {
        return new Invocation(
                id,
                function,
                qualifier,
                payload,
                acceptedAt,
                availableAt,
                attempt,
                requeues,
                throttles,
                notBefore,
                home,
                traceHeader,
                lastAttempt,
                hold,
                earlier);
    }

    /** The same, not to run before {@code due}. */
    public Invocation delayedUntil(Instant due) {
        return at(due, attempt, requeues, throttles, due, home, lastAttempt, hold);
    }

    /** What is to run at {@code due}, after {@code failed}. */
    public Invocation retriedAt(Instant due, Attempt failed) {
        return requeued(failed.number() + 1, 0, due, null, failed);
    }

    /** What could not run for want of room, and is to be seen again at {@code due}. */
    public Invocation throttledUntil(Instant due) {
        return requeued(attempt, throttles + 1, due, null, lastAttempt);
    }

    /** What came too early, and is to be seen again at {@code due}. */
    public Invocation postponedUntil(Instant due) {
        return requeued(attempt, throttles, due, null, lastAttempt);
    }

    /** What is kept back, and is to be seen again at {@code due}. */
    public Invocation heldUntil(Instant due, Hold because) {
        return at(availableAt, attempt, requeues + 1, throttles, due, null, lastAttempt, because);
    }

    /** What is kept back no more: the time that it was does not count for its age. */
    public Invocation letGoAt(Instant now) {
        if (hold == null) {
            return this;
        }
        Duration kept = Duration.between(hold.since(), now);
        Instant shifted = kept.isNegative() ? availableAt : availableAt.plus(kept);
        return at(shifted, attempt, requeues, throttles, notBefore, home, lastAttempt, null);
    }

    /** What is to run on another partition, and to end in {@code home} nevertheless. */
    public Invocation lentBy(int home) {
        return requeued(attempt, throttles, null, home, lastAttempt);
    }

    /** What the timer hands back once {@code notBefore} has come. */
    public Invocation due() {
        return at(availableAt, attempt, requeues, throttles, null, home, lastAttempt, hold);
    }

    private Invocation requeued(
            int nextAttempt,
            int newThrottles,
            @Nullable Instant due,
            @Nullable Integer newHome,
            @Nullable Attempt newLastAttempt) {
        return at(availableAt, nextAttempt, requeues + 1, newThrottles, due, newHome, newLastAttempt, null);
    }

    /** The same invocation, at another place of its life. */
    private Invocation at(
            Instant newAvailableAt,
            int nextAttempt,
            int newRequeues,
            int newThrottles,
            @Nullable Instant due,
            @Nullable Integer newHome,
            @Nullable Attempt newLastAttempt,
            @Nullable Hold newHold) {
        return new Invocation(
                id,
                function,
                qualifier,
                payload,
                acceptedAt,
                newAvailableAt,
                nextAttempt,
                newRequeues,
                newThrottles,
                due,
                newHome,
                traceHeader,
                newLastAttempt,
                newHold,
                origin);
    }

    /** {@code due}, or the first moment at which it is too old, if that comes before and is yet to come. */
    public Instant noLaterThanItsAge(Instant due, Duration maxEventAge, Instant now) {
        Instant tooOld = availableAt.plus(maxEventAge).plusMillis(1);
        return due.isBefore(tooOld) || tooOld.isBefore(now) ? due : tooOld;
    }

    /** The partition that it lives in, given the one that its record stands in. */
    public int homeAt(int partition) {
        return home == null ? partition : home;
    }

    /** How many attempts have been made so far. */
    public int attemptsMade() {
        return attempt - 1;
    }
}
