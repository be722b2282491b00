package dev.sendoff.environments.life;

import dev.sendoff.core.RequestId;
import java.time.Duration;

/** One attempt that an environment is to make. Two with equal values are still two: they are told apart by identity. */
public interface Work {

    RequestId id();

    Revision revision();

    /** How long the environment may take, from when it is given the event. */
    Duration timeout();
}
