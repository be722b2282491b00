package dev.sendoff.core;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A deployed function and its settings.
 *
 * @param runtime AWS's identifier, such as {@code java25}
 * @param handler what the runtime calls; for Java in process a class name
 * @param timeout how long an attempt may take; at least a millisecond, at most 15 minutes
 * @param memorySize in MiB
 * @param codeSha256 base64, as AWS prints it
 * @param codeSize in bytes
 * @param revisionId changes with every change
 * @param retryPolicy null if the installation's default applies
 * @param maxEventAge null if the default of six hours applies
 * @param reservedConcurrency how many attempts may be under way at a time, over all executors; 0 to end every event in
 *     failure at once; null if it is not limited
 */
public record Function(
        String name,
        String runtime,
        String handler,
        String description,
        Duration timeout,
        int memorySize,
        String codeSha256,
        long codeSize,
        Instant lastModified,
        String revisionId,
        @Nullable RetryPolicy retryPolicy,
        @Nullable Duration maxEventAge,
        @Nullable Integer reservedConcurrency) {

    /** The qualifier of the unpublished version. */
    public static final String LATEST = "$LATEST";

    public static final Duration MAX_TIMEOUT = Duration.ofMinutes(15);
    public static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(3);
    public static final Duration DEFAULT_MAX_EVENT_AGE = Duration.ofHours(6);

    public Function {
        if (!name.matches("[a-zA-Z0-9-_]{1,64}")) {
            throw new IllegalArgumentException(
                    "a function name has 1 to 64 letters, digits, hyphens and underscores, unlike '" + name + "'");
        }
        if (timeout.compareTo(Duration.ofMillis(1)) < 0 || timeout.compareTo(MAX_TIMEOUT) > 0) {
            throw new IllegalArgumentException(
                    "the timeout of " + name + " is " + timeout + ", but PT0.001S to " + MAX_TIMEOUT + " is allowed");
        }
        if (reservedConcurrency != null && reservedConcurrency < 0) {
            throw new IllegalArgumentException("the reserved concurrency of " + name + " is " + reservedConcurrency
                    + ", but at least 0 is allowed");
        }
    }

    /** The same function with another retry policy; null for the installation's default. */
    public Function withRetryPolicy(@Nullable RetryPolicy policy, String newRevisionId, Instant now) {
        return new Function(
                name,
                runtime,
                handler,
                description,
                timeout,
                memorySize,
                codeSha256,
                codeSize,
                now,
                newRevisionId,
                policy,
                maxEventAge,
                reservedConcurrency);
    }

    /** The same function with another reserved concurrency; null for none. */
    public Function withReservedConcurrency(@Nullable Integer reserved, String newRevisionId, Instant now) {
        return new Function(
                name,
                runtime,
                handler,
                description,
                timeout,
                memorySize,
                codeSha256,
                codeSize,
                now,
                newRevisionId,
                retryPolicy,
                maxEventAge,
                reserved);
    }

    /** The partitions that its events go to, and what each may do; of one that may not run at all, as if it might. */
    public Sharding.Hand hand(Sharding sharding) {
        return reservedConcurrency == null || reservedConcurrency == 0
                ? sharding.hand(name)
                : sharding.hand(name, reservedConcurrency);
    }
}
