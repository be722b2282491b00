package dev.sendoff.handler;

import java.time.Duration;

/**
 * Says when to try again, in place of the function's backoff. It counts as a failed attempt: the policy's number of
 * attempts and the event's maximum age still hold.
 */
public class RetryLaterException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final Duration delay;

    /** @param delay how long to wait, zero or more */
    public RetryLaterException(Duration delay, String message) {
        super(message);
        if (delay.isNegative()) {
            throw new IllegalArgumentException("a retry waits for zero or more, not " + delay);
        }
        this.delay = delay;
    }

    public Duration delay() {
        return delay;
    }
}
