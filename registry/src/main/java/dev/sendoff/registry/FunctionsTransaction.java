package dev.sendoff.registry;

import dev.sendoff.core.CodeLocation;
import dev.sendoff.core.Function;
import dev.sendoff.core.FunctionVersion;
import java.util.List;
import java.util.Optional;

/**
 * What a change sees and writes. Nobody else writes at the same time, in any process. What is written is seen by readers
 * all at once, and by the change itself not at all.
 */
public interface FunctionsTransaction {

    Optional<Function> find(String name);

    /** A published version. */
    Optional<FunctionVersion> version(String name, String number);

    /** The published versions of a function, the oldest first. */
    List<FunctionVersion> versions(String name);

    /** Writes the function in place of the one of its name. */
    void put(Function function);

    /** Adds a published version. */
    void put(FunctionVersion version);

    /** Removes the function with its versions. */
    void remove(String name);

    /** Removes one published version. */
    void remove(String name, String number);

    /**
     * Keeps a zip for as long as a function or version that is written refers to it.
     *
     * @throws RegistryException if it could not be written
     */
    CodeLocation upload(byte[] zip);
}
