package dev.sendoff.core;

import java.time.Duration;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What is set for a function as a whole, whatever its version. A new deployment leaves it alone.
 *
 * @param retryPolicy null if the installation's default applies
 * @param maxEventAge null if the default of six hours applies
 * @param reservedConcurrency how many attempts may be under way at a time, over all executors; 0 to end every event in
 *     failure at once; null if it is not limited
 * @param tags sorted by key; never null
 * @param allowsRecursion whether it may invoke itself, in however many steps, without end
 */
public record FunctionSettings(
        @Nullable RetryPolicy retryPolicy,
        @Nullable Duration maxEventAge,
        @Nullable Integer reservedConcurrency,
        Map<String, String> tags,
        boolean allowsRecursion) {

    /** Nothing is set. */
    public static final FunctionSettings DEFAULT = new FunctionSettings(null, null, null, Map.of(), false);

    public FunctionSettings {
        if (reservedConcurrency != null && reservedConcurrency < 0) {
            throw new IllegalArgumentException(
                    "a reserved concurrency of " + reservedConcurrency + " is not allowed, but 0 and more is");
        }
        tags = Collections.unmodifiableMap(new TreeMap<>(tags));
    }

    /** The same with another retry policy; null for the installation's default. */
    public FunctionSettings withRetryPolicy(@Nullable RetryPolicy policy) {
        return new FunctionSettings(policy, maxEventAge, reservedConcurrency, tags, allowsRecursion);
    }

    /** The same with another reserved concurrency; null for none. */
    public FunctionSettings withReservedConcurrency(@Nullable Integer reserved) {
        return new FunctionSettings(retryPolicy, maxEventAge, reserved, tags, allowsRecursion);
    }

    /** The same with other tags. */
    public FunctionSettings withTags(Map<String, String> newTags) {
        return new FunctionSettings(retryPolicy, maxEventAge, reservedConcurrency, newTags, allowsRecursion);
    }

    /** The same, with recursion allowed or not. */
    public FunctionSettings allowingRecursion(boolean allowed) {
        return new FunctionSettings(retryPolicy, maxEventAge, reservedConcurrency, tags, allowed);
    }
}
