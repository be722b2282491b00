package dev.sendoff.redrive.kafka;

import jakarta.inject.Singleton;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/** Ready once jobs can be asked for. */
@Readiness
@Singleton
final class RedriveReadiness implements HealthCheck {

    private final Redrives redrives;

    RedriveReadiness(Redrives redrives) {
        this.redrives = redrives;
    }

    @Override
    public HealthCheckResponse call() {
        return HealthCheckResponse.named("redrive").status(redrives.isReady()).build();
    }
}
