package dev.sendoff.executor.handlers;

import jakarta.inject.Singleton;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/**
 * Shows which functions this process can run, and what it could not load. It is ready either way: one bad jar leaves the
 * others alone.
 */
@Readiness
@Singleton
final class HandlersHealth implements HealthCheck {

    private final Handlers handlers;

    HandlersHealth(Handlers handlers) {
        this.handlers = handlers;
    }

    @Override
    public HealthCheckResponse call() {
        var response = HealthCheckResponse.named("handlers")
                .up()
                .withData("functions", handlers.functions().size());
        if (!handlers.problems().isEmpty()) {
            response.withData("notLoaded", String.join("; ", handlers.problems()));
        }
        return response.build();
    }
}
