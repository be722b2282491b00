package dev.sendoff.executor.kafka;

import dev.sendoff.executor.engine.Resolver;

/** Knows where a function can be run at the moment. */
@FunctionalInterface
interface Deployments {

    Resolver.Availability of(String function);
}
