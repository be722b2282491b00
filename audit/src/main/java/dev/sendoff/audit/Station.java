package dev.sendoff.audit;

import java.util.Locale;

/** The topics that an invocation passes on its way to its end. The order is on disk, in the store of sightings. */
public enum Station {
    INVOCATIONS,
    RETRIES,
    SUCCESSES,
    DEAD_LETTERS;

    /** Whether an invocation that stands here has ended. */
    public boolean isEnd() {
        return this == SUCCESSES || this == DEAD_LETTERS;
    }

    /** The topic's name without the installation's prefix. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
