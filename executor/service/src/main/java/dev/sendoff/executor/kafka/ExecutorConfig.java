package dev.sendoff.executor.kafka;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** Settings of an executor. */
@ConfigMapping(prefix = "sendoff.executor")
interface ExecutorConfig {

    /**
     * How many attempts an executor makes at a time. One function has no more than are left free: alone a half, two a third
     * each, and there is always room for another.
     */
    @WithDefault("2000")
    int concurrency();

    /**
     * How many invocations it holds in memory: waiting to run, running, or waiting to become durable. One function has no
     * more of them than are left free.
     */
    @WithDefault("8000")
    int buffered();

    /** How many bytes of records it holds in memory; at least one record is held, however large. */
    @WithDefault("67108864")
    long bufferedBytes();

    /**
     * How long a function's oldest invocation may have waited in memory before, once the function has all the room that it
     * may have, further ones are put back to the timers, so that those of other functions behind them are reached.
     */
    @WithDefault("PT1S")
    Duration patience();

    /** How many outcomes become durable in one transaction at most. */
    @WithDefault("2000")
    int groupSize();

    /**
     * The least time from one commit of outcomes to the next: under load they gather so long. The first after a rest is
     * committed at once.
     */
    @WithDefault("PT0.02S")
    Duration gather();

    /**
     * How far beyond the last commit attempts may begin, in records of a partition. After a crash that many may be marked
     * as redelivered though they never began.
     */
    @WithDefault("2000")
    int claimAhead();

    /** How long what runs on a partition may take to end when another executor takes the partition over. */
    @WithDefault("PT5S")
    Duration drainTimeout();

    /** How long what runs may take to end when the process stops. */
    @WithDefault("PT10S")
    Duration shutdownTimeout();

    /** From which age on an attempt is shown as running. */
    @WithDefault("PT0.2S")
    Duration announceAfter();

    /**
     * After what time of silence an executor is taken for dead, and its partitions and its open transaction with it. A
     * pause of up to half a second less is survived. Set at the consumer group; a broker whose
     * <code>group.consumer.min.session.timeout.ms</code> is larger refuses it and keeps its own.
     */
    @WithDefault("PT4.5S")
    Duration sessionTimeout();
}
