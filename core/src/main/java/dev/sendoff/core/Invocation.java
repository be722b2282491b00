package dev.sendoff.core;

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
 *     caller asked for. Its age counts from here
 * @param attempt the number of the attempt that is to be made, from 1
 * @param requeues how often it was put back since it was accepted; orders what is known of it
 * @param notBefore when it is due, while it waits for the timer; null once it may run
 * @param traceHeader the caller's {@code X-Amzn-Trace-Id}; null if there was none
 * @param lastAttempt the attempt whose failure led to this record; null before the first
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
        @Nullable Instant notBefore,
        @Nullable String traceHeader,
        @Nullable Attempt lastAttempt) {

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
    }

    /** A new invocation that may run at once. */
    public static Invocation accepted(
            RequestId id,
            String function,
            @Nullable String qualifier,
            String payload,
            Instant now,
            @Nullable String traceHeader) {
        return new Invocation(id, function, qualifier, payload, now, now, 1, 0, null, traceHeader, null);
    }

    /** The same, not to run before {@code due}. */
    public Invocation delayedUntil(Instant due) {
        return new Invocation(
                id, function, qualifier, payload, acceptedAt, due, attempt, requeues, due, traceHeader, lastAttempt);
    }

    /** What is to run at {@code due}, after {@code failed}. */
    public Invocation retriedAt(Instant due, Attempt failed) {
        return new Invocation(
                id,
                function,
                qualifier,
                payload,
                acceptedAt,
                availableAt,
                failed.number() + 1,
                requeues + 1,
                due,
                traceHeader,
                failed);
    }

    /** What is to be seen again at {@code due} without an attempt having been made. */
    public Invocation putBackUntil(Instant due) {
        return new Invocation(
                id,
                function,
                qualifier,
                payload,
                acceptedAt,
                availableAt,
                attempt,
                requeues + 1,
                due,
                traceHeader,
                lastAttempt);
    }

    /** What the timer hands back once {@code notBefore} has come. */
    public Invocation due() {
        return new Invocation(
                id,
                function,
                qualifier,
                payload,
                acceptedAt,
                availableAt,
                attempt,
                requeues,
                null,
                traceHeader,
                lastAttempt);
    }

    /** How many attempts have been made so far. */
    public int attemptsMade() {
        return attempt - 1;
    }
}
