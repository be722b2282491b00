package dev.sendoff.core;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One finished run of a handler.
 *
 * @param number counts from 1 within the invocation
 * @param redelivered whether an earlier owner may have begun this same attempt before it was lost
 * @param error null exactly if the attempt succeeded
 */
public record Attempt(
        int number,
        Instant startedAt,
        Instant endedAt,
        boolean redelivered,
        @Nullable FunctionError error) {

    public Attempt {
        if (number < 1) {
            throw new IllegalArgumentException("attempts count from 1, not " + number);
        }
    }

    public boolean succeeded() {
        return error == null;
    }

    public Duration duration() {
        return Duration.between(startedAt, endedAt);
    }
}
