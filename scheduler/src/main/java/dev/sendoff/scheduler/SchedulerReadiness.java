package dev.sendoff.scheduler;

import jakarta.inject.Singleton;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/** Ready once the timers fire. */
@Readiness
@Singleton
final class SchedulerReadiness implements HealthCheck {

    private final Scheduler scheduler;

    SchedulerReadiness(Scheduler scheduler) {
        this.scheduler = scheduler;
    }

    @Override
    public HealthCheckResponse call() {
        return HealthCheckResponse.named("scheduler")
                .status(scheduler.isReady())
                .withData("state", scheduler.state().name())
                .build();
    }
}
