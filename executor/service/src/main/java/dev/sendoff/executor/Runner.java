package dev.sendoff.executor;

import dev.sendoff.core.FunctionVersion;
import dev.sendoff.core.Outcome;
import dev.sendoff.executor.handlers.HandlerCall;
import java.util.concurrent.CompletionStage;

/** Makes attempts. Safe for use by any thread. */
public interface Runner {

    /** Whether this executor is able to run that version. */
    boolean canRun(FunctionVersion version);

    /**
     * Makes one attempt; returns at once.
     *
     * @return never completes exceptionally, and always completes: at the latest when the call's time is over. What is
     *     chained to it must be short.
     */
    CompletionStage<Outcome> run(FunctionVersion version, HandlerCall call);
}
