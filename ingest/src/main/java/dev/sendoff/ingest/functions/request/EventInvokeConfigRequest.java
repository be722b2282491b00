package dev.sendoff.ingest.functions.request;

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
 * What PutFunctionEventInvokeConfig and UpdateFunctionEventInvokeConfig ask for. Null is what they leave out.
 *
 * @param onSuccess empty for none
 * @param onFailure empty for none
 */
public record EventInvokeConfigRequest(
        @Nullable Integer maximumRetryAttempts,
        @Nullable Integer maximumEventAgeInSeconds,
        @Nullable String onSuccess,
        @Nullable String onFailure) {

    /** AWS's, and what is ours at the end of it. */
    private static final Pattern DESTINATION = Pattern.compile(
            "$|kafka://([^.]([a-zA-Z0-9\\-_.]{0,248}))|arn:(aws[a-zA-Z0-9-]*):([a-zA-Z0-9\\-])+:([a-z]{2}((-gov)|(-iso([a-z]?)))?-[a-z]+-\\d{1})?:(\\d{12})?:(.*)"
                    + "|https?://.+");

    /** @throws RefusedException if it cannot be */
    public static EventInvokeConfigRequest read(Fields request) {
        Violations violations = new Violations();
        Integer retries = request.integer("MaximumRetryAttempts");
        violations.range("maximumRetryAttempts", retries, 0, EventInvokeConfig.MAX_RETRY_ATTEMPTS);
        Integer age = request.integer("MaximumEventAgeInSeconds");
        violations.range("maximumEventAgeInSeconds", age, (int) EventInvokeConfig.MIN_EVENT_AGE.toSeconds(), (int)
                EventInvokeConfig.MAX_EVENT_AGE.toSeconds());
        Fields destinations = request.object("DestinationConfig");
        String onSuccess =
                destination(destinations, "OnSuccess", "destinationConfig.onSuccess.destination", violations);
        String onFailure =
                destination(destinations, "OnFailure", "destinationConfig.onFailure.destination", violations);
        RefusedException.throwIfAny(violations);
        if (retries == null && age == null && destinations == null) {
            throw RefusedException.invalidParameter(
                    "You must specify at least one of error handling or destination setting.");
        }
        return new EventInvokeConfigRequest(retries, age, onSuccess, onFailure);
    }

    private static @Nullable String destination(
            @Nullable Fields destinations, String name, String field, Violations violations) {
        Fields destination = destinations == null ? null : destinations.object(name);
        if (destination == null) {
            return null;
        }
        String address = Objects.requireNonNullElse(destination.text("Destination"), "");
        violations.maxLength(field, address, Destination.MAX_LENGTH);
        violations.matches(field, address, DESTINATION);
        return address;
    }

    /** What it comes to in place of {@code before}: what it leaves out stays. */
    public EventInvokeConfig over(EventInvokeConfig before, Instant now) {
        return new EventInvokeConfig(
                maximumRetryAttempts == null ? before.maximumRetryAttempts() : maximumRetryAttempts,
                maximumEventAgeInSeconds == null
                        ? before.maximumEventAge()
                        : Duration.ofSeconds(maximumEventAgeInSeconds),
                onSuccess == null ? before.onSuccess() : orNone(onSuccess),
                onFailure == null ? before.onFailure() : orNone(onFailure),
                now);
    }

    private static @Nullable String orNone(String address) {
        return address.isEmpty() ? null : address;
    }
}
