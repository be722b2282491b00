package dev.sendoff.core;

import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What is set for a function as a whole, whatever its version. A new deployment leaves it alone.
 *
 * @param retryPolicy null if the installation's default applies
 * @param eventInvokeConfigs by qualifier, which is {@code $LATEST} for the function itself; sorted; never null
 * @param reservedConcurrency how many attempts may be under way at a time, over all executors; 0 to end every event in
 *     failure at once; null if it is not limited
 * @param tags sorted by key; never null
 * @param allowsRecursion whether it may invoke itself, in however many steps, without end
 * @param queue of its events that wait
 */
public record FunctionSettings(
        @Nullable RetryPolicy retryPolicy,
        SortedMap<String, EventInvokeConfig> eventInvokeConfigs,
        @Nullable Integer reservedConcurrency,
        Map<String, String> tags,
        boolean allowsRecursion,
        QueueSettings queue) {

    /** Nothing is set. */
    public static final FunctionSettings DEFAULT =
            new FunctionSettings(null, new TreeMap<>(), null, Map.of(), false, QueueSettings.DEFAULT);

    public FunctionSettings {
        if (reservedConcurrency != null && reservedConcurrency < 0) {
            throw new IllegalArgumentException(
                    "a reserved concurrency of " + reservedConcurrency + " is not allowed, but 0 and more is");
        }
        eventInvokeConfigs = Collections.unmodifiableSortedMap(new TreeMap<>(eventInvokeConfigs));
        tags = Collections.unmodifiableMap(new TreeMap<>(tags));
    }

    /** The same with another retry policy; null for the installation's default. */
    public FunctionSettings withRetryPolicy(@Nullable RetryPolicy policy) {
        return new FunctionSettings(policy, eventInvokeConfigs, reservedConcurrency, tags, allowsRecursion, queue);
    }

    /** The same with another reserved concurrency; null for none. */
    public FunctionSettings withReservedConcurrency(@Nullable Integer reserved) {
        return new FunctionSettings(retryPolicy, eventInvokeConfigs, reserved, tags, allowsRecursion, queue);
    }

    /** The same with other tags. */
    public FunctionSettings withTags(Map<String, String> newTags) {
        return new FunctionSettings(
                retryPolicy, eventInvokeConfigs, reservedConcurrency, newTags, allowsRecursion, queue);
    }

    /** The same, with recursion allowed or not. */
    public FunctionSettings allowingRecursion(boolean allowed) {
        return new FunctionSettings(retryPolicy, eventInvokeConfigs, reservedConcurrency, tags, allowed, queue);
    }

    /** The same with other settings of its queue. */
    public FunctionSettings withQueue(QueueSettings other) {
        return new FunctionSettings(retryPolicy, eventInvokeConfigs, reservedConcurrency, tags, allowsRecursion, other);
    }

    /** The same with another configuration of a qualifier; null for none. */
    public FunctionSettings withEventInvokeConfig(String qualifier, @Nullable EventInvokeConfig config) {
        SortedMap<String, EventInvokeConfig> changed = new TreeMap<>(eventInvokeConfigs);
        if (config == null) {
            changed.remove(qualifier);
        } else {
            changed.put(qualifier, config);
        }
        return new FunctionSettings(retryPolicy, changed, reservedConcurrency, tags, allowsRecursion, queue);
    }

    /**
     * What is set for events that were invoked with that qualifier: each has settings of its own, and a published version
     * or an alias none of its function's.
     *
     * @param qualifier null for none, which is {@code $LATEST}
     */
    public EventInvokeConfig eventInvokeConfig(@Nullable String qualifier) {
        return eventInvokeConfigs.getOrDefault(
                qualifier == null ? FunctionVersion.LATEST : qualifier, EventInvokeConfig.NONE);
    }
}
