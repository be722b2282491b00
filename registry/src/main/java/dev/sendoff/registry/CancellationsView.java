package dev.sendoff.registry;

import dev.sendoff.core.Cancellation;
import dev.sendoff.core.RequestId;
import dev.sendoff.registry.Cancellations.News;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import org.jspecify.annotations.Nullable;

/** What is known of the topic so far: the latest of it. One thread writes; any may read. */
final class CancellationsView {

    private final int kept;
    private final ConcurrentHashMap<RequestId, Cancellation> byId = new ConcurrentHashMap<>();
    private final ConcurrentSkipListMap<Long, Cancellation> byOffset = new ConcurrentSkipListMap<>();
    private int size;
    private volatile long end = Long.MAX_VALUE;
    private volatile long position;

    /** @param kept how many are remembered */
    CancellationsView(int kept) {
        this.kept = kept;
    }

    /** From there on it is loaded. */
    void endsAt(long offset) {
        end = offset;
    }

    void put(long offset, Cancellation cancellation) {
        byId.put(cancellation.id(), cancellation);
        // The reader begins anew after a failure.
        if (byOffset.put(offset, cancellation) == null) {
            size++;
        }
        if (size > kept) {
            size--;
            Map.Entry<Long, Cancellation> oldest = byOffset.pollFirstEntry();
            byId.remove(oldest.getValue().id(), oldest.getValue());
        }
    }

    void advanceTo(long offset) {
        position = offset;
    }

    boolean isLoaded() {
        return position >= end;
    }

    @Nullable
    Cancellation find(RequestId id) {
        // As a rule there are none.
        return byId.isEmpty() ? null : byId.get(id);
    }

    News since(long next) {
        long upTo = position;
        return next >= upTo
                ? new News(List.of(), next)
                : new News(List.copyOf(byOffset.subMap(next, upTo).values()), upTo);
    }
}
