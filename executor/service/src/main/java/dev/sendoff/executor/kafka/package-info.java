/**
 * The engine on Kafka: what is read from {@code invocations} is offered to it, what it starts is run, and its completion
 * groups become durable in one transaction each.
 *
 * <p>Three kinds of threads meet in {@link dev.sendoff.executor.kafka.Workshop}: the one that polls, the one that commits,
 * and those that handlers end on.
 */
@NullMarked
package dev.sendoff.executor.kafka;

import org.jspecify.annotations.NullMarked;
