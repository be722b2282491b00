package dev.sendoff.redrive;

import dev.sendoff.core.Delivery;
import dev.sendoff.core.Invocation;
import org.jspecify.annotations.Nullable;

/** What a job makes of an event. */
public sealed interface Verdict {

    /** It is none of those that are meant. */
    record NotMeant() implements Verdict {}

    /** It is meant, and left out nevertheless. */
    record Skip(Why why) implements Verdict {}

    /**
     * It is put in again, or purged.
     *
     * @param copy null if it is purged
     * @param news for the state of the earlier invocation
     */
    record Take(@Nullable Invocation copy, Delivery news) implements Verdict {}

    /** The names are on the wire. */
    enum Why {
        /** A job of the same kind has put it in again before. */
        PUT_IN_BEFORE,
        /** It was put in again as often as that is allowed. */
        TOO_OFTEN,
        /** It could not be read, and nothing is given instead. */
        NO_EVENT,
        /** It names no function, and none is given. */
        NO_FUNCTION,
        /** It was put in by a job itself: what it is a copy of is what is to be replayed. */
        COPY,
        /** It brings a record to a destination. Such are replayed only if their function is named. */
        DELIVERY
    }
}
