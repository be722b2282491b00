package dev.sendoff.destinations;

import dev.sendoff.core.Delivery;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.inject.Singleton;
import java.util.Locale;

/**
 * Counts deliveries by kind and status. What failed is counted by AWS's names too (<a
 * href="https://docs.aws.amazon.com/lambda/latest/dg/monitoring-metrics-types.html">AWS Lambda Developer Guide, types of
 * metrics</a>).
 */
@Singleton
final class DeliveryMetrics implements DeliveryListener {

    private final MeterRegistry registry;
    private final Counter destinationFailures;
    private final Counter deadLetterErrors;

    DeliveryMetrics(MeterRegistry registry) {
        this.registry = registry;
        this.destinationFailures = Counter.builder("sendoff.destination.delivery.failures")
                .description("Records that could not be brought to their destination: DestinationDeliveryFailures")
                .register(registry);
        this.deadLetterErrors = Counter.builder("sendoff.dead.letter.errors")
                .description("Events that could not be brought to their dead-letter target: DeadLetterErrors")
                .register(registry);
    }

    @Override
    public void told(Delivery delivery) {
        registry.counter(
                        "sendoff.deliveries",
                        "kind",
                        delivery.kind().name().toLowerCase(Locale.ROOT),
                        "status",
                        delivery.status().name().toLowerCase(Locale.ROOT))
                .increment();
        if (delivery.status() == Delivery.Status.FAILED) {
            switch (delivery.kind()) {
                case ON_SUCCESS, ON_FAILURE -> destinationFailures.increment();
                case DEAD_LETTER_TARGET -> deadLetterErrors.increment();
                case REDRIVE, REPLAY -> {}
            }
        }
    }
}
