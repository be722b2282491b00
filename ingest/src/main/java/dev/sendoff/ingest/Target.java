package dev.sendoff.ingest;

import dev.sendoff.core.Function;
import dev.sendoff.core.FunctionVersion;
import org.jspecify.annotations.Nullable;

/** What a function name led to. */
public sealed interface Target {

    /**
     * @param qualifier as the caller gave it; null if none
     * @param version what the qualifier stands for; of an alias the version that gets the most
     */
    record Found(Function function, @Nullable String qualifier, FunctionVersion version) implements Target {}

    record Refused(LambdaError error) implements Target {}
}
