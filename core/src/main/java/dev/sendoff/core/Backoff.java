package dev.sendoff.core;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * Waits that grow: {@code initial}, then {@code factor} times as long each time, up to {@code longest}.
 *
 * @param initial zero or more
 * @param factor at least 1
 * @param longest at least {@code initial}
 * @param jitter the part of each wait that is left to chance, 0 to 1: with 0.2 a wait of 10 s becomes 8 to 10 s
 */
public record Backoff(Duration initial, double factor, Duration longest, double jitter) {

    /**
     * Of what is put back without an attempt: from one second to five minutes (<a
     * href="https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-error-handling.html">AWS Lambda Developer
     * Guide, error handling for asynchronous invocation</a>). Factor and jitter are published nowhere, and are ours.
     */
    public static final Backoff THROTTLED = new Backoff(Duration.ofSeconds(1), 2.0, Duration.ofMinutes(5), 0.5);

    public Backoff {
        if (initial.isNegative()) {
            throw new IllegalArgumentException("a wait is zero or more, not " + initial);
        }
        if (!(factor >= 1) || Double.isInfinite(factor)) {
            throw new IllegalArgumentException("factor must be a number of at least 1, not " + factor);
        }
        if (longest.compareTo(initial) < 0) {
            throw new IllegalArgumentException(
                    "the longest wait must be at least the first (" + initial + "), but is " + longest);
        }
        if (!(jitter >= 0 && jitter <= 1)) {
            throw new IllegalArgumentException("jitter must be between 0 and 1, not " + jitter);
        }
    }

    /** The wait that follows {@code before} others; in whole milliseconds. */
    public Duration wait(int before, RandomGenerator random) {
        double millis = Math.min(initial.toMillis() * Math.pow(factor, before), longest.toMillis());
        double kept = jitter == 0 ? 1 : 1 - jitter * random.nextDouble();
        return Duration.ofMillis(Math.round(millis * kept));
    }
}
