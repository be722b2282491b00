package dev.sendoff.executor.http;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** Settings of the calls whose callers wait for the handler. */
@ConfigMapping(prefix = "sendoff.executor.synchronous-calls")
interface SynchronousCallsConfig {

    /** How many synchronous calls run at a time in this process; one more is answered with 429. */
    @WithDefault("1000")
    int maxConcurrent();
}
