package dev.sendoff.executor.engine;

import dev.sendoff.core.Attempt;
import dev.sendoff.core.DeadLetter;
import dev.sendoff.core.DeadLetterReason;
import dev.sendoff.core.Disposition;
import dev.sendoff.core.Invocation;
import dev.sendoff.core.Outcome;
import dev.sendoff.core.Success;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.random.RandomGenerator;

/** Decides what becomes of an invocation: before it would run, whether it may, and after it has run, what follows. */
public final class Resolver {

    /** How long an invocation waits before it is offered again to executors of which one may have its function. */
    static final Duration ELSEWHERE = Duration.ofSeconds(5);

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

    /** What is to be written instead of an attempt; empty if the invocation may run. */
    public Optional<Resolution> insteadOfAttempt(Invocation invocation, Availability availability, Instant now) {
        Instant notBefore = invocation.notBefore();
        if (notBefore != null && notBefore.isAfter(now)) {
            // From a producer of its own, who wrote to the queue what belongs to the timers.
            return Optional.of(putBack(invocation, notBefore));
        }
        return switch (availability) {
            case Availability.Nowhere _ ->
                Optional.of(giveUp(
                        invocation,
                        DeadLetterReason.UNKNOWN_FUNCTION,
                        "no function '" + invocation.function() + "' is deployed",
                        now));
            case Availability.Elsewhere elsewhere ->
                tooOld(invocation, elsewhere.settings(), now)
                        .or(() -> Optional.of(putBack(invocation, now.plus(ELSEWHERE))));
            case Availability.Here here -> tooOld(invocation, here.settings(), now);
        };
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
            case Disposition.DeadLetter verdict ->
                new Resolution.GivenUp(DeadLetter.of(invocation, attempt, verdict, endedAt));
        };
    }

    private static Resolution putBack(Invocation invocation, Instant due) {
        return new Resolution.PutBack(invocation.putBackUntil(due));
    }

    private static Resolution giveUp(Invocation invocation, DeadLetterReason reason, String message, Instant now) {
        return new Resolution.GivenUp(
                DeadLetter.of(invocation, invocation.lastAttempt(), new Disposition.DeadLetter(reason, message), now));
    }
}
