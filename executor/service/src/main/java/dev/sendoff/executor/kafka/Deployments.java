package dev.sendoff.executor.kafka;

import dev.sendoff.core.Invocation;
import dev.sendoff.executor.engine.Resolver;

/** Knows what can be run where at the moment. */
interface Deployments {

    /** Of an alias that stands for several versions, another answer each time. */
    Resolver.Availability of(Invocation invocation);

    /** Whether a function's concurrency is limited. */
    boolean isLimited(String function);
}
