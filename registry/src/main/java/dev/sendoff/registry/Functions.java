package dev.sendoff.registry;

import dev.sendoff.core.Function;
import dev.sendoff.core.RetryPolicy;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The deployed functions. Reads are answered from memory; before everything is loaded they wait, for a bounded time, so
 * whoever must not block asks {@link #isReady} first. Writes return once they can be read here. Safe for many threads.
 */
public interface Functions {

    /** @throws RegistryException if the functions are not loaded in time */
    Optional<Function> find(String name);

    /**
     * All of them, sorted by name.
     *
     * @throws RegistryException if the functions are not loaded in time
     */
    List<Function> all();

    /** Whether reads are answered at once. */
    boolean isReady();

    /**
     * Makes known what an executor runs. Writes those whose definition differs from what is known, and keeps the
     * settings that were made through the API.
     *
     * @throws RegistryException if it could not be written, or is not seen in time
     */
    void announce(Collection<Function> deployed);

    /**
     * Sets a function's retry policy; null for the installation's default.
     *
     * @throws UnknownFunctionException if there is no such function
     * @throws RegistryException if it could not be written, or is not seen in time
     */
    Function setRetryPolicy(String name, @Nullable RetryPolicy policy);

    /**
     * Sets how many attempts of a function may be under way at a time, over all executors; null for no limit.
     *
     * @param reserved 0 or more
     * @throws UnknownFunctionException if there is no such function
     * @throws RegistryException if it could not be written, or is not seen in time
     */
    Function setReservedConcurrency(String name, @Nullable Integer reserved);
}
