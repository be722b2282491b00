package dev.sendoff.executor.kafka;

import dev.sendoff.core.Cancellation;
import dev.sendoff.core.RequestId;
import dev.sendoff.registry.Cancellations;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** What a test says is cancelled. */
final class KnownCancellations implements Cancellations {

    private final Map<RequestId, Cancellation> all = new ConcurrentHashMap<>();

    @Override
    public @Nullable Cancellation find(RequestId id) {
        return all.get(id);
    }

    @Override
    public News since(long next) {
        return new News(List.of(), next);
    }

    @Override
    public void awaitReady() {}

    @Override
    public void write(Cancellation cancellation) {
        all.put(cancellation.id(), cancellation);
    }
}
