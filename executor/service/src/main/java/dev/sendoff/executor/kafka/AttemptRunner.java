package dev.sendoff.executor.kafka;

import dev.sendoff.core.Invocation;
import dev.sendoff.core.Outcome;
import dev.sendoff.executor.engine.AttemptSettings;
import java.util.concurrent.CompletionStage;

/** Makes attempts. */
@FunctionalInterface
interface AttemptRunner {

    /** @return never completes exceptionally, and always completes */
    CompletionStage<Outcome> run(Invocation invocation, boolean redelivered, AttemptSettings settings);
}
