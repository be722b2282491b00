package dev.sendoff.environments.life;

import dev.sendoff.core.Outcome;

/** What happens to an environment. */
public sealed interface Input {

    /** The runtime asks for its next event. */
    record Asked() implements Input {}

    /** The connection over which the runtime waited for an event is gone. */
    record Hung() implements Input {}

    /**
     * The runtime posted a response or an error.
     *
     * @param requestId as it stands in the path
     * @param outcome what it comes to, if it is taken
     * @param reply what the runtime is told, if it is taken
     */
    record Answer(String requestId, Outcome outcome, Reply reply) implements Input {}

    /** The runtime posted that it could not start. */
    record InitFailed(Outcome.Failed outcome) implements Input {}

    /** @param status as {@link Process#exitValue()} tells it */
    record Exited(int status) implements Input {}

    /** The process could not be started. */
    record NotStarted(Outcome outcome) implements Input {}

    /** Its processes hold more memory than the function may have. */
    record OverMemory() implements Input {}

    /** No process of it is left, and what it had is given back. */
    record Cleared() implements Input {}

    /** An event for it; only for one that is idle. */
    record Given(Work work) implements Input {}

    /**
     * It is to end now.
     *
     * @param why a sentence; what runs in it is reported as not run, with this reason
     */
    record Stop(String why) implements Input {}

    /** Time has passed. */
    record Tick() implements Input {}
}
