package dev.sendoff.environments;

import dev.sendoff.core.Outcome;
import dev.sendoff.core.RequestId;
import dev.sendoff.environments.life.Revision;
import dev.sendoff.environments.life.Work;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** An attempt on its way through the environments; told apart by identity. */
final class Task implements Work {

    final Blueprint blueprint;
    final Event event;
    final AttemptOutput output;
    final CompletableFuture<Outcome> outcome = new CompletableFuture<>();
    /** The one that has it, once there is one. */
    volatile @Nullable Environment environment;

    private final Revision revision;

    Task(Blueprint blueprint, Event event, OutputLog log, long outputBytes) {
        this.blueprint = blueprint;
        this.event = event;
        this.revision = blueprint.asRevision();
        this.output = new AttemptOutput(blueprint, event, log, outputBytes);
    }

    @Override
    public RequestId id() {
        return event.id();
    }

    @Override
    public Revision revision() {
        return revision;
    }

    @Override
    public Duration timeout() {
        return event.timeout();
    }
}
