package dev.sendoff.ingest.functions;

import dev.sendoff.core.Function;
import dev.sendoff.core.FunctionVersion;
import org.jspecify.annotations.Nullable;

/**
 * What is to be shown of a function.
 *
 * @param qualifier what its ARN ends with; null if with its name
 */
public record Described(
        Function function,
        FunctionVersion version,
        @Nullable String qualifier) {}
