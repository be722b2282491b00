package dev.sendoff.core;

import java.time.Instant;

/**
 * Says that an attempt is under way. Told of attempts that last, so that their state can be seen; never relied upon.
 *
 * @param requeues as of {@link Invocation#requeues()}
 * @param executor the name of the instance that runs it
 */
public record AttemptStarted(
        RequestId id,
        String function,
        int requeues,
        int number,
        boolean redelivered,
        Instant startedAt,
        String executor) {}
