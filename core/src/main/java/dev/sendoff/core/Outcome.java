package dev.sendoff.core;

/** What became of one attempt, or of the try to make one. */
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

    /**
     * It was not run, through no fault of the function: there was no thread, no process or no memory for it.
     *
     * @param why a sentence for the log
     */
    record NotRun(String why) implements Outcome {}
}
