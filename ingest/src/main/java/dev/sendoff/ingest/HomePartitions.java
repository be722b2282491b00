package dev.sendoff.ingest;

import dev.sendoff.core.Function;
import dev.sendoff.core.Hands;
import dev.sendoff.core.Mixing;
import dev.sendoff.core.Sharding;
import java.time.Duration;
import java.time.Instant;

/**
 * Picks the home partition of a new invocation, out of its function's hand. It stays the same for a slice of time, so
 * that events that arrive together share a batch; over time each is used as its share says. Each round of slices begins
 * at one left to chance, lest callers that come at regular times always meet the same.
 */
public final class HomePartitions {

    private final Hands hands;
    private final long sliceMillis;

    public HomePartitions(Sharding sharding, Duration slice) {
        if (slice.toMillis() < 1) {
            throw new IllegalArgumentException("a slice takes at least a millisecond, unlike " + slice);
        }
        this.hands = new Hands(sharding);
        this.sliceMillis = slice.toMillis();
    }

    int of(Function function, Instant now) {
        Sharding.Hand hand = hands.of(function);
        long slice = Math.floorDiv(now.toEpochMilli(), sliceMillis);
        long round = Math.floorDiv(slice, (long) hand.round());
        // Two bits less, so that the sum cannot overflow.
        return hand.at(slice + (Mixing.mix(round) >>> 2));
    }
}
