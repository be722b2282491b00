package dev.sendoff.schemas;

import dev.sendoff.core.Delivery;
import dev.sendoff.core.Origin;
import dev.sendoff.core.RequestId;
import dev.sendoff.schemas.avro.CopyOf;
import dev.sendoff.schemas.avro.DeliveryOf;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The two fields by which several records tell of what earlier invocation theirs comes. */
final class Origins {

    private Origins() {}

    static @Nullable DeliveryOf deliveryOf(Origin origin) {
        Origin.DeliveryOf value = origin.deliveryOf();
        return value == null
                ? null
                : new DeliveryOf(
                        value.kind().name(),
                        value.id().value(),
                        value.home(),
                        value.function(),
                        value.destination(),
                        value.failure() == null ? null : value.failure().code(),
                        value.failure() == null ? null : value.failure().message());
    }

    private static Origin.@Nullable Failure failure(DeliveryOf record) {
        return record.getErrorMessage() == null
                ? null
                : new Origin.Failure(record.getErrorCode(), record.getErrorMessage());
    }

    static @Nullable CopyOf copyOf(Origin origin) {
        Origin.CopyOf value = origin.copyOf();
        return value == null
                ? null
                : new CopyOf(
                        value.kind().name(),
                        value.id().value(),
                        value.home(),
                        value.times(),
                        value.job() == null ? "" : value.job().toString());
    }

    /** @throws IllegalArgumentException if a field has a value that means nothing */
    static Origin of(@Nullable DeliveryOf deliveryOf, @Nullable CopyOf copyOf) {
        if (deliveryOf == null && copyOf == null) {
            return Origin.CALLER;
        }
        return new Origin(
                deliveryOf == null
                        ? null
                        : new Origin.DeliveryOf(
                                Delivery.Kind.valueOf(deliveryOf.getKind()),
                                new RequestId(deliveryOf.getId()),
                                deliveryOf.getHome(),
                                deliveryOf.getFunction(),
                                deliveryOf.getDestination(),
                                failure(deliveryOf)),
                copyOf == null
                        ? null
                        : new Origin.CopyOf(
                                Delivery.Kind.valueOf(copyOf.getKind()),
                                new RequestId(copyOf.getId()),
                                copyOf.getHome(),
                                copyOf.getTimes(),
                                copyOf.getJob().isEmpty() ? null : UUID.fromString(copyOf.getJob())));
    }
}
