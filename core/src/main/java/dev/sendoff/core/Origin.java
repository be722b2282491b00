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
     */
    public record DeliveryOf(Delivery.Kind kind, RequestId id, int home, String function, String destination) {}

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
