package dev.sendoff.environments.crew;

import dev.sendoff.core.RequestId;
import java.time.Duration;
import java.util.UUID;

/** A job without anything behind it. */
final class Errand implements Job {

    private final RequestId id;
    private final Duration timeout;

    Errand(long number, Duration timeout) {
        this.id = new RequestId(new UUID(0, number));
        this.timeout = timeout;
    }

    @Override
    public RequestId id() {
        return id;
    }

    @Override
    public Duration timeout() {
        return timeout;
    }
}
