package dev.sendoff.executor.engine;

import dev.sendoff.core.Aftermath;
import dev.sendoff.core.Attempt;
import dev.sendoff.core.DeadLetter;
import dev.sendoff.core.DeadLetterReason;
import dev.sendoff.core.Disposition;
import dev.sendoff.core.Invocation;
import dev.sendoff.core.Lineage;
import dev.sendoff.core.Outcome;
import dev.sendoff.core.RetryPolicy;
import dev.sendoff.core.Success;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.random.RandomGenerator;

/** Decides what becomes of an invocation: before it would run, whether it may, and after it has run, what follows. */
public final class Resolver {

    /** How long a function that is deployed may stay unknown to an executor that can reach the brokers. */
    private static final Duration NEWS_TAKES_AT_MOST = Duration.ofSeconds(3);

    private static final Duration LOOK_AGAIN = Duration.ofMillis(500);

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
     */
    public Optional<Resolution> insteadOfAttempt(
            Invocation invocation, int partition, Availability availability, Instant now) {
        Instant notBefore = invocation.notBefore();
        if (notBefore != null && notBefore.isAfter(now)) {
            // From a producer of its own, who wrote to the queue what belongs to the timers.
            return Optional.of(new Resolution.PutBack(invocation.postponedUntil(notBefore)));
        }
        return switch (availability) {
            case Availability.Nowhere(String why) -> Optional.of(unknown(invocation, why, now));
            case Availability.Elsewhere(AttemptSettings settings) ->
                looped(invocation, settings, now)
                        .or(() -> tooOld(invocation, settings, now))
                        .or(() -> limited(invocation, partition, settings, now))
                        .or(() -> Optional.of(notRun(invocation, settings, now)));
            case Availability.Here(AttemptSettings settings) ->
                looped(invocation, settings, now)
                        .or(() -> tooOld(invocation, settings, now))
                        .or(() -> limited(invocation, partition, settings, now));
        };
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
