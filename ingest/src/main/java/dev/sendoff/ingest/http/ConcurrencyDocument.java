package dev.sendoff.ingest.http;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import dev.sendoff.core.Function;
import org.jspecify.annotations.Nullable;

/** A function's reserved concurrency as Lambda's API shows it: empty if there is none. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ConcurrencyDocument(
        @JsonProperty("ReservedConcurrentExecutions") @Nullable
        Integer reserved) {

    public static ConcurrencyDocument of(Function function) {
        return new ConcurrencyDocument(function.settings().reservedConcurrency());
    }
}
