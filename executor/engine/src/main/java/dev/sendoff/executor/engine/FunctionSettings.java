package dev.sendoff.executor.engine;

import dev.sendoff.core.RetryPolicy;
import dev.sendoff.core.Sharding;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The settings of a function that are in force for one attempt.
 *
 * @param hand its partitions, with its reserved concurrency spread over them
 * @param reservedConcurrency null if it is not limited
 */
public record FunctionSettings(
        RetryPolicy retryPolicy,
        Duration maxEventAge,
        Duration timeout,
        Sharding.Hand hand,
        @Nullable Integer reservedConcurrency) {}
