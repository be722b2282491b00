package dev.sendoff.environments.crew;

import dev.sendoff.core.Outcome;
import dev.sendoff.environments.life.Reply;
import dev.sendoff.environments.life.Run;
import org.jspecify.annotations.Nullable;

/** What is to be done. */
public sealed interface Action {

    /**
     * Answer the waiting request with the event.
     *
     * @param until when its time is up, by the clock that is handed in
     */
    record Deliver(long poll, Job job, long until) implements Action {}

    /** Answer the request that has just been made. */
    record Respond(Reply reply) implements Action {}

    /**
     * The attempt is over; this is said once for each.
     *
     * @param run null if no container had it
     */
    record Settle(Job job, Outcome outcome, @Nullable Run run) implements Action {}
}
