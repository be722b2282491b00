package dev.sendoff.scheduler;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** Settings of the scheduler. */
@ConfigMapping(prefix = "sendoff.scheduler")
interface SchedulerConfig {

    /** The folder of the timers' local copy; what is lost there is read again from Kafka. */
    @WithDefault("${sendoff.data:.sendoff}/streams")
    String stateDir();

    /** How many threads serve the partitions of this instance. */
    @WithDefault("1")
    int threads();

    /** How often new timers are made durable; firing ones are committed at once. */
    @WithDefault("PT0.1S")
    Duration commitInterval();

    /** After what time of silence the partitions of a lost instance go to others. */
    @WithDefault("PT6S")
    Duration sessionTimeout();

    /** How long a stopping scheduler may take. */
    @WithDefault("PT10S")
    Duration stopTimeout();
}
