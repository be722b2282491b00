package dev.sendoff.executor.engine;

import dev.sendoff.core.Aftermath;
import dev.sendoff.core.FunctionVersion;
import dev.sendoff.core.QueueSettings;
import dev.sendoff.core.RetryPolicy;
import dev.sendoff.core.Sharding;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The settings of a function that are in force for one attempt.
 *
 * @param version what it runs
 * @param aftermath what is to come of an event that ends with these settings
 * @param hand the function's partitions, with its reserved concurrency spread over them
 * @param reservedConcurrency null if it is not limited
 * @param allowsRecursion whether it may invoke itself, in however many steps, without end
 * @param queue of its events that wait
 */
public record AttemptSettings(
        FunctionVersion version,
        RetryPolicy retryPolicy,
        Duration maxEventAge,
        Aftermath aftermath,
        Sharding.Hand hand,
        @Nullable Integer reservedConcurrency,
        boolean allowsRecursion,
        QueueSettings queue) {}
