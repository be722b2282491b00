package dev.sendoff.redrive.kafka;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** Settings of redrives, replays and purges. */
@ConfigMapping(prefix = "sendoff.redrive")
interface RedriveConfig {

    /** How long a job that is over is kept, with who asked for it. */
    @WithDefault("P90D")
    Duration retention();

    /** How many jobs may be under way at a time; those that come later wait for one to end, stop or be paused. */
    @WithDefault("16")
    int maxRunning();

    /** How long a dry run may read, before it answers with what it has seen so far. */
    @WithDefault("PT20S")
    Duration dryRunTimeout();

    /** How long a request waits for the brokers. */
    @WithDefault("PT5S")
    Duration writeTimeout();

    /** After what time of silence the jobs of a lost instance go to another. */
    @WithDefault("PT6S")
    Duration sessionTimeout();

    /** How long a stopping instance may take. */
    @WithDefault("PT10S")
    Duration stopTimeout();
}
