package dev.sendoff.core;

import java.time.Instant;
import java.util.Comparator;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What is known of one thing that came of an ended invocation.
 *
 * @param id the invocation that ended
 * @param function its function
 * @param destination the {@link Destination}'s text form; of a copy the ARN of the function
 * @param at when this came to be so
 * @param invocation the one that brings it there; null if it was brought along with this record
 * @param attempts how many that took; 0 while it is not known
 * @param errorType null unless it failed
 * @param errorMessage null unless it failed
 */
public record Delivery(
        RequestId id,
        String function,
        Kind kind,
        String destination,
        Status status,
        Instant at,
        @Nullable RequestId invocation,
        int attempts,
        @Nullable String errorType,
        @Nullable String errorMessage) {

    /** The names are on the wire: add to them, never rename. */
    public enum Kind {
        /** The record of a success. */
        ON_SUCCESS,
        /** The record of a failure. */
        ON_FAILURE,
        /** The event itself, to the function's dead-letter target. */
        DEAD_LETTER_TARGET,
        /** The event itself, put in again after it had been given up. */
        REDRIVE,
        /** The event itself, put in again however it had ended. */
        REPLAY,
        /** Nothing: somebody has done with it, and it is listed no more. */
        PURGE
    }

    /** In the order in which they supersede one another. The names are on the wire. */
    public enum Status {
        /** Another invocation is on its way with it. */
        PENDING,
        /** That one was given up, and is a dead letter of its own. */
        FAILED,
        DELIVERED
    }

    /** The oldest first. */
    static final Comparator<Delivery> ORDER = Comparator.comparing(Delivery::at)
            .thenComparing(Delivery::kind)
            .thenComparing(Delivery::destination)
            .thenComparing(delivery ->
                    delivery.invocation() == null ? "" : delivery.invocation().toString());

    /** Whether both tell of the same thing: what is brought to the same place by the same invocation. */
    boolean isOfTheSame(Delivery other) {
        return kind == other.kind
                && destination.equals(other.destination)
                && Objects.equals(invocation, other.invocation);
    }

    /** Whether this tells more of the same thing than the other, whichever was heard first. */
    boolean supersedes(Delivery other) {
        int further = status.compareTo(other.status);
        return further != 0 ? further > 0 : at.isAfter(other.at);
    }

    /** The same with shorter texts. */
    Delivery cut(int typeLength, int messageLength) {
        return new Delivery(
                id,
                function,
                kind,
                destination,
                status,
                at,
                invocation,
                attempts,
                DeliveryState.cut(errorType, typeLength),
                DeliveryState.cut(errorMessage, messageLength));
    }
}
