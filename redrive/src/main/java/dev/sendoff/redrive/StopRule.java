package dev.sendoff.redrive;

import dev.sendoff.core.JobOptions;
import org.jspecify.annotations.Nullable;

/**
 * Judges by the last ends of a job's copies whether it should go on.
 *
 * @param rate null for never to stop
 */
record StopRule(@Nullable Double rate, int window, int minimum) {

    static final char WELL = '+';
    static final char BADLY = '-';

    static StopRule of(JobOptions options) {
        return new StopRule(options.stopAtFailureRate(), options.window(), options.minimum());
    }

    /** The last ends with one more, the oldest left out where there are too many. */
    String with(String recent, boolean well) {
        String longer = recent + (well ? WELL : BADLY);
        return longer.length() > window ? longer.substring(longer.length() - window) : longer;
    }

    /** Whether so many of these ends are bad that the job is to stop. */
    boolean stops(String recent) {
        return rate != null && recent.length() >= minimum && isTooMany(failures(recent), recent.length());
    }

    /** The same of a canary, however few it has. */
    boolean isTooMany(long failures, long of) {
        return rate != null && failures >= rate * of && failures > 0;
    }

    static long failures(String recent) {
        return recent.chars().filter(end -> end == BADLY).count();
    }
}
