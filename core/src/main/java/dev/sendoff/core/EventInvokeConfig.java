package dev.sendoff.core;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How events for one qualifier of a function are handled, as AWS's event-invoke-config sets it. What is null is not set.
 *
 * @param maximumRetryAttempts retries after a failed attempt, 0 to 2; null if the function's retry policy decides
 * @param maximumEventAge 60 s to 6 h; null for 6 h
 * @param onSuccess the {@link Destination} of events that succeeded
 * @param onFailure the {@link Destination} of those that were given up
 */
public record EventInvokeConfig(
        @Nullable Integer maximumRetryAttempts,
        @Nullable Duration maximumEventAge,
        @Nullable String onSuccess,
        @Nullable String onFailure,
        Instant lastModified) {

    public static final int MAX_RETRY_ATTEMPTS = 2;
    public static final Duration MIN_EVENT_AGE = Duration.ofSeconds(60);
    public static final Duration MAX_EVENT_AGE = Duration.ofHours(6);

    /** Nothing is set. */
    public static final EventInvokeConfig NONE = new EventInvokeConfig(null, null, null, null, Instant.EPOCH);

    public EventInvokeConfig {
        if (maximumRetryAttempts != null && (maximumRetryAttempts < 0 || maximumRetryAttempts > MAX_RETRY_ATTEMPTS)) {
            throw new IllegalArgumentException(
                    maximumRetryAttempts + " retries are not allowed, but 0 to " + MAX_RETRY_ATTEMPTS + " are");
        }
        if (maximumEventAge != null
                && (maximumEventAge.compareTo(MIN_EVENT_AGE) < 0 || maximumEventAge.compareTo(MAX_EVENT_AGE) > 0)) {
            throw new IllegalArgumentException("a maximum event age of " + maximumEventAge + " is not allowed, but "
                    + MIN_EVENT_AGE + " to " + MAX_EVENT_AGE + " is");
        }
    }

    /** The policy with as many attempts as this allows, where it says so. */
    public RetryPolicy applyTo(RetryPolicy policy) {
        return maximumRetryAttempts == null ? policy : policy.withMaxAttempts(maximumRetryAttempts + 1);
    }

    /** How old an event may be when an attempt begins. */
    public Duration eventAge() {
        return maximumEventAge == null ? MAX_EVENT_AGE : maximumEventAge;
    }
}
