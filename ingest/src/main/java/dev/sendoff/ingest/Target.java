package dev.sendoff.ingest;

import dev.sendoff.core.Function;
import org.jspecify.annotations.Nullable;

/**
 * What a function name led to.
 *
 * @param qualifier as the caller gave it; null if none
 */
public sealed interface Target {

    record Found(Function function, @Nullable String qualifier) implements Target {}

    record Refused(LambdaError error) implements Target {}
}
