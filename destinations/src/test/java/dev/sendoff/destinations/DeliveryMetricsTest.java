package dev.sendoff.destinations;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sendoff.core.Delivery;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.Test;

class DeliveryMetricsTest {

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final DeliveryMetrics metrics = new DeliveryMetrics(registry);

    private void tell(Delivery.Kind kind, Delivery.Status status) {
        metrics.told(new Delivery(Ends.ID, "work", kind, "kafka://x", status, Ends.NOW, null, 1, null, null));
    }

    @Test
    void whatFailsCountsByAwsNamesAndOnlyThat() {
        tell(Delivery.Kind.ON_SUCCESS, Delivery.Status.DELIVERED);
        tell(Delivery.Kind.ON_SUCCESS, Delivery.Status.FAILED);
        tell(Delivery.Kind.ON_FAILURE, Delivery.Status.FAILED);
        tell(Delivery.Kind.ON_FAILURE, Delivery.Status.PENDING);
        tell(Delivery.Kind.DEAD_LETTER_TARGET, Delivery.Status.FAILED);
        tell(Delivery.Kind.REDRIVE, Delivery.Status.FAILED);
        assertThat(registry.counter("sendoff.destination.delivery.failures").count())
                .isEqualTo(2);
        assertThat(registry.counter("sendoff.dead.letter.errors").count()).isEqualTo(1);
        assertThat(registry.counter("sendoff.deliveries", "kind", "on_failure", "status", "pending")
                        .count())
                .isEqualTo(1);
    }
}
