package dev.sendoff.executor.engine;

import dev.sendoff.core.RetryPolicy;
import java.time.Duration;

/** The settings of a function that are in force for one attempt. */
public record FunctionSettings(RetryPolicy retryPolicy, Duration maxEventAge, Duration timeout) {}
