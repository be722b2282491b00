package dev.sendoff.core;

import java.time.Instant;

/**
 * That none of a function's events is to run.
 *
 * @param by who wants that; empty if nobody said
 * @param comment what it is good for; may be empty
 */
public record Pause(Instant since, String by, String comment) {

    /** A sentence for whoever waits. */
    public String reason() {
        return "paused" + Said.by(by) + " since " + since + Said.because(comment);
    }
}
