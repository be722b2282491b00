package dev.sendoff.core;

import java.time.Duration;

/** What a failed attempt says about trying again. */
public sealed interface RetryAdvice {

    /** Nothing: the function's policy decides. */
    record ByPolicy() implements RetryAdvice {}

    /** That no further attempt can help. */
    record Never() implements RetryAdvice {}

    /** How long to wait, within the attempts that the policy allows. */
    record After(Duration delay) implements RetryAdvice {
        public After {
            if (delay.isNegative()) {
                throw new IllegalArgumentException("a retry waits for zero or more, not " + delay);
            }
        }
    }
}
