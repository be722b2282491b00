package dev.sendoff.core;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * That an invocation is not to run, or not once more.
 *
 * @param home its home partition
 * @param due the time of the timer that it waited for when it was looked at; null if it waited for none
 * @param at when it was asked for
 * @param by who wants that; empty if nobody said
 * @param comment what it is good for; may be empty
 */
public record Cancellation(RequestId id, int home, @Nullable Instant due, Instant at, String by, String comment) {

    /** A sentence for whoever looks at what came of it. */
    public String reason() {
        return "cancelled" + Said.by(by) + " at " + at + Said.because(comment);
    }
}
