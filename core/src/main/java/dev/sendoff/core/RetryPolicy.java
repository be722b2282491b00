package dev.sendoff.core;

import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import java.util.random.RandomGenerator;

/**
 * How often, and after what wait, a failed invocation is tried again.
 *
 * <p>The defaults are AWS Lambda's: three attempts in all, the second one minute after the first failure, the third two
 * minutes after the second (<a
 * href="https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-error-handling.html">AWS Lambda Developer Guide,
 * error handling for asynchronous invocation</a>).
 *
 * @param maxAttempts attempts in all, the first included; at least 1
 * @param initialDelay the wait after the first failure
 * @param factor what each further wait is multiplied by; at least 1
 * @param maxDelay no wait is longer; at least {@code initialDelay}
 * @param jitter the part of each wait that is left to chance, 0 to 1: with 0.2 a wait of 10 s becomes 8 to 10 s
 * @param terminalErrors error types that are never tried again, in full or by their simple name
 */
public record RetryPolicy(
        int maxAttempts,
        Duration initialDelay,
        double factor,
        Duration maxDelay,
        double jitter,
        Set<String> terminalErrors) {

    public static final RetryPolicy DEFAULT =
            new RetryPolicy(3, Duration.ofMinutes(1), 2.0, Duration.ofMinutes(5), 0.0, Set.of());

    public RetryPolicy {
        if (maxAttempts < 1) {
            throw new IllegalArgumentException("maxAttempts must be at least 1, not " + maxAttempts);
        }
        if (initialDelay.isNegative()) {
            throw new IllegalArgumentException("initialDelay must not be negative, but is " + initialDelay);
        }
        if (!(factor >= 1) || Double.isInfinite(factor)) {
            throw new IllegalArgumentException("factor must be a number of at least 1, not " + factor);
        }
        if (maxDelay.compareTo(initialDelay) < 0) {
            throw new IllegalArgumentException(
                    "maxDelay must be at least initialDelay (" + initialDelay + "), but is " + maxDelay);
        }
        if (!(jitter >= 0 && jitter <= 1)) {
            throw new IllegalArgumentException("jitter must be between 0 and 1, not " + jitter);
        }
        terminalErrors = Set.copyOf(terminalErrors);
    }

    /** This policy with another first wait, and with {@code maxDelay} raised to it where it was shorter. */
    public RetryPolicy withInitialDelay(Duration delay) {
        Duration longest = maxDelay.compareTo(delay) < 0 ? delay : maxDelay;
        return new RetryPolicy(maxAttempts, delay, factor, longest, jitter, terminalErrors);
    }

    /** This policy with another number of attempts. */
    public RetryPolicy withMaxAttempts(int attempts) {
        return new RetryPolicy(attempts, initialDelay, factor, maxDelay, jitter, terminalErrors);
    }

    /**
     * What is to be done after an attempt, or where none could be made.
     *
     * @param invocation as it was when the attempt began
     * @param maxEventAge how old the event may be when an attempt begins. A retry that would begin later is not waited
     *     for: the event is given up at once, as AWS Lambda does
     * @param now the end of the attempt
     */
    public Disposition decide(
            Invocation invocation, Outcome outcome, Duration maxEventAge, Instant now, RandomGenerator random) {
        return switch (outcome) {
            case Outcome.Succeeded succeeded -> new Disposition.Complete(succeeded.response());
            case Outcome.Failed failed -> afterFailure(invocation, failed, maxEventAge, now, random);
            case Outcome.NotRun _ -> new Disposition.PutBack(nextTry(invocation, maxEventAge, now, random));
        };
    }

    /**
     * When an invocation that could not be run, through no fault of its function, is tried again. That does not count as an
     * attempt, and goes on until the event is too old: then it is looked at once more, to be given up.
     */
    public static Instant nextTry(Invocation invocation, Duration maxEventAge, Instant now, RandomGenerator random) {
        return invocation.noLaterThanItsAge(
                now.plus(Backoff.THROTTLED.wait(invocation.throttles(), random)), maxEventAge, now);
    }

    private Disposition afterFailure(
            Invocation invocation, Outcome.Failed failed, Duration maxEventAge, Instant now, RandomGenerator random) {
        FunctionError error = failed.error();
        if (failed.advice() instanceof RetryAdvice.Never || isTerminal(error.type())) {
            return new Disposition.DeadLetter(
                    DeadLetterReason.TERMINAL_FAILURE, error.type() + " is not tried again: " + error.message());
        }
        if (invocation.attempt() >= maxAttempts) {
            return new Disposition.DeadLetter(
                    DeadLetterReason.RETRIES_EXHAUSTED,
                    "attempt " + invocation.attempt() + " of " + maxAttempts + " failed with " + error.type() + ": "
                            + error.message());
        }
        Duration wait = switch (failed.advice()) {
            case RetryAdvice.After after -> after.delay();
            case RetryAdvice.ByPolicy _, RetryAdvice.Never _ -> backoff(invocation.attempt(), random);
        };
        Instant due = now.plus(wait);
        Instant oldest = invocation.availableAt().plus(maxEventAge);
        if (due.isAfter(oldest)) {
            return new Disposition.DeadLetter(
                    DeadLetterReason.EVENT_AGE_EXCEEDED,
                    "the next attempt would be due at " + due + ", after the event's limit of " + oldest
                            + "; attempt " + invocation.attempt() + " failed with " + error.type() + ": "
                            + error.message());
        }
        return new Disposition.Retry(due);
    }

    private boolean isTerminal(String errorType) {
        return terminalErrors.contains(errorType)
                || terminalErrors.contains(errorType.substring(errorType.lastIndexOf('.') + 1));
    }

    /** The wait after the failure of attempt {@code attempt}. */
    Duration backoff(int attempt, RandomGenerator random) {
        return new Backoff(initialDelay, factor, maxDelay, jitter).wait(attempt - 1, random);
    }
}
