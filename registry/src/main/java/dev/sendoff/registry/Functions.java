package dev.sendoff.registry;

import dev.sendoff.core.Function;
import dev.sendoff.core.FunctionSettings;
import dev.sendoff.core.FunctionVersion;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

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

    /**
     * The version of that number: the unpublished one, or a published one.
     *
     * @throws RegistryException if the functions are not loaded in time
     */
    Optional<FunctionVersion> version(String name, String number);

    /**
     * The published versions of a function, the oldest first.
     *
     * @throws RegistryException if the functions are not loaded in time
     */
    List<FunctionVersion> versions(String name);

    /** Whether reads are answered at once. */
    boolean isReady();

    /** Grows when something has changed; and at times when nothing has. */
    long revision();

    /**
     * Makes known what an executor runs. Writes those whose definition differs from what is known, and keeps the
     * settings that were made through the API.
     *
     * @throws RegistryException if it could not be written, or is not seen in time
     */
    void announce(Collection<Function> deployed);

    /**
     * Changes what is deployed, with nobody else writing meanwhile, in any process. Returns once what was written can be
     * read here.
     *
     * @return what the change returned
     * @throws RegistryException if it could not be written, or is not seen in time
     */
    <R> R change(FunctionsChange<R> change);

    /**
     * Changes the settings of a function.
     *
     * @throws UnknownFunctionException if there is no such function
     * @throws RegistryException if it could not be written, or is not seen in time
     */
    Function changeSettings(String name, UnaryOperator<FunctionSettings> change);
}
