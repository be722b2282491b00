package dev.sendoff.environments.life;

import dev.sendoff.core.Outcome;
import org.jspecify.annotations.Nullable;

/** What is to be done. Those of one environment are to be done in their order. */
public sealed interface Action {

    /**
     * Start the process of a new environment. {@code Exited} or {@code NotStarted} will follow, whenever. An event whose
     * first environment took too long to start may be given a second.
     */
    record Launch(long environment, int slot, Work work) implements Action {}

    /**
     * Answer the runtime's waiting request with the event.
     *
     * @param until when its time is up, by the clock that the inputs are dated with
     */
    record Deliver(long environment, Work work, long until) implements Action {}

    /** Answer what the runtime has just posted or asked. */
    record Respond(long environment, Reply reply) implements Action {}

    /**
     * The attempt is over; this is said once for each.
     *
     * @param run null if it never had an environment, or not through any fault of its own
     */
    record Settle(Work work, Outcome outcome, @Nullable Run run) implements Action {}

    /** Kill whatever is left of the environment, and say {@code Cleared} when nothing is. */
    record Clear(long environment) implements Action {}
}
