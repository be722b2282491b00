package dev.sendoff.environments.crew;

import dev.sendoff.core.RequestId;
import java.time.Duration;

/** One attempt that a container is to make. Two with equal values are still two: they are told apart by identity. */
public interface Job {

    RequestId id();

    /** How long the container may take, from when it is given the event. */
    Duration timeout();
}
