package dev.sendoff.environments.life;

import java.util.OptionalLong;

/**
 * How an attempt went, for its REPORT line.
 *
 * @param nanos from when the event was given to the runtime, or its process was started for it if it never was
 * @param initNanos how long the runtime took to ask for its first event; empty in a warm environment
 * @param delivered whether the runtime was given the event
 */
public record Run(long nanos, OptionalLong initNanos, boolean delivered) {}
