package dev.sendoff.ingest.config;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** What webhooks may be set as destinations. Whoever calls them reads the same setting. */
@ConfigMapping(prefix = "sendoff.destinations.webhook")
interface WebhookRules {

    /** Whether webhooks may be plain HTTP, and on private, loopback and other addresses that are not public. */
    @WithDefault("false")
    boolean allowPrivate();
}
