package dev.sendoff.executor.kafka;

import jakarta.inject.Singleton;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/** Ready once the executor takes part in its group. */
@Readiness
@Singleton
final class ExecutorReadiness implements HealthCheck {

    private final Executor executor;

    ExecutorReadiness(Executor executor) {
        this.executor = executor;
    }

    @Override
    public HealthCheckResponse call() {
        return HealthCheckResponse.named("executor").status(executor.isReady()).build();
    }
}
