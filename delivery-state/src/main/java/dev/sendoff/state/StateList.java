package dev.sendoff.state;

import dev.sendoff.core.DeliveryState;
import dev.sendoff.core.DeliveryState.Status;
import dev.sendoff.schemas.WireFormat;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.ReadOnlyKeyValueStore;
import org.jspecify.annotations.Nullable;

/** Pages of states out of several partitions, newest id first. */
public final class StateList {

    /** One page looks at no more states than this, however few of them it is asked for. */
    public static final int MAX_SCANNED = 50_000;

    private StateList() {}

    /**
     * What a page shows. What is null does not restrict it.
     *
     * @param before only ids below this key
     */
    public record Filter(
            @Nullable String function,
            @Nullable Status status,
            @Nullable Instant since,
            @Nullable Bytes before) {

        boolean shows(DeliveryState state) {
            Instant acceptedAt = state.acceptedAt();
            return (function == null || function.equals(state.function()))
                    && (status == null || status == state.status())
                    && (since == null || (acceptedAt != null && !acceptedAt.isBefore(since)));
        }
    }

    /**
     * @param next where the next page goes on; null if there is nothing more
     */
    public record Page(List<DeliveryState> states, @Nullable Bytes next) {}

    /** At most {@code limit} states; fewer, with a place to go on from, if {@code maxScanned} were looked at. */
    public static Page page(
            Collection<ReadOnlyKeyValueStore<Bytes, byte[]>> partitions,
            Filter filter,
            int limit,
            int maxScanned,
            WireFormat wire) {
        Bytes oldest = filter.since() == null ? null : StateKey.from(filter.since());
        List<DeliveryState> states = new ArrayList<>();
        Bytes last = null;
        int scanned = 0;
        List<KeyValueIterator<Bytes, byte[]>> open = new ArrayList<>();
        try {
            PriorityQueue<KeyValueIterator<Bytes, byte[]>> heads = new PriorityQueue<>(
                    Comparator.comparing((KeyValueIterator<Bytes, byte[]> head) -> head.peekNextKey())
                            .reversed());
            for (ReadOnlyKeyValueStore<Bytes, byte[]> partition : partitions) {
                KeyValueIterator<Bytes, byte[]> iterator = partition.reverseRange(oldest, filter.before());
                open.add(iterator);
                offer(heads, iterator);
            }
            while (!heads.isEmpty()) {
                if (states.size() == limit || scanned == maxScanned) {
                    return new Page(states, last);
                }
                KeyValueIterator<Bytes, byte[]> head = heads.remove();
                KeyValue<Bytes, byte[]> entry = head.next();
                offer(heads, head);
                // The range includes its end, a page does not.
                if (entry.key.equals(filter.before())) {
                    continue;
                }
                scanned++;
                last = entry.key;
                DeliveryState state = wire.deliveryState(entry.value);
                if (filter.shows(state)) {
                    states.add(state);
                }
            }
        } finally {
            open.forEach(KeyValueIterator::close);
        }
        return new Page(states, null);
    }

    private static void offer(
            PriorityQueue<KeyValueIterator<Bytes, byte[]>> heads, KeyValueIterator<Bytes, byte[]> iterator) {
        if (iterator.hasNext()) {
            heads.add(iterator);
        }
    }
}
