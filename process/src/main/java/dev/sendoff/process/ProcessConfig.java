package dev.sendoff.process;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** Settings of every program that is one service. */
@ConfigMapping(prefix = "sendoff")
interface ProcessConfig {

    Http http();

    interface Http {
        /**
         * The port of its HTTP API, health and metrics. On their own, ingest has 8080, an executor 8082, the scheduler
         * 8083, the delivery state 8084, destinations 8085 and redrive 8086.
         */
        @WithDefault("8080")
        int port();

        /** The address that it listens on. */
        @WithDefault("127.0.0.1")
        String host();
    }
}
