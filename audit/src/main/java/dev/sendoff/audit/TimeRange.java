package dev.sendoff.audit;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The times of acceptance that are of interest.
 *
 * @param since the first; null: from the beginning
 * @param until the first that is not; null: no end
 */
public record TimeRange(@Nullable Instant since, @Nullable Instant until) {

    public static final TimeRange ALL = new TimeRange(null, null);

    public TimeRange {
        if (since != null && until != null && !since.isBefore(until)) {
            throw new IllegalArgumentException("a range that begins at " + since + " cannot end at " + until);
        }
    }

    public boolean contains(Instant time) {
        return (since == null || !time.isBefore(since)) && (until == null || time.isBefore(until));
    }
}
