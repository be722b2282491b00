package dev.sendoff.executor.containers;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Functions in containers, which ask an executor for their events over the network. */
@ConfigMapping(prefix = "sendoff.containers")
interface ContainersConfig {

    /**
     * The port where containers of all functions ask for events, by a host name that begins with their function's name. None by
     * default. Whoever reaches it can read and answer events: only for a private network.
     */
    Optional<Integer> port();

    /** The address that the ports for containers listen on. */
    @WithDefault("127.0.0.1")
    String host();

    /**
     * Further ports for containers, each of one function, as <code>NAME=PORT</code>, separated by commas: for containers that
     * have no host name to ask at, such as those that share the executor's network.
     */
    Optional<List<String>> ports();

    /** How long an event waits for containers that are connected and have other events, before it goes back to the timers. */
    @WithDefault("PT20S")
    Duration waiting();
}
