package dev.sendoff.ingest.functions.events;

import dev.sendoff.core.Destination;
import dev.sendoff.core.EventInvokeConfig;
import dev.sendoff.ingest.Violations;
import dev.sendoff.ingest.functions.body.Fields;
import dev.sendoff.ingest.functions.body.RefusedException;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What PutFunctionEventInvokeConfig and UpdateFunctionEventInvokeConfig ask for. Null is what they do not name.
 *
 * @param onSuccess empty for none
 * @param onFailure empty for none
 * @param namesDestinations whether it names any, or that there are to be none
 */
record EventInvokeConfigRequest(
        @Nullable Integer maximumRetryAttempts,
        @Nullable Integer maximumEventAge,
        @Nullable String onSuccess,
        @Nullable String onFailure,
        boolean namesDestinations) {

    /** AWS's, as AWS prints it, and webhooks, which are ours. */
    static final Pattern DESTINATION = Pattern.compile("$|kafka://([^.]([a-zA-Z0-9\\-_.]{0,248}))"
            + "|arn:(aws[a-zA-Z0-9-]*):([a-zA-Z0-9\\-])+:((eusc-)?[a-z]{2}((-gov)|(-iso([a-z]?)))?-[a-z]+-\\d{1})?"
            + ":(\\d{12})?:(.*)|https?://.+");

    /** Reads it, and gathers what breaks a constraint of AWS's model. */
    static EventInvokeConfigRequest read(Fields request, Violations violations) {
        Integer retries = request.integer("MaximumRetryAttempts");
        violations.range("maximumRetryAttempts", retries, 0, EventInvokeConfig.MAX_RETRY_ATTEMPTS);
        Integer age = request.integer("MaximumEventAgeInSeconds");
        violations.range(
                "maximumEventAgeInSeconds",
                age,
                Math.toIntExact(EventInvokeConfig.MIN_EVENT_AGE.toSeconds()),
                Math.toIntExact(EventInvokeConfig.MAX_EVENT_AGE.toSeconds()));
        Fields destinations = request.object("DestinationConfig");
        return new EventInvokeConfigRequest(
                retries,
                age,
                destinations == null ? null : destination(destinations, "OnSuccess", "onSuccess", violations),
                destinations == null ? null : destination(destinations, "OnFailure", "onFailure", violations),
                destinations != null);
    }

    private static @Nullable String destination(Fields destinations, String name, String field, Violations violations) {
        Fields destination = destinations.object(name);
        if (destination == null) {
            return null;
        }
        String address = Objects.requireNonNullElse(destination.text("Destination"), "");
        String path = "destinationConfig." + field + ".destination";
        violations.maxLength(path, address, Destination.MAX_LENGTH);
        violations.matches(path, address, DESTINATION);
        return address;
    }

    /** @throws RefusedException if it asks for nothing */
    void check() {
        if (maximumRetryAttempts == null && maximumEventAge == null && !namesDestinations) {
            throw RefusedException.invalidParameter(
                    "You must specify at least one of error handling or destination setting.");
        }
    }

    /** The destination that it sets; null if none. */
    static @Nullable String orNone(@Nullable String address) {
        return address == null || address.isEmpty() ? null : address;
    }

    /** What becomes of the settings before. */
    EventInvokeConfig over(EventInvokeConfig before, Instant now) {
        return new EventInvokeConfig(
                maximumRetryAttempts == null ? before.maximumRetryAttempts() : maximumRetryAttempts,
                maximumEventAge == null ? before.maximumEventAge() : Duration.ofSeconds(maximumEventAge),
                onSuccess == null ? before.onSuccess() : orNone(onSuccess),
                onFailure == null ? before.onFailure() : orNone(onFailure),
                now);
    }
}
