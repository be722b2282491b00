package dev.sendoff.audit.kafka;

import dev.sendoff.core.Invocation;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;

/**
 * By when an invocation should have ended.
 *
 * @param maxEventAges of the functions that have one of their own
 * @param defaultMaxEventAge of all others
 */
record Patience(Map<String, Duration> maxEventAges, Duration defaultMaxEventAge) {

    /**
     * No attempt begins later than the event may be old, except of what was put to the timers or on the queue later than
     * that.
     */
    Instant due(Invocation invocation, Instant recordTime) {
        Duration maxEventAge = maxEventAges.getOrDefault(invocation.function(), defaultMaxEventAge);
        Instant due = later(invocation.availableAt().plus(maxEventAge), recordTime);
        return invocation.notBefore() == null ? due : later(due, invocation.notBefore());
    }

    private static Instant later(Instant one, Instant other) {
        return one.isAfter(other) ? one : other;
    }
}
