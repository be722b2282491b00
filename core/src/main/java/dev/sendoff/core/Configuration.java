package dev.sendoff.core;

import java.time.Duration;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * How a version of a function is to be run. A published version keeps it for good.
 *
 * @param runtime AWS's identifier, such as {@code nodejs22.x}; null where no runtime of ours is asked for, as with
 *     containers and services
 * @param handler what the runtime calls, such as {@code index.handler}; null where {@code runtime} is
 * @param role the ARN of AWS's execution role; kept and shown, and otherwise without meaning here; may be empty
 * @param timeout how long an attempt may take; at least a millisecond, at most 15 minutes
 * @param memorySize in MiB
 * @param environment variables of the function's own, sorted by name; never null, may be empty
 * @param architecture {@code x86_64} or {@code arm64}
 * @param ephemeralStorage in MiB; kept and shown
 * @param tracingMode {@code PassThrough} or {@code Active}; kept and shown
 * @param deadLetterTarget where events that are given up are sent, in a {@link Destination}'s text form; null for nowhere
 */
public record Configuration(
        @Nullable String runtime,
        @Nullable String handler,
        String role,
        String description,
        Duration timeout,
        int memorySize,
        Map<String, String> environment,
        String architecture,
        int ephemeralStorage,
        String tracingMode,
        @Nullable String deadLetterTarget) {

    public static final Duration MAX_TIMEOUT = Duration.ofMinutes(15);
    public static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(3);
    public static final int DEFAULT_MEMORY_SIZE = 128;
    public static final String DEFAULT_ARCHITECTURE = "x86_64";
    public static final int DEFAULT_EPHEMERAL_STORAGE = 512;
    public static final String DEFAULT_TRACING_MODE = "PassThrough";

    public Configuration {
        if (timeout.compareTo(Duration.ofMillis(1)) < 0 || timeout.compareTo(MAX_TIMEOUT) > 0) {
            throw new IllegalArgumentException(
                    "a timeout of " + timeout + " is not allowed, but PT0.001S to " + MAX_TIMEOUT + " is");
        }
        if (memorySize < 1) {
            throw new IllegalArgumentException("a memory size of " + memorySize + " MiB is too small");
        }
        environment = Collections.unmodifiableMap(new TreeMap<>(environment));
    }

    /** Of a handler with AWS's defaults for all that is not said. */
    public static Configuration of(String runtime, String handler, Duration timeout, int memorySize) {
        return new Configuration(
                runtime,
                handler,
                "",
                "",
                timeout,
                memorySize,
                Map.of(),
                DEFAULT_ARCHITECTURE,
                DEFAULT_EPHEMERAL_STORAGE,
                DEFAULT_TRACING_MODE,
                null);
    }

    /** The same with another description. */
    public Configuration describedAs(String text) {
        return new Configuration(
                runtime,
                handler,
                role,
                text,
                timeout,
                memorySize,
                environment,
                architecture,
                ephemeralStorage,
                tracingMode,
                deadLetterTarget);
    }

    /** The same on another architecture. */
    public Configuration on(String otherArchitecture) {
        return new Configuration(
                runtime,
                handler,
                role,
                description,
                timeout,
                memorySize,
                environment,
                otherArchitecture,
                ephemeralStorage,
                tracingMode,
                deadLetterTarget);
    }
}
