package dev.sendoff.environments;

import java.util.Collection;

/** The functions whose containers may ask for events. Answers at once. */
public interface ContainerFunctions {

    boolean has(String function);

    /** Their names. */
    Collection<String> all();
}
