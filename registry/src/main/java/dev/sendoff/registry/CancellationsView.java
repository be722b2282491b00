package dev.sendoff.registry;

import dev.sendoff.core.Cancellation;
import dev.sendoff.core.RequestId;
import dev.sendoff.registry.Cancellations.News;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** What is known of the topic so far: the latest of it. One thread writes; any may read. */
final class CancellationsView {

    private final int kept;
    private final ConcurrentHashMap<RequestId, Cancellation> byId = new ConcurrentHashMap<>();
    private final ConcurrentSkipListMap<Long, Cancellation> byOffset = new ConcurrentSkipListMap<>();
    private final CountDownLatch loaded = new CountDownLatch(1);
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
        advanceTo(position);
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
        if (offset >= end) {
            loaded.countDown();
        }
    }

    boolean isLoaded() {
        return loaded.getCount() == 0;
    }

    /** @throws RegistryException if it is not loaded within {@code timeout} */
    void awaitLoaded(Duration timeout) {
        try {
            if (!loaded.await(timeout.toNanos(), TimeUnit.NANOSECONDS)) {
                throw new RegistryException("the cancellations are not loaded yet after " + timeout, null);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new RegistryException("the wait for the cancellations was interrupted", e);
        }
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
