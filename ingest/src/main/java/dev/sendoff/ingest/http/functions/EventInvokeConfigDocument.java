package dev.sendoff.ingest.http.functions;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import dev.sendoff.core.EventInvokeConfig;
import dev.sendoff.ingest.functions.events.EventInvokeConfigs;
import java.math.BigDecimal;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * An event-invoke-config as Lambda's API shows it: what is not set is left out, but for the two places of destinations.
 *
 * @param lastModified in seconds since 1970
 */
@JsonNaming(PropertyNamingStrategies.UpperCamelCaseStrategy.class)
@JsonInclude(JsonInclude.Include.NON_NULL)
record EventInvokeConfigDocument(
        BigDecimal lastModified,
        String functionArn,
        @Nullable Integer maximumRetryAttempts,
        @Nullable Long maximumEventAgeInSeconds,
        DestinationConfig destinationConfig) {

    @JsonNaming(PropertyNamingStrategies.UpperCamelCaseStrategy.class)
    record DestinationConfig(Place onSuccess, Place onFailure) {}

    @JsonNaming(PropertyNamingStrategies.UpperCamelCaseStrategy.class)
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Place(@Nullable String destination) {}

    static EventInvokeConfigDocument of(EventInvokeConfigs.Described described) {
        EventInvokeConfig config = described.config();
        Duration age = config.maximumEventAge();
        return new EventInvokeConfigDocument(
                BigDecimal.valueOf(config.lastModified().toEpochMilli(), 3),
                described.arn(),
                config.maximumRetryAttempts(),
                age == null ? null : age.toSeconds(),
                new DestinationConfig(new Place(config.onSuccess()), new Place(config.onFailure())));
    }
}
