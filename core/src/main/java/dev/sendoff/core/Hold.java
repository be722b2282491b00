package dev.sendoff.core;

import java.time.Instant;

/**
 * Why an invocation that might run is kept back. The time that it is kept back does not count for its age.
 *
 * @param since when it was put aside, this time
 * @param why a sentence for the person who waits for it
 */
public record Hold(Cause cause, Instant since, String why) {

    /** The names are on the wire: add to them, never rename. */
    public enum Cause {
        /** Somebody has paused its function. It is let go as soon as the function is resumed. */
        PAUSED,
        /** Its function's failures look like those of something that it depends on. It is looked at again at its time. */
        OUTAGE
    }
}
