package dev.sendoff.state;

import jakarta.inject.Singleton;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/** Ready once states can be asked for. */
@Readiness
@Singleton
final class StateReadiness implements HealthCheck {

    private final DeliveryStates states;

    StateReadiness(DeliveryStates states) {
        this.states = states;
    }

    @Override
    public HealthCheckResponse call() {
        return HealthCheckResponse.named("delivery-state")
                .status(states.isReady())
                .withData("state", states.state().name())
                .build();
    }
}
