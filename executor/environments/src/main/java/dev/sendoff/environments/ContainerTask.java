package dev.sendoff.environments;

import dev.sendoff.core.LogLines;
import dev.sendoff.core.Outcome;
import dev.sendoff.core.RequestId;
import dev.sendoff.environments.crew.Job;
import dev.sendoff.environments.life.Run;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** An attempt on its way through the containers; told apart by identity. What a container prints is not seen here. */
final class ContainerTask implements Job {

    final Event event;
    final CompletableFuture<Outcome> outcome = new CompletableFuture<>();
    private final String version;
    private final int memoryMb;
    private final OutputLog log;

    ContainerTask(String version, int memoryMb, Event event, OutputLog log) {
        this.version = version;
        this.memoryMb = memoryMb;
        this.event = event;
        this.log = log;
    }

    @Override
    public RequestId id() {
        return event.id();
    }

    @Override
    public Duration timeout() {
        return event.timeout();
    }

    void begin() {
        if (log.isKept()) {
            log.append(LogLines.start(event.id(), version));
        }
    }

    void end(Outcome ended, Run run) {
        if (!log.isKept()) {
            return;
        }
        log.append(LogLines.end(event.id(), Duration.ofNanos(run.nanos()), Optional.empty(), memoryMb, 0));
        if (ended instanceof Outcome.Failed failed
                && "Sandbox.Timedout".equals(failed.error().type())) {
            log.append(LogLines.timedOut(event.id(), event.timeout(), Instant.now()));
        }
    }
}
