package dev.sendoff.core;

/** What became of one attempt. */
public sealed interface Outcome {

    /**
     * The handler's promise was kept.
     *
     * @param response the result, a JSON document; {@code null} as text where there was none
     */
    record Succeeded(String response) implements Outcome {}

    /** The handler failed, ran out of time, or could not be started. */
    record Failed(FunctionError error, RetryAdvice advice) implements Outcome {
        public Failed(FunctionError error) {
            this(error, new RetryAdvice.ByPolicy());
        }
    }
}
