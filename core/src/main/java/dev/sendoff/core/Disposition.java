package dev.sendoff.core;

import java.time.Instant;

/** What is to be done with an invocation after an attempt, or instead of one. */
public sealed interface Disposition {

    /** It is done. */
    record Complete(String response) implements Disposition {}

    /** It failed, and goes to the timers for its next attempt at {@code due}. */
    record Retry(Instant due) implements Disposition {}

    /** It did not run, and goes to the timers for the same attempt at {@code due}. */
    record PutBack(Instant due) implements Disposition {}

    /**
     * It is given up.
     *
     * @param message a sentence for the person who looks at the dead letter
     */
    record DeadLetter(DeadLetterReason reason, String message) implements Disposition {}
}
