package dev.sendoff.executor.handlers;

import dev.sendoff.core.Lineage;
import dev.sendoff.core.Origin;
import dev.sendoff.core.RequestId;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * One attempt that a handler is to make.
 *
 * @param invokedFunctionArn as the caller named the function
 * @param payload the event, a JSON document
 * @param attempt counts from 1
 * @param redelivered whether an earlier owner may have begun this same attempt before it was lost
 * @param timeout how long the attempt may take, from the call to {@link Handlers#run}
 * @param traceHeader the {@code X-Amzn-Trace-Id} of the caller, or what the handler is to {@link #inItsChain hand on}
 * @param clientContext base64, as a synchronous caller sent it
 * @param delivery whose record it is to bring somewhere, if it is built in for that; null otherwise
 */
public record HandlerCall(
        RequestId id,
        String function,
        String invokedFunctionArn,
        String payload,
        int attempt,
        boolean redelivered,
        Duration timeout,
        @Nullable String traceHeader,
        @Nullable String clientContext,
        Origin.@Nullable DeliveryOf delivery,
        InvocationLog log) {

    public HandlerCall {
        if (attempt < 1) {
            throw new IllegalArgumentException("attempts count from 1, not " + attempt);
        }
        if (timeout.isNegative() || timeout.isZero()) {
            throw new IllegalArgumentException("an attempt of " + function + " cannot be given " + timeout);
        }
    }

    /** The same, with the trace header that the handler is to hand on to what it invokes. */
    public HandlerCall inItsChain() {
        return new HandlerCall(
                id,
                function,
                invokedFunctionArn,
                payload,
                attempt,
                redelivered,
                timeout,
                Lineage.handedOn(id, function, traceHeader),
                clientContext,
                delivery,
                log);
    }
}
