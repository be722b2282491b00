package dev.sendoff.core;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Which earlier invocation one comes of, if Sendoff made it.
 *
 * @param deliveryOf set if it brings the record of another one to a destination
 * @param copyOf set if it is another one's event put in again
 */
public record Origin(
        @Nullable DeliveryOf deliveryOf, @Nullable CopyOf copyOf) {

    /** Of an invocation that a caller made. */
    public static final Origin CALLER = new Origin(null, null);

    /**
     * What a delivery brings.
     *
     * @param kind one of those that deliver something
     * @param id the invocation whose record it is
     * @param home its home partition
     * @param function its function
     * @param destination the {@link Destination}
     * @param failure what a dead-letter target is told beside the event; null of anything else
     */
    public record DeliveryOf(
            Delivery.Kind kind,
            RequestId id,
            int home,
            String function,
            String destination,
            @Nullable Failure failure) {

        /** Of what says all in its body. */
        public DeliveryOf(Delivery.Kind kind, RequestId id, int home, String function, String destination) {
            this(kind, id, home, function, destination, null);
        }
    }

    /**
     * Why an event was given up, as AWS Lambda tells a dead-letter queue.
     *
     * @param code 200 for a function's error; null for none
     * @param message at most {@value #MAX_MESSAGE} characters
     */
    public record Failure(@Nullable Integer code, String message) {

        /** As much of an error's message as AWS sends along. */
        private static final int MAX_MESSAGE = 1024;

        public Failure {
            message = message.length() <= MAX_MESSAGE ? message : message.substring(0, MAX_MESSAGE);
        }

        /** What is told of an event that was given up. */
        public static Failure of(DeadLetter letter) {
            FunctionError error =
                    letter.lastAttempt() == null ? null : letter.lastAttempt().error();
            return letter.reason() == DeadLetterReason.ZERO_RESERVED_CONCURRENCY || error == null
                    ? new Failure(null, letter.message())
                    : new Failure(200, error.message());
        }
    }

    /**
     * What was put in again.
     *
     * @param kind {@link Delivery.Kind#REDRIVE} or {@link Delivery.Kind#REPLAY}
     * @param id the invocation whose event it is
     * @param home its home partition
     * @param times how often the event has been put in again, this time included
     * @param job that did it; null if it is not known
     */
    public record CopyOf(
            Delivery.Kind kind,
            RequestId id,
            int home,
            int times,
            @Nullable UUID job) {

        public CopyOf {
            if (times < 1) {
                throw new IllegalArgumentException("a copy is at least the first, not number " + times);
            }
        }
    }
}
