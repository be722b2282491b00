package dev.sendoff.state;

import dev.sendoff.core.DeliveryState;
import dev.sendoff.schemas.WireFormat;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.ReadOnlyKeyValueStore;
import org.jspecify.annotations.Nullable;

/**
 * Finds the oldest invocation of a function that has not ended. It remembers up to where all have, and so looks at few
 * states when it is asked again. Safe for many threads.
 */
public final class OldestUnfinished {

    /** So many states are looked at, at the most. */
    public static final int MAX_SCANNED = 50_000;

    /** Invocations may be taken up in another order than that of their ids. */
    private static final Duration DISORDER = Duration.ofMinutes(1);

    private static final int REMEMBERED = 1_000;

    private record Place(String function, int partition) {}

    private final WireFormat wire;
    private final Map<Place, Bytes> places = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Place, Bytes> eldest) {
            return size() > REMEMBERED;
        }
    };

    public OldestUnfinished(WireFormat wire) {
        this.wire = wire;
    }

    /**
     * @param acceptedAt null if none was found
     * @param complete whether all was looked at that could be older; if not, the next look goes on where this one ended
     */
    public record Oldest(@Nullable Instant acceptedAt, boolean complete) {

        public static final Oldest NONE = new Oldest(null, true);

        public Oldest or(Oldest other) {
            Instant a = acceptedAt;
            Instant b = other.acceptedAt;
            return new Oldest(a == null || (b != null && b.isBefore(a)) ? b : a, complete && other.complete);
        }
    }

    public Oldest find(
            String function, int partition, ReadOnlyKeyValueStore<Bytes, byte[]> states, Instant now, int maxScanned) {
        Place place = new Place(function, partition);
        Bytes from;
        synchronized (places) {
            from = places.get(place);
        }
        Oldest oldest = Oldest.NONE;
        Bytes reached = null;
        int scanned = 0;
        try (KeyValueIterator<Bytes, byte[]> all = states.range(from, null)) {
            while (all.hasNext()) {
                KeyValue<Bytes, byte[]> entry = all.next();
                reached = entry.key;
                DeliveryState state = wire.deliveryState(entry.value);
                if (state.function().equals(function) && !state.status().isTerminal()) {
                    oldest = new Oldest(state.acceptedAt(), true);
                    break;
                }
                if (++scanned == maxScanned) {
                    oldest = new Oldest(null, false);
                    break;
                }
            }
        }
        Bytes recent = StateKey.from(now.minus(DISORDER));
        if (reached != null) {
            synchronized (places) {
                places.put(place, reached.compareTo(recent) < 0 ? reached : recent);
            }
        }
        return oldest;
    }
}
