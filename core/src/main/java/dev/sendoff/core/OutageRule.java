package dev.sendoff.core;

import java.time.Duration;

/**
 * When a function's failures look like those of something that it depends on: its queue is then held, and tried again
 * with one event at a time, until one does not fail so.
 *
 * @param share of the last attempts, above 0 and at most 1, that failed with the same type of error
 * @param window how many attempts are looked at; fewer say nothing
 * @param firstProbe after what time one event is tried
 * @param longestProbe the time between two tries, which doubles with each that fails, is no longer
 */
public record OutageRule(double share, int window, Duration firstProbe, Duration longestProbe) {

    public static final int MAX_WINDOW = 1000;

    /** What holds where a rule leaves something out. */
    public static final OutageRule DEFAULT = new OutageRule(0.8, 20, Duration.ofSeconds(5), Duration.ofMinutes(5));

    public OutageRule {
        if (!(share > 0 && share <= 1)) {
            throw new IllegalArgumentException("share must be above 0 and at most 1, not " + share);
        }
        if (window < 2 || window > MAX_WINDOW) {
            throw new IllegalArgumentException("window must be 2 to " + MAX_WINDOW + " attempts, not " + window);
        }
        if (firstProbe.compareTo(Duration.ofMillis(100)) < 0) {
            throw new IllegalArgumentException("firstProbe must be at least PT0.1S, not " + firstProbe);
        }
        if (longestProbe.compareTo(firstProbe) < 0 || longestProbe.compareTo(Duration.ofDays(1)) > 0) {
            throw new IllegalArgumentException("longestProbe must be at least firstProbe (" + firstProbe
                    + ") and at most PT24H, not " + longestProbe);
        }
    }

    /** How many attempts of a whole window must have failed alike. */
    public int least() {
        // 0.55 of 20 are 11, whatever the last bits of a double say.
        return (int) Math.ceil(share * window - 1e-9);
    }
}
