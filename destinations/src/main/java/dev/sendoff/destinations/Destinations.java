package dev.sendoff.destinations;

import dev.sendoff.installation.Installation;
import dev.sendoff.schemas.RecordWriter;
import dev.sendoff.schemas.Topic;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.InstantSource;
import java.util.List;
import org.apache.kafka.clients.admin.Admin;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The deliveries to destinations: start and stop with the process. */
@Singleton
final class Destinations implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(Destinations.class);

    private final DestinationsConfig config;
    private final Admin admin;
    private final OutcomeLoop loop;
    private final Thread thread;

    Destinations(Installation installation, DestinationsConfig config, DeliveryMetrics metrics) {
        this.config = config;
        Clients clients = new Clients(installation, config.sessionTimeout());
        this.admin = clients.admin();
        InstantSource clock = InstantSource.system();
        TargetTopics targets = new KafkaTargetTopics(admin, config.refusedTopicPause(), clock);
        Planner planner = new Planner(installation.account(), installation.sharding(), targets);
        this.loop = new OutcomeLoop(
                clients::consumer,
                clients::transactionalProducer,
                List.of(
                        installation.topics().name(Topic.SUCCESSES),
                        installation.topics().name(Topic.DEAD_LETTERS)),
                new OutcomeReader(installation.wire(), planner),
                new RecordWriter(installation.wire()),
                targets,
                metrics,
                clock);
        this.thread = Thread.ofPlatform().name("destinations").unstarted(loop);
    }

    void start(@Observes StartupEvent event) {
        thread.start();
    }

    void stop(@Observes ShutdownEvent event) {
        close();
    }

    /** Whether outcomes are read, or would be if this instance had any partitions. */
    boolean isReady() {
        return loop.hasJoined() && thread.isAlive();
    }

    @Override
    public void close() {
        loop.stop();
        try {
            if (thread.isAlive() && !thread.join(config.stopTimeout())) {
                log.warn("the deliveries did not stop within {}", config.stopTimeout());
                thread.interrupt();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        admin.close(config.stopTimeout());
    }
}
