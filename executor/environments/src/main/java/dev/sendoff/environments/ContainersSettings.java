package dev.sendoff.environments;

import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Where containers ask.
 *
 * @param host what is listened on
 * @param port where the name that is asked at says which function it is; 0 for any that is free, null for none
 * @param ports of functions that have one of their own
 * @param waiting how long an event may wait for a container that is connected before it is given back as not run
 * @param away how long containers that keep no connection are taken to be there still, since they were last heard of
 */
public record ContainersSettings(
        String host, @Nullable Integer port, Map<String, Integer> ports, Duration waiting, Duration away) {

    /** The usual one. */
    public static final Duration AWAY = Duration.ofSeconds(10);

    public ContainersSettings {
        ports = Map.copyOf(ports);
    }
}
