package dev.sendoff.state;

import dev.sendoff.core.DeliveryState;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/**
 * Finds the states that ended long ago, a bounded number at a turn. A pass goes from the oldest id to those that are
 * too young by their own time, then to the ids of others, which say nothing of time. For one thread.
 */
final class Retention {

    /** Clocks differ: ids may seem to be from the future. */
    private static final Duration SKEW = Duration.ofDays(1);

    private final Duration retention;
    private final Duration betweenPasses;

    /** Where the next turn goes on; null at the begin of the store. */
    private @Nullable Bytes place;

    /** The first that the last pass left. What lies before it are deleted entries, slow to walk over. */
    private @Nullable Bytes firstLeft;

    private boolean underWay;
    private Instant nextPass = Instant.MIN;

    Retention(Duration retention, Duration betweenPasses) {
        this.retention = retention;
        this.betweenPasses = betweenPasses;
    }

    /**
     * @param maxScanned how many states are looked at, at the most
     * @return the keys to be removed
     */
    List<Bytes> ended(
            KeyValueStore<Bytes, byte[]> store, Function<byte[], DeliveryState> decode, Instant now, int maxScanned) {
        if (now.isBefore(nextPass)) {
            return List.of();
        }
        underWay = true;
        Instant before = now.minus(retention);
        Bytes young = StateKey.from(before);
        Bytes future = StateKey.from(now.plus(SKEW));
        List<Bytes> ended = new ArrayList<>();
        Bytes from = place;
        if (from != null && from.compareTo(young) >= 0 && from.compareTo(future) < 0) {
            from = future;
        }
        int scanned = 0;
        try (KeyValueIterator<Bytes, byte[]> states = store.range(from, null)) {
            while (states.hasNext()) {
                Bytes key = states.peekNextKey();
                if (key.compareTo(young) >= 0 && key.compareTo(future) < 0) {
                    keepFirst(key);
                    place = future;
                    return ended;
                }
                if (scanned == maxScanned) {
                    place = key;
                    return ended;
                }
                scanned++;
                KeyValue<Bytes, byte[]> entry = states.next();
                if (hasEndedBefore(decode.apply(entry.value), before)) {
                    ended.add(entry.key);
                } else {
                    keepFirst(entry.key);
                }
            }
        }
        place = firstLeft;
        firstLeft = null;
        underWay = false;
        nextPass = now.plus(betweenPasses);
        return ended;
    }

    private void keepFirst(Bytes key) {
        if (firstLeft == null) {
            firstLeft = key;
        }
    }

    private static boolean hasEndedBefore(DeliveryState state, Instant before) {
        Instant endedAt = state.endedAt();
        return state.status().isTerminal()
                ? endedAt != null && endedAt.isBefore(before)
                : state.isKnownByDeliveriesOnly()
                        && state.deliveries().getLast().at().isBefore(before);
    }

    /** A state that was not there before: the next pass finds it, wherever it lies. */
    void added(Bytes key) {
        if (underWay) {
            if (firstLeft == null || key.compareTo(firstLeft) < 0) {
                firstLeft = key;
            }
        } else if (place != null && key.compareTo(place) < 0) {
            place = key;
        }
    }
}
