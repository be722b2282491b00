package dev.sendoff.core;

import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** The runtimes that a function may ask for, by AWS's identifiers. */
public final class RuntimeIdentifiers {

    /** In the order that errors list them in. */
    public static final Set<String> KNOWN = Collections.unmodifiableSet(new LinkedHashSet<>(List.of(
            "nodejs18.x",
            "nodejs20.x",
            "nodejs22.x",
            "nodejs24.x",
            "python3.9",
            "python3.10",
            "python3.11",
            "python3.12",
            "python3.13",
            "python3.14",
            "java8.al2",
            "java11",
            "java17",
            "java21",
            "java25",
            "provided",
            "provided.al2",
            "provided.al2023")));

    private RuntimeIdentifiers() {}
}
