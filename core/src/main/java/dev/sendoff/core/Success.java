package dev.sendoff.core;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The good end of an invocation.
 *
 * @param requeues as of {@link Invocation#requeues()}
 * @param attempt the attempt that succeeded
 * @param response the handler's result, a JSON document
 */
public record Success(
        RequestId id,
        String function,
        @Nullable String qualifier,
        Instant acceptedAt,
        int requeues,
        Attempt attempt,
        String response) {

    public static Success of(Invocation invocation, Attempt attempt, String response) {
        return new Success(
                invocation.id(),
                invocation.function(),
                invocation.qualifier(),
                invocation.acceptedAt(),
                invocation.requeues(),
                attempt,
                response);
    }
}
