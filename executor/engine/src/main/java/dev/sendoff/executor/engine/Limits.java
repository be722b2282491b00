package dev.sendoff.executor.engine;

import java.time.Duration;

/**
 * The bounds of an engine.
 *
 * @param running attempts under way at a time
 * @param admitted invocations in memory: waiting to run, running, or waiting to become durable
 * @param admittedBytes the bytes of their records; one record is always admitted, however large
 * @param groupSize resolutions in one transaction
 * @param claimAhead how many offsets beyond the last one seen may begin before the next commit. After a crash that many
 *     may be marked as redelivered though they never began
 * @param patience how long a function's oldest waiting invocation may have waited before, once the function has all that
 *     it may have of the window, further ones are set aside
 */
public record Limits(int running, int admitted, long admittedBytes, int groupSize, int claimAhead, Duration patience) {

    public Limits {
        require("running", running);
        require("admitted", admitted);
        require("admittedBytes", admittedBytes);
        require("groupSize", groupSize);
        require("claimAhead", claimAhead);
        require("patience in milliseconds", patience.toMillis());
    }

    private static void require(String name, long value) {
        if (value < 1) {
            throw new IllegalArgumentException(name + " must be at least 1, not " + value);
        }
    }
}
