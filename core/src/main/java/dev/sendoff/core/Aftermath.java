package dev.sendoff.core;

import org.jspecify.annotations.Nullable;

/**
 * What is to come of an invocation once it ends, by the settings that its last attempt was made with.
 *
 * @param version that runs it; null if none was found
 * @param onSuccess where the record of a success is sent, in a {@link Destination}'s text form; null for nowhere
 * @param onFailure where the record of a failure is sent
 * @param deadLetterTarget where the event itself is sent if it is given up
 */
public record Aftermath(
        @Nullable String version,
        @Nullable String onSuccess,
        @Nullable String onFailure,
        @Nullable String deadLetterTarget) {

    /** Nothing comes of it. */
    public static final Aftermath NONE = new Aftermath(null, null, null, null);

    /** What the settings of a version say. */
    public static Aftermath of(FunctionVersion version, EventInvokeConfig config) {
        return new Aftermath(
                version.number(),
                config.onSuccess(),
                config.onFailure(),
                version.configuration().deadLetterTarget());
    }
}
