package dev.sendoff.core;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The bad end of an invocation, with all that is needed to look at it and to put it back.
 *
 * @param function empty if the record named none
 * @param requeues as of {@link Invocation#requeues()}
 * @param attempts how many attempts were made; 0 if it never ran
 * @param lastAttempt the last of them; null if it never ran, or the event could not be read
 * @param message a sentence for the person who looks at it
 * @param payload the event; null if it could not be read
 * @param executedVersion of the last attempt: {@code $LATEST} or a number; null if none ran, or it was not kept
 * @param destination where its record is to be sent, in a {@link Destination}'s text form; null for nowhere
 * @param deadLetterTarget where its event is to be sent, likewise
 * @param source the record as it stood on the topic, where the event could not be read from it; null otherwise
 */
public record DeadLetter(
        RequestId id,
        String function,
        @Nullable String qualifier,
        Instant acceptedAt,
        Instant endedAt,
        int requeues,
        int attempts,
        @Nullable Attempt lastAttempt,
        DeadLetterReason reason,
        String message,
        @Nullable String payload,
        @Nullable String traceHeader,
        @Nullable SourceRecord source,
        @Nullable String executedVersion,
        @Nullable String destination,
        @Nullable String deadLetterTarget,
        Origin origin) {

    /**
     * Gives up an invocation.
     *
     * @param lastAttempt the attempt that has just failed, or the one before if there was none now; null if none ran
     * @param then what is to come of it
     */
    public static DeadLetter of(
            Invocation invocation,
            @Nullable Attempt lastAttempt,
            Disposition.DeadLetter verdict,
            Aftermath then,
            Instant now) {
        return new DeadLetter(
                invocation.id(),
                invocation.function(),
                invocation.qualifier(),
                invocation.acceptedAt(),
                now,
                invocation.requeues(),
                lastAttempt == null ? 0 : lastAttempt.number(),
                lastAttempt,
                verdict.reason(),
                verdict.message(),
                invocation.payload(),
                invocation.traceHeader(),
                null,
                lastAttempt == null ? null : then.version(),
                then.onFailure(),
                then.deadLetterTarget(),
                invocation.origin());
    }

    /** Gives up an invocation that somebody did not want to run: nothing comes of it. */
    public static DeadLetter cancelled(Invocation invocation, String why, Instant now) {
        return of(
                invocation,
                invocation.lastAttempt(),
                new Disposition.DeadLetter(DeadLetterReason.CANCELLED, why),
                Aftermath.NONE,
                now);
    }

    /** Gives up a record that is no invocation: it could not be read, or names no function. */
    public static DeadLetter ofRecord(
            RequestId id, String function, SourceRecord source, Disposition.DeadLetter verdict, Instant now) {
        return new DeadLetter(
                id,
                function,
                null,
                source.timestamp(),
                now,
                0,
                0,
                null,
                verdict.reason(),
                verdict.message(),
                null,
                null,
                source,
                null,
                null,
                null,
                Origin.CALLER);
    }

    /**
     * Gives up an invocation whose event alone is of no use. What else it brought is in {@code source}, and not repeated
     * here, so that the letter stays within the largest record.
     */
    public static DeadLetter ofRecord(
            Invocation envelope, SourceRecord source, Disposition.DeadLetter verdict, Instant now) {
        return new DeadLetter(
                envelope.id(),
                envelope.function(),
                envelope.qualifier(),
                envelope.acceptedAt(),
                now,
                envelope.requeues(),
                envelope.attemptsMade(),
                null,
                verdict.reason(),
                verdict.message(),
                null,
                null,
                source,
                null,
                null,
                null,
                envelope.origin());
    }

    /** The same with another source, and the reason for that at the end of the message. */
    public DeadLetter withSource(SourceRecord other, String because) {
        return new DeadLetter(
                id,
                function,
                qualifier,
                acceptedAt,
                endedAt,
                requeues,
                attempts,
                lastAttempt,
                reason,
                message + "; " + because,
                payload,
                traceHeader,
                other,
                executedVersion,
                destination,
                deadLetterTarget,
                origin);
    }
}
