package dev.sendoff.destinations;

import jakarta.inject.Singleton;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/** Ready once outcomes are read. */
@Readiness
@Singleton
final class DestinationsReadiness implements HealthCheck {

    private final Destinations destinations;

    DestinationsReadiness(Destinations destinations) {
        this.destinations = destinations;
    }

    @Override
    public HealthCheckResponse call() {
        return HealthCheckResponse.named("destinations")
                .status(destinations.isReady())
                .build();
    }
}
