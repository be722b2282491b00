package dev.sendoff.ingest;

import org.jspecify.annotations.Nullable;

/**
 * What a caller of Invoke sent beside the event, not yet checked. Null is what was not sent.
 *
 * @param functionName in any form that the API allows
 * @param clientContext in base64
 * @param requestId an id that the caller brings; only looked at
 * @param delay the header {@code Sendoff-Delay}
 * @param notBefore the header {@code Sendoff-Not-Before}
 */
public record InvokeRequest(
        String functionName,
        @Nullable String qualifier,
        @Nullable String invocationType,
        @Nullable String logType,
        @Nullable String clientContext,
        @Nullable String traceHeader,
        @Nullable String requestId,
        @Nullable String tenantId,
        @Nullable String durableExecutionName,
        @Nullable String delay,
        @Nullable String notBefore) {}
