package dev.sendoff.state;

import dev.sendoff.core.DeliveryState;
import dev.sendoff.core.DeliveryState.Status;
import dev.sendoff.schemas.WireFormat;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.apache.kafka.common.utils.Bytes;
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
        try (NewestFirst entries = new NewestFirst(List.copyOf(partitions), oldest, filter.before())) {
            while (true) {
                NewestFirst.Entry entry = entries.next();
                if (entry == null) {
                    return new Page(states, null);
                }
                if (states.size() == limit || scanned == maxScanned) {
                    return new Page(states, last);
                }
                scanned++;
                last = entry.key();
                DeliveryState state = wire.deliveryState(entry.value());
                if (filter.shows(state)) {
                    states.add(state);
                }
            }
        }
    }
}
