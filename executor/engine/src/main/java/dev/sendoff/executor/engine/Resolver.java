package dev.sendoff.executor.engine;

import dev.sendoff.core.Attempt;
import dev.sendoff.core.DeadLetter;
import dev.sendoff.core.DeadLetterReason;
import dev.sendoff.core.Disposition;
import dev.sendoff.core.Invocation;
import dev.sendoff.core.Outcome;
import dev.sendoff.core.RetryPolicy;
import dev.sendoff.core.Success;
import java.time.Instant;
import java.util.Optional;
import java.util.random.RandomGenerator;

/** Decides what becomes of an invocation: before it would run, whether it may, and after it has run, what follows. */
public final class Resolver {

    private final RandomGenerator random;

    public Resolver(RandomGenerator random) {
        this.random = random;
    }

    /** Where a function can be run. */
    public sealed interface Availability {

        /** Here. */
        record Here(FunctionSettings settings) implements Availability {}

        /** It is deployed, but not on this executor. */
        record Elsewhere(FunctionSettings settings) implements Availability {}

        /** No function of that name is deployed. */
        record Nowhere() implements Availability {}
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
            case Availability.Nowhere _ ->
                Optional.of(giveUp(
                        invocation,
                        DeadLetterReason.UNKNOWN_FUNCTION,
                        "no function '" + invocation.function() + "' is deployed",
                        now));
            case Availability.Elsewhere(FunctionSettings settings) ->
                tooOld(invocation, settings, now)
                        .or(() -> limited(invocation, partition, settings, now))
                        .or(() -> Optional.of(notRun(invocation, settings, now)));
            case Availability.Here(FunctionSettings settings) ->
                tooOld(invocation, settings, now).or(() -> limited(invocation, partition, settings, now));
        };
    }

    private static Optional<Resolution> limited(
            Invocation invocation, int partition, FunctionSettings settings, Instant now) {
        Integer reserved = settings.reservedConcurrency();
        if (reserved == null) {
            return Optional.empty();
        }
        if (reserved == 0) {
            return Optional.of(giveUp(
                    invocation,
                    DeadLetterReason.ZERO_RESERVED_CONCURRENCY,
                    "the reserved concurrency of '" + invocation.function() + "' is 0",
                    now));
        }
        if (settings.hand().shareOf(partition) > 0) {
            return Optional.empty();
        }
        int place = settings.hand().at(invocation.id().value().getLeastSignificantBits());
        return Optional.of(new Resolution.Lent(invocation.lentBy(invocation.homeAt(partition)), place));
    }

    private static Optional<Resolution> tooOld(Invocation invocation, FunctionSettings settings, Instant now) {
        Instant oldest = invocation.availableAt().plus(settings.maxEventAge());
        return now.isAfter(oldest)
                ? Optional.of(giveUp(
                        invocation,
                        DeadLetterReason.EVENT_AGE_EXCEEDED,
                        "the event reached its limit of age at " + oldest + ", before attempt " + invocation.attempt()
                                + " could begin",
                        now))
                : Optional.empty();
    }

    /**
     * What is to be written for an invocation that may run, but whose function has its share of the window.
     *
     * @param settings of its function
     * @param turn when there may be room for it; empty if that cannot be told
     */
    public Resolution setAside(Invocation invocation, FunctionSettings settings, Optional<Instant> turn, Instant now) {
        return turn.<Resolution>map(due -> new Resolution.PutBack(
                        invocation.throttledUntil(invocation.noLaterThanItsAge(due, settings.maxEventAge(), now))))
                .orElseGet(() -> notRun(invocation, settings, now));
    }

    private Resolution notRun(Invocation invocation, FunctionSettings settings, Instant now) {
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
            FunctionSettings settings) {
        Attempt attempt = new Attempt(
                invocation.attempt(),
                startedAt,
                endedAt,
                redelivered,
                outcome instanceof Outcome.Failed failed ? failed.error() : null);
        return switch (settings.retryPolicy().decide(invocation, outcome, settings.maxEventAge(), endedAt, random)) {
            case Disposition.Complete complete ->
                new Resolution.Completed(Success.of(invocation, attempt, complete.response()));
            case Disposition.Retry retry -> new Resolution.PutBack(invocation.retriedAt(retry.due(), attempt));
            case Disposition.PutBack putBack -> new Resolution.PutBack(invocation.throttledUntil(putBack.due()));
            case Disposition.DeadLetter verdict ->
                new Resolution.GivenUp(DeadLetter.of(invocation, attempt, verdict, endedAt));
        };
    }

    private static Resolution giveUp(Invocation invocation, DeadLetterReason reason, String message, Instant now) {
        return new Resolution.GivenUp(
                DeadLetter.of(invocation, invocation.lastAttempt(), new Disposition.DeadLetter(reason, message), now));
    }
}
