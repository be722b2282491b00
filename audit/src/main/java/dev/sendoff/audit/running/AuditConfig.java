package dev.sendoff.audit.running;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** Settings of the audit that runs beside the services. */
@ConfigMapping(prefix = "sendoff.audit")
interface AuditConfig {

    /**
     * How often accepted events are reconciled with their ends; PT0S for never. Each process that does so looks at the
     * whole installation, reading every record once.
     */
    @WithDefault("PT10M")
    Duration every();

    /** How far back the first audit after a start looks. */
    @WithDefault("PT1H")
    Duration lookBack();

    /** How long an end may come after the event's maximum age, before it counts as missing. */
    @WithDefault("PT20M")
    Duration grace();

    /** The folder for what does not fit into memory: 44 bytes for each record of an event that is under way. */
    @WithDefault("${sendoff.data:.sendoff}/audit")
    String workDir();
}
