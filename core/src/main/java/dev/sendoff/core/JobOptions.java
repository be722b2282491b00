package dev.sendoff.core;

import org.jspecify.annotations.Nullable;

/**
 * How a job puts events in again.
 *
 * @param function that is to have them; null for their own
 * @param qualifier of that function, or of their own; null for the one they had, or none of another function
 * @param payload the event instead of their own; null to leave it
 * @param ratePerSecond how many at the most; null for as fast as it goes
 * @param canary so many are put in first, and their ends waited for; 0 for none
 * @param stopAtFailureRate the share of failures, above 0 and up to 1, at which it stops; null for never
 * @param window of how many ended copies that share is taken, the last ones
 * @param minimum with fewer ended copies the share says nothing
 * @param maxInFlight how many copies may be put in and not have ended
 * @param maxTimes an event that was put in again so often already is left out
 * @param again whether what was put in again before, by a job of the same kind, is so once more
 */
public record JobOptions(
        @Nullable String function,
        @Nullable String qualifier,
        @Nullable String payload,
        @Nullable Double ratePerSecond,
        int canary,
        @Nullable Double stopAtFailureRate,
        int window,
        int minimum,
        int maxInFlight,
        int maxTimes,
        boolean again) {

    /** The longest {@link #window}: it is kept with the job's progress. */
    public static final int MAX_WINDOW = 1_000;

    public static final JobOptions DEFAULT = new JobOptions(null, null, null, null, 0, null, 100, 20, 1_000, 3, false);

    public JobOptions {
        requireBetween("ratePerSecond", ratePerSecond, 0.01, 100_000);
        requireBetween("canary", canary, 0, 100_000);
        requireBetween("stopAtFailureRate", stopAtFailureRate, 0.001, 1);
        requireBetween("window", window, 1, MAX_WINDOW);
        requireBetween("minimum", minimum, 1, window);
        requireBetween("maxInFlight", maxInFlight, 1, 1_000_000);
        requireBetween("maxTimes", maxTimes, 1, 1_000);
        if (canary > 0 && stopAtFailureRate == null) {
            throw new IllegalArgumentException(
                    "canary needs stopAtFailureRate: the share of failures at which the job goes no further");
        }
    }

    private static void requireBetween(String name, @Nullable Number number, double least, double most) {
        if (number != null && !(number.doubleValue() >= least && number.doubleValue() <= most)) {
            throw new IllegalArgumentException(
                    name + " must be " + text(least) + " to " + text(most) + ", not " + number);
        }
    }

    private static String text(double number) {
        return number == Math.rint(number) ? Long.toString((long) number) : Double.toString(number);
    }

    JobOptions withoutPayload() {
        return new JobOptions(
                function,
                qualifier,
                null,
                ratePerSecond,
                canary,
                stopAtFailureRate,
                window,
                minimum,
                maxInFlight,
                maxTimes,
                again);
    }
}
