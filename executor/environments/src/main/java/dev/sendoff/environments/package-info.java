/**
 * Execution environments: child processes that speak Lambda's Runtime API with us, each on a port of its own, kept warm
 * between events and ended with everything that came of them; and containers that somebody else starts, which speak it over the
 * network. Knows nothing of Kafka, of a registry, or of which
 * language runs in them.
 *
 * <p>The Runtime API is served by Vert.x, which every executor has anyway: a runtime holds its connection for as long as
 * it is idle, and here such a one costs no thread.
 */
@NullMarked
package dev.sendoff.environments;

import org.jspecify.annotations.NullMarked;
