package dev.sendoff.executor.engine;

import java.time.Duration;
import java.util.Optional;

/**
 * How much of a function may be under way on one partition.
 *
 * @param concurrency attempts at a time; at least 1
 * @param longest how long an attempt can take: after that time whatever a former owner began is over
 */
public record Quota(int concurrency, Duration longest) {

    public Quota {
        if (concurrency < 1) {
            throw new IllegalArgumentException("a quota allows at least 1 attempt, not " + concurrency);
        }
    }

    /** Where quotas are looked up. What it says may change from one call to the next. */
    public interface Source {

        /** Empty if as many may be under way as there is room for. */
        Optional<Quota> of(String function, int partition);
    }
}
