package dev.sendoff.executor.engine;

import dev.sendoff.core.Aftermath;
import dev.sendoff.core.Attempt;
import dev.sendoff.core.Cancellation;
import dev.sendoff.core.DeadLetter;
import dev.sendoff.core.DeadLetterReason;
import dev.sendoff.core.Disposition;
import dev.sendoff.core.Hold;
import dev.sendoff.core.Invocation;
import dev.sendoff.core.Lineage;
import dev.sendoff.core.Outcome;
import dev.sendoff.core.Pause;
import dev.sendoff.core.Purge;
import dev.sendoff.core.RetryPolicy;
import dev.sendoff.core.Success;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** Decides what becomes of an invocation: before it would run, whether it may, and after it has run, what follows. */
public final class Resolver {

    /** How long a function that is deployed may stay unknown to an executor that can reach the brokers. */
    private static final Duration NEWS_TAKES_AT_MOST = Duration.ofSeconds(3);

    private static final Duration LOOK_AGAIN = Duration.ofMillis(500);

    /** What a pause holds is let go as soon as it ends; after so long it is looked at in any case. */
    private static final Duration PAUSE_IS_LOOKED_AT = Duration.ofHours(1);

    private final RandomGenerator random;

    public Resolver(RandomGenerator random) {
        this.random = random;
    }

    /** Where a function can be run. */
    public sealed interface Availability {

        /** Here. */
        record Here(AttemptSettings settings) implements Availability {}

        /** It is deployed, but not on this executor. */
        record Elsewhere(AttemptSettings settings) implements Availability {}

        /**
         * No such function, version or alias is known.
         *
         * @param why a sentence
         */
        record Nowhere(String why) implements Availability {}
    }

    /**
     * What is to be written instead of an attempt; empty if the invocation may run.
     *
     * @param partition that its record stands in
     * @param cancellation that somebody asked for; null if nobody did
     */
    public Optional<Resolution> insteadOfAttempt(
            Invocation invocation,
            int partition,
            Availability availability,
            @Nullable Cancellation cancellation,
            Instant now) {
        if (cancellation != null) {
            return Optional.of(cancelled(invocation, cancellation.reason(), now));
        }
        return switch (availability) {
            case Availability.Nowhere(String why) ->
                early(invocation, now).or(() -> Optional.of(unknown(invocation, why, now)));
            case Availability.Elsewhere(AttemptSettings settings) ->
                unwanted(invocation, partition, settings, now)
                        .or(() -> Optional.of(notRun(invocation.letGoAt(now), settings, now)));
            case Availability.Here(AttemptSettings settings) -> unwanted(invocation, partition, settings, now);
        };
    }

    /** What its function's settings say, wherever it can be run. */
    private static Optional<Resolution> unwanted(
            Invocation invocation, int partition, AttemptSettings settings, Instant now) {
        Invocation free = invocation.letGoAt(now);
        return purged(invocation, settings, now)
                .or(() -> early(invocation, now))
                .or(() -> paused(free, settings, now))
                .or(() -> looped(free, settings, now))
                .or(() -> tooOld(free, settings, now))
                .or(() -> limited(free, partition, settings, now));
    }

    /** From a producer of its own, who wrote to the queue what belongs to the timers. */
    private static Optional<Resolution> early(Invocation invocation, Instant now) {
        Instant notBefore = invocation.notBefore();
        return notBefore != null && notBefore.isAfter(now)
                ? Optional.of(new Resolution.PutBack(invocation.postponedUntil(notBefore)))
                : Optional.empty();
    }

    private static Optional<Resolution> purged(Invocation invocation, AttemptSettings settings, Instant now) {
        Purge purge = settings.queue().purge();
        return purge != null && purge.covers(invocation)
                ? Optional.of(cancelled(invocation, purge.reason(invocation.function()), now))
                : Optional.empty();
    }

    private static Resolution cancelled(Invocation invocation, String why, Instant now) {
        return new Resolution.GivenUp(DeadLetter.cancelled(invocation, why, now));
    }

    private static Optional<Resolution> paused(Invocation invocation, AttemptSettings settings, Instant now) {
        Pause pause = settings.queue().pause();
        return pause == null
                ? Optional.empty()
                : Optional.of(new Resolution.PutBack(invocation.heldUntil(
                        now.plus(PAUSE_IS_LOOKED_AT), new Hold(Hold.Cause.PAUSED, now, pause.reason()))));
    }

    /** What is to be written for an invocation that may run, but whose function seems to lack what it depends on. */
    public static Resolution held(Invocation invocation, Breaker.Pass.Held held, Instant now) {
        return new Resolution.PutBack(
                invocation.letGoAt(now).heldUntil(held.until(), new Hold(Hold.Cause.OUTAGE, now, held.why())));
    }

    private static Optional<Resolution> looped(Invocation invocation, AttemptSettings settings, Instant now) {
        return !settings.allowsRecursion()
                        && Lineage.of(invocation.traceHeader()).isLoopOf(invocation.function())
                ? Optional.of(giveUp(
                        invocation,
                        DeadLetterReason.RECURSION_STOPPED,
                        "'" + invocation.function() + "' was invoked " + Lineage.MOST_INVOCATIONS
                                + " times before in this chain of invocations",
                        settings.aftermath(),
                        now))
                : Optional.empty();
    }

    /** What was deployed a moment before the event came may not have been heard of here yet. */
    private static Resolution unknown(Invocation invocation, String why, Instant now) {
        Instant heardOf = invocation.acceptedAt().plus(NEWS_TAKES_AT_MOST);
        boolean young = !now.isBefore(invocation.acceptedAt()) && now.isBefore(heardOf);
        return young
                ? new Resolution.PutBack(invocation.postponedUntil(earlier(now.plus(LOOK_AGAIN), heardOf)))
                : giveUp(invocation, DeadLetterReason.UNKNOWN_FUNCTION, why, Aftermath.NONE, now);
    }

    private static Instant earlier(Instant one, Instant other) {
        return one.isBefore(other) ? one : other;
    }

    private static Optional<Resolution> limited(
            Invocation invocation, int partition, AttemptSettings settings, Instant now) {
        Integer reserved = settings.reservedConcurrency();
        if (reserved == null) {
            return Optional.empty();
        }
        if (reserved == 0) {
            return Optional.of(giveUp(
                    invocation,
                    DeadLetterReason.ZERO_RESERVED_CONCURRENCY,
                    "the reserved concurrency of '" + invocation.function() + "' is 0",
                    settings.aftermath(),
                    now));
        }
        if (settings.hand().shareOf(partition) > 0) {
            return Optional.empty();
        }
        int place = settings.hand().at(invocation.id().value().getLeastSignificantBits());
        return Optional.of(new Resolution.Lent(invocation.lentBy(invocation.homeAt(partition)), place));
    }

    private static Optional<Resolution> tooOld(Invocation invocation, AttemptSettings settings, Instant now) {
        Instant oldest = invocation.availableAt().plus(settings.maxEventAge());
        return now.isAfter(oldest)
                ? Optional.of(giveUp(
                        invocation,
                        DeadLetterReason.EVENT_AGE_EXCEEDED,
                        "the event reached its limit of age at " + oldest + ", before attempt " + invocation.attempt()
                                + " could begin",
                        settings.aftermath(),
                        now))
                : Optional.empty();
    }

    /**
     * What is to be written for an invocation that may run, but whose function has its share of the window.
     *
     * @param settings of its function
     * @param turn when there may be room for it; empty if that cannot be told
     */
    public Resolution setAside(Invocation invocation, AttemptSettings settings, Optional<Instant> turn, Instant now) {
        return turn.<Resolution>map(due -> new Resolution.PutBack(
                        invocation.throttledUntil(invocation.noLaterThanItsAge(due, settings.maxEventAge(), now))))
                .orElseGet(() -> notRun(invocation, settings, now));
    }

    private Resolution notRun(Invocation invocation, AttemptSettings settings, Instant now) {
        return new Resolution.PutBack(
                invocation.throttledUntil(RetryPolicy.nextTry(invocation, settings.maxEventAge(), now, random)));
    }

    /** What is to be written after an attempt. */
    public Resolution afterAttempt(
            Invocation invocation,
            boolean redelivered,
            Instant startedAt,
            Instant endedAt,
            Outcome outcome,
            AttemptSettings settings) {
        Attempt attempt = new Attempt(
                invocation.attempt(),
                startedAt,
                endedAt,
                redelivered,
                outcome instanceof Outcome.Failed failed ? failed.error() : null);
        return switch (settings.retryPolicy().decide(invocation, outcome, settings.maxEventAge(), endedAt, random)) {
            case Disposition.Complete complete ->
                new Resolution.Completed(Success.of(invocation, attempt, complete.response(), settings.aftermath()));
            case Disposition.Retry retry -> new Resolution.PutBack(invocation.retriedAt(retry.due(), attempt));
            case Disposition.PutBack putBack -> new Resolution.PutBack(invocation.throttledUntil(putBack.due()));
            case Disposition.DeadLetter verdict ->
                new Resolution.GivenUp(DeadLetter.of(invocation, attempt, verdict, settings.aftermath(), endedAt));
        };
    }

    private static Resolution giveUp(
            Invocation invocation, DeadLetterReason reason, String message, Aftermath then, Instant now) {
        return new Resolution.GivenUp(DeadLetter.of(
                invocation, invocation.lastAttempt(), new Disposition.DeadLetter(reason, message), then, now));
    }
}
