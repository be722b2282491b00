package dev.sendoff.executor.deliveries;

import dev.sendoff.core.Delivery;
import dev.sendoff.core.Destination;
import dev.sendoff.core.Origin;
import dev.sendoff.core.Outcome;
import dev.sendoff.core.RequestId;
import java.time.Instant;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Brings records and events to services of AWS's. Its one implementation is a module that can be left out. */
public interface AwsServices {

    /**
     * What is brought.
     *
     * @param id the same for every attempt
     * @param kind what it is
     * @param body a record, or the event itself
     * @param ended the invocation that it is of
     * @param function its function
     * @param functionArn with the qualifier
     * @param time when it ended
     * @param failure of an event that was given up; null of a record
     * @param traceHeader null if there is none
     */
    record Parcel(
            RequestId id,
            Delivery.Kind kind,
            String body,
            RequestId ended,
            String function,
            String functionArn,
            Instant time,
            Origin.@Nullable Failure failure,
            @Nullable String traceHeader) {}

    /**
     * Brings it there, once; returns at once.
     *
     * @return never completes exceptionally
     */
    CompletionStage<Outcome> deliver(Destination.OfService target, Parcel parcel);
}
