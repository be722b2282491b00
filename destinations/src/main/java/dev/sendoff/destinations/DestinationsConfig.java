package dev.sendoff.destinations;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** Settings of the deliveries to destinations. */
@ConfigMapping(prefix = "sendoff.destinations")
interface DestinationsConfig {

    /** After what time of silence the partitions of a lost instance go to others. */
    @WithDefault("PT6S")
    Duration sessionTimeout();

    /** How long a topic to which nothing could be written is left alone. Its records take the way of retries meanwhile. */
    @WithDefault("PT30S")
    Duration refusedTopicPause();

    /** How long a stopping instance may take. */
    @WithDefault("PT10S")
    Duration stopTimeout();
}
