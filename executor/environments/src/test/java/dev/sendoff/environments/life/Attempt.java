package dev.sendoff.environments.life;

import dev.sendoff.core.RequestId;
import java.time.Duration;
import java.util.UUID;

/** Work without anything behind it. */
final class Attempt implements Work {

    private final RequestId id;
    private final Revision revision;
    private final Duration timeout;

    Attempt(long number, Revision revision, Duration timeout) {
        this.id = new RequestId(new UUID(0, number));
        this.revision = revision;
        this.timeout = timeout;
    }

    @Override
    public RequestId id() {
        return id;
    }

    @Override
    public Revision revision() {
        return revision;
    }

    @Override
    public Duration timeout() {
        return timeout;
    }
}
