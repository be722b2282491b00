package dev.sendoff.executor.deliveries;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** What carries records to destinations that may fail. */
@ConfigMapping(prefix = "sendoff.destinations")
public interface DeliveriesConfig {

    /** How long a delivery that fails is tried again: after 1 s, 2 s, … up to a minute, less up to a fifth by chance. */
    @WithDefault("PT6H")
    Duration maxAge();

    Webhook webhook();

    /** Webhooks. */
    interface Webhook {

        /** How long a receiver may take to answer, the connection included. */
        @WithDefault("PT15S")
        Duration timeout();

        /**
         * The secrets that requests are signed with, separated by commas: <code>whsec_</code> and 24 to 64 bytes in base64.
         * With several, each request has a signature by each, so that receivers can change over. Unsigned without any.
         */
        Optional<List<String>> secrets();
    }
}
