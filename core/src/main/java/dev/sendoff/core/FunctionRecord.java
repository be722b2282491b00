package dev.sendoff.core;

/** What one record of the topic of functions says: a function, or one of its published versions. */
public sealed interface FunctionRecord permits Function, FunctionVersion {

    /** What it is kept under: the function's name; of a published version, with its number: {@code name:3}. */
    String key();
}
