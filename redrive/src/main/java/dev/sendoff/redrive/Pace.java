package dev.sendoff.redrive;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How many may be put in by now. What was not used within a second is not made up for, so that no pause is followed by a
 * rush. For one thread.
 */
final class Pace {

    private static final double NANOS = 1e9;

    private final @Nullable Double perSecond;
    private double allowed = 1;
    private Instant counted;

    /** @param perSecond null for no limit */
    Pace(@Nullable Double perSecond, Instant now) {
        this.perSecond = perSecond;
        this.counted = now;
    }

    int available(Instant now) {
        if (perSecond == null) {
            return Integer.MAX_VALUE;
        }
        if (now.isAfter(counted)) {
            double more = perSecond * Duration.between(counted, now).toNanos() / NANOS;
            allowed = Math.min(allowed + more, Math.max(1, perSecond));
            counted = now;
        }
        return (int) allowed;
    }

    void spend(int number) {
        allowed -= number;
    }

    /** When the next one may be put in, if none may now. */
    Instant next(Instant now) {
        if (perSecond == null || available(now) >= 1) {
            return now;
        }
        return counted.plusNanos((long) Math.ceil((1 - allowed) / perSecond * NANOS));
    }
}
