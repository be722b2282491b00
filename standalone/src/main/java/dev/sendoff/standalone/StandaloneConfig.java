package dev.sendoff.standalone;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** Settings of <code>./sendoff up</code> itself. */
@ConfigMapping(prefix = "sendoff")
interface StandaloneConfig {

    /** The folder for everything that outlives the process. Two processes at a time cannot use the same. */
    @WithDefault(".sendoff")
    Path data();

    /** How long a start waits for a predecessor on the same folder to end. */
    @WithDefault("PT20S")
    Duration predecessorPatience();

    Http http();

    Kafka kafka();

    Registry registry();

    interface Http {
        /** The port of all HTTP APIs. */
        @WithDefault("8080")
        int port();

        /** The address that the HTTP APIs listen on. */
        @WithDefault("127.0.0.1")
        String host();
    }

    interface Kafka {
        /** The port, on 127.0.0.1, of the broker that is started where <code>sendoff.kafka.bootstrap</code> is not set. */
        @WithDefault("9092")
        int port();

        /** Brokers to use instead of starting one. */
        Optional<String> bootstrap();
    }

    interface Registry {
        /** The port, on 127.0.0.1, of the registry that is started where <code>sendoff.registry.url</code> is not set. */
        @WithDefault("8081")
        int port();

        /** A registry to use instead of starting one. */
        Optional<String> url();
    }
}
