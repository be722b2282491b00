package dev.sendoff.ingest.http;

import dev.sendoff.registry.Functions;
import jakarta.inject.Singleton;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/** Ready once the functions are known: before, nothing could be accepted. */
@Readiness
@Singleton
final class FunctionsLoadedCheck implements HealthCheck {

    private final Functions functions;

    FunctionsLoadedCheck(Functions functions) {
        this.functions = functions;
    }

    @Override
    public HealthCheckResponse call() {
        return HealthCheckResponse.named("ingest: functions are loaded")
                .status(functions.isReady())
                .build();
    }
}
