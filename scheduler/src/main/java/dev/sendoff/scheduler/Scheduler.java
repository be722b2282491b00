package dev.sendoff.scheduler;

import dev.sendoff.installation.Installation;
import dev.sendoff.registry.Cancellations;
import dev.sendoff.registry.Functions;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.KafkaStreams.State;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The scheduler's Streams application: starts and stops with the process. */
@Singleton
final class Scheduler implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(Scheduler.class);

    private final KafkaStreams streams;
    private final SchedulerConfig config;
    private volatile boolean ranOnce;

    Scheduler(
            Installation installation,
            SchedulerConfig config,
            TimerMetrics metrics,
            Functions functions,
            Cancellations cancellations) {
        this.config = config;
        this.streams = new KafkaStreams(
                SchedulerTopology.build(
                        installation.wire(), metrics, new Recall.OfInstallation(functions, cancellations)),
                SchedulerSettings.of(installation, config));
        streams.setStateListener((now, before) -> {
            log.info("the scheduler is {}", now);
            if (now == State.RUNNING) {
                ranOnce = true;
            }
        });
        // Its partitions are read again from the last commit, by another thread.
        streams.setUncaughtExceptionHandler(error -> {
            log.error("a scheduler thread failed and is replaced", error);
            return StreamThreadExceptionResponse.REPLACE_THREAD;
        });
    }

    void start(@Observes StartupEvent event) {
        streams.start();
    }

    void stop(@Observes ShutdownEvent event) {
        close();
    }

    /** Whether timers fire; a rebalance is no interruption worth telling, but before the first run it is one. */
    boolean isReady() {
        State state = streams.state();
        return state == State.RUNNING || (ranOnce && state == State.REBALANCING);
    }

    State state() {
        return streams.state();
    }

    @Override
    public void close() {
        if (!streams.close(config.stopTimeout())) {
            log.warn("the scheduler did not stop within {}", config.stopTimeout());
        }
    }
}
