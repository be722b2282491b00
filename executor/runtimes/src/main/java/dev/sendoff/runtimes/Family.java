package dev.sendoff.runtimes;

import java.util.Arrays;
import java.util.Optional;
import java.util.regex.Pattern;

/** Runtimes that are started alike. */
enum Family {
    NODEJS("nodejs(\\d+)\\.x"),
    PYTHON("python(3\\.\\d+)"),
    JAVA("java(\\d+)(?:\\.al2)?"),
    PROVIDED("provided()(?:\\.al2|\\.al2023)?");

    private final Pattern identifiers;

    Family(String identifiers) {
        this.identifiers = Pattern.compile(identifiers);
    }

    /** The family of an identifier such as {@code nodejs22.x}; empty if it is none of ours. */
    static Optional<Family> of(String identifier) {
        return Arrays.stream(values())
                .filter(family -> family.identifiers.matcher(identifier).matches())
                .findFirst();
    }

    /** The version that the identifier asks for: {@code 22}, {@code 3.13}; empty where there is none. */
    String version(String identifier) {
        var matcher = identifiers.matcher(identifier);
        return matcher.matches() ? matcher.group(1) : "";
    }
}
