package dev.sendoff.state;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** Settings of the delivery state. */
@ConfigMapping(prefix = "sendoff.delivery-state")
interface StateConfig {

    /** How long the state of an invocation that has ended is kept. */
    @WithDefault("P7D")
    Duration retention();

    /** How long a request waits for a state that is not there yet, before it says so. */
    @WithDefault("PT5S")
    Duration readTimeout();

    /** Where other instances reach this one, as <code>host:port</code>. */
    @WithDefault("127.0.0.1:${quarkus.http.port:8080}")
    String advertised();

    /** The folder of the states' local copy; what is lost there is read again from Kafka. */
    @WithDefault("${sendoff.data:.sendoff}/streams")
    String stateDir();

    /** How many threads serve the partitions of this instance. */
    @WithDefault("1")
    int threads();

    /** How often changes are made durable, and seen by those who follow the topic; requests over HTTP see them before. */
    @WithDefault("PT0.2S")
    Duration commitInterval();

    /** How much memory changes may take between two commits, in bytes. */
    @WithDefault("33554432")
    long cacheBytes();

    /** After what time of silence the partitions of a lost instance go to others. */
    @WithDefault("PT6S")
    Duration sessionTimeout();

    /** How long a stopping instance may take. */
    @WithDefault("PT10S")
    Duration stopTimeout();
}
