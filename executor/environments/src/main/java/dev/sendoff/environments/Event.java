package dev.sendoff.environments;

import dev.sendoff.core.RequestId;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * One attempt that an environment is to make.
 *
 * @param invokedFunctionArn as the caller named the function
 * @param payload a JSON document
 * @param traceHeader the caller's {@code X-Amzn-Trace-Id}; if there is none, one is made
 * @param clientContext a JSON document, as a synchronous caller sent it (decoded)
 * @param timeout how long the function may take, from when it is given the event: starting an environment and waiting
 *     for one do not count
 * @param attempt counts from 1
 */
public record Event(
        RequestId id,
        String invokedFunctionArn,
        String payload,
        @Nullable String traceHeader,
        @Nullable String clientContext,
        Duration timeout,
        int attempt) {

    public Event {
        if (attempt < 1) {
            throw new IllegalArgumentException("attempts count from 1, not " + attempt);
        }
        if (timeout.isNegative() || timeout.isZero()) {
            throw new IllegalArgumentException("an attempt cannot be given " + timeout);
        }
    }
}
