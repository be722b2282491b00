package dev.sendoff.audit.kafka;

import dev.sendoff.core.FunctionVersion;
import dev.sendoff.core.Invocation;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;

/**
 * By when an invocation should have ended.
 *
 * @param maxEventAges by function and qualifier, where one is set
 * @param defaultMaxEventAge of all others
 */
record Patience(Map<Target, Duration> maxEventAges, Duration defaultMaxEventAge) {

    /**
     * What a maximum event age is set for.
     *
     * @param qualifier {@code $LATEST} for the function itself
     */
    record Target(String function, String qualifier) {}

    /**
     * No attempt begins later than the event may be old, which does not count the time that it was kept back, except of what
     * was put to the timers or on the queue later than that.
     */
    Instant due(Invocation invocation, Instant recordTime) {
        Duration maxEventAge = maxEventAges.getOrDefault(target(invocation), defaultMaxEventAge);
        Instant due = later(invocation.letGoAt(recordTime).availableAt().plus(maxEventAge), recordTime);
        return invocation.notBefore() == null ? due : later(due, invocation.notBefore());
    }

    private static Target target(Invocation invocation) {
        String qualifier = invocation.qualifier();
        return new Target(invocation.function(), qualifier == null ? FunctionVersion.LATEST : qualifier);
    }

    private static Instant later(Instant one, Instant other) {
        return one.isAfter(other) ? one : other;
    }
}
