package dev.sendoff.ingest.config;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** What is allowed of webhooks. Executors hold to it when they call them. */
@ConfigMapping(prefix = "sendoff.destinations.webhook")
interface WebhookRules {

    /** Whether webhooks may be plain HTTP, and lead to private, loopback and link-local addresses. */
    @WithDefault("false")
    boolean allowPrivate();
}
