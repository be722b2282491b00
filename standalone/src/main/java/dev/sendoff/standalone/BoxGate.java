package dev.sendoff.standalone;

import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import jakarta.interceptor.Interceptor;

/** Holds the services back until broker and registry answer. Until here Quarkus has started beside them. */
@Singleton
final class BoxGate {

    void open(@Observes @Priority(Interceptor.Priority.PLATFORM_BEFORE) StartupEvent event) {
        Standalone.box().awaitReady();
    }
}
