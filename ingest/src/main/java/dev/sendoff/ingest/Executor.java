package dev.sendoff.ingest;

import dev.sendoff.core.FunctionVersion;
import dev.sendoff.core.RequestId;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Runs a function while its caller waits. Safe for many threads. */
public interface Executor {

    /**
     * One synchronous call.
     *
     * @param version what is to run
     * @param arn the function's, as the handler sees it
     * @param clientContext in base64, as the caller sent it; null if none
     * @param wantsLog whether the end of the log is asked for
     */
    record Call(
            RequestId id,
            FunctionVersion version,
            String arn,
            String traceHeader,
            @Nullable String clientContext,
            boolean wantsLog,
            byte[] payload) {}

    /** What became of it. */
    sealed interface Result {

        /**
         * The handler ran, well or not.
         *
         * @param executedVersion {@code $LATEST} or a number
         * @param functionError how it failed, as {@code X-Amz-Function-Error} says it; null if it did not
         * @param logTail in base64; null if it was not asked for
         */
        record Ran(
                String executedVersion,
                byte[] response,
                @Nullable String functionError,
                @Nullable String logTail) implements Result {}

        /** Too much is under way. */
        record Throttled() implements Result {}

        /** The function runs as often as it may. */
        record ReservedConcurrencyUsed() implements Result {}

        /** It was not run, or nobody knows. @param message for the caller to read */
        record Failed(String message) implements Result {}
    }

    /** Never blocks. Always completes, in bounded time, and never exceptionally. */
    CompletionStage<Result> run(Call call);
}
