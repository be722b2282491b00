package dev.sendoff.audit;

import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a partition still holds.
 *
 * @param startsAt its first offset; 0 if nothing was ever deleted
 * @param firstTime of the first record that is there; null if there is none
 * @param deletedAfter how old a record is at least when it is deleted; null if that is not known
 */
public record Retained(
        long startsAt,
        @Nullable Instant firstTime,
        @Nullable Duration deletedAfter) {

    /** By how much the times of records that stand side by side may differ. */
    private static final Duration DISORDER = Duration.ofMinutes(10);

    /** What was accepted from then on stands here whole; empty if everything does. */
    Optional<Instant> wholeSince(Instant now) {
        if (startsAt == 0) {
            return Optional.empty();
        }
        Instant first = firstTime == null ? now : firstTime;
        Instant oldest = deletedAfter == null ? first : now.minus(deletedAfter);
        return Optional.of((oldest.isBefore(first) ? oldest : first).plus(DISORDER));
    }

    /** What was accepted from then on stands whole on all of them; empty if everything does. */
    public static Optional<Instant> wholeSince(Collection<Retained> partitions, Instant now) {
        return partitions.stream()
                .flatMap(partition -> partition.wholeSince(now).stream())
                .max(Instant::compareTo);
    }
}
