package dev.sendoff.registry;

import dev.sendoff.core.Cancellation;
import dev.sendoff.core.RequestId;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is not to run any more, as far as it is known here: of the latest {@value #KEPT} at most, and of no more than a
 * week. Reads are answered at once, from what is known by then. Safe for many threads.
 */
public interface Cancellations {

    /** So many are remembered. */
    int KEPT = 100_000;

    /** The latest of that invocation; null if nobody has cancelled it. */
    @Nullable
    Cancellation find(RequestId id);

    /**
     * Those that were written since, in their order.
     *
     * @param next where the last look ended; 0 for the first
     */
    News since(long next);

    /** @param next where the next look is to begin */
    record News(List<Cancellation> cancellations, long next) {}

    /**
     * Returns once everything is known that was written before the start.
     *
     * @throws RegistryException if it is not in time
     */
    void awaitReady();

    /**
     * Makes it known everywhere.
     *
     * @throws RegistryException if it could not be written
     */
    void write(Cancellation cancellation);
}
