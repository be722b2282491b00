package dev.sendoff.ingest;

import dev.sendoff.core.Invocation;
import java.util.concurrent.CompletionStage;

/** Where accepted invocations go. Safe for many threads. */
public interface InvocationQueue {

    /** What became of one. */
    enum Entry {
        /** It is durable: every replica that must have it has it. */
        DURABLE,
        /** Too much is under way; it was not sent. */
        FULL,
        /** It could not be sent, or was not acknowledged in time. It may be there all the same. */
        FAILED
    }

    /**
     * Puts an invocation into its home partition: to be run, or to wait if it is not to be run yet. Never blocks. Always
     * completes, in bounded time, and never exceptionally.
     */
    CompletionStage<Entry> put(int home, Invocation invocation);
}
