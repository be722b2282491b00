package dev.sendoff.ingest;

import dev.sendoff.core.RequestId;
import org.jspecify.annotations.Nullable;

/** What a caller of Invoke is answered. */
public sealed interface Answer {

    /** The event is durable, and will be run. @param trace for the caller's trace header */
    record Accepted(RequestId id, String trace) implements Answer {}

    /** It could be run; nothing else was asked. */
    record Allowed() implements Answer {}

    /**
     * The function ran, well or not.
     *
     * @param executedVersion {@code $LATEST} or a number
     * @param functionError how it failed; null if it did not
     * @param logTail in base64; null if it was not asked for
     */
    record Ran(
            RequestId id,
            String trace,
            String executedVersion,
            byte[] response,
            @Nullable String functionError,
            @Nullable String logTail)
            implements Answer {}

    record Refused(LambdaError error) implements Answer {}
}
