package dev.sendoff.core;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The good end of an invocation.
 *
 * @param requeues as of {@link Invocation#requeues()}
 * @param attempt the attempt that succeeded
 * @param executedVersion {@code $LATEST} or a number; null if it was not kept
 * @param response the handler's result, a JSON document
 * @param destination where its record is to be sent, in a {@link Destination}'s text form; null for nowhere
 * @param payload the event; null unless its record is to be sent
 * @param traceHeader as of {@link Invocation#traceHeader()}
 */
public record Success(
        RequestId id,
        String function,
        @Nullable String qualifier,
        Instant acceptedAt,
        int requeues,
        Attempt attempt,
        @Nullable String executedVersion,
        String response,
        @Nullable String destination,
        @Nullable String payload,
        @Nullable String traceHeader,
        Origin origin) {

    /** @param then what is to come of it */
    public static Success of(Invocation invocation, Attempt attempt, String response, Aftermath then) {
        return new Success(
                invocation.id(),
                invocation.function(),
                invocation.qualifier(),
                invocation.acceptedAt(),
                invocation.requeues(),
                attempt,
                then.version(),
                response,
                then.onSuccess(),
                then.onSuccess() == null ? null : invocation.payload(),
                invocation.traceHeader(),
                invocation.origin());
    }
}
