package dev.sendoff.standalone;

import dev.sendoff.process.Port;
import dev.sendoff.process.StartRefusedException;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;

/** What comes in the box beside the services: a broker and a registry, each unless the user brings one. */
final class Box implements AutoCloseable {

    private static final Duration START_TIMEOUT = Duration.ofSeconds(60);
    private static final Duration REGISTRY_STOP = Duration.ofSeconds(4);
    private static final Duration BROKER_STOP = Duration.ofSeconds(9);

    private final Optional<Child> broker;
    private final Optional<Child> registry;
    private final int brokerPort;
    private final String registryUrl;

    private Box(Optional<Child> broker, Optional<Child> registry, int brokerPort, String registryUrl) {
        this.broker = broker;
        this.registry = registry;
        this.brokerPort = brokerPort;
        this.registryUrl = registryUrl;
    }

    static Box start(StandaloneConfig config, DataFolder folder, Program program, RandomGenerator random) {
        Optional<Child> broker = config.kafka().bootstrap().isPresent()
                ? Optional.empty()
                : Optional.of(startBroker(config, folder, program, random));
        try {
            Optional<Child> registry = config.registry().url().isPresent()
                    ? Optional.empty()
                    : Optional.of(startRegistry(config, folder, program));
            return new Box(broker, registry, config.kafka().port(), Standalone.registryUrl(config));
        } catch (RuntimeException e) {
            broker.ifPresent(Child::close);
            throw e;
        }
    }

    private static Child startBroker(
            StandaloneConfig config, DataFolder folder, Program program, RandomGenerator random) {
        Path home = folder.resolve("kafka");
        ProcessBuilder builder = program.broker(
                List.of("-Xms64m", "-Xmx512m", "-XX:+UseG1GC", "--sun-misc-unsafe-memory-access=allow"),
                "dev.sendoff.broker.Broker",
                List.of(
                        home.toString(),
                        Integer.toString(config.kafka().port()),
                        Integer.toString(Port.anyFree(random))));
        Child child = Child.start(
                "The Kafka broker",
                builder,
                home.resolve("logs/broker.0.log"),
                folder.resolve("kafka/logs/console.log"));
        folder.note(child.process(), "broker");
        return child;
    }

    private static Child startRegistry(StandaloneConfig config, DataFolder folder, Program program) {
        Path home = folder.resolve("registry");
        Path log = home.resolve("logs/registry.log");
        // Every write is in the file before it is answered: an id that was handed out survives kill -9.
        String database = "jdbc:h2:file:" + home.resolve("registry") + ";WRITE_DELAY=0;DB_CLOSE_ON_EXIT=FALSE";
        ProcessBuilder builder = program.registry(List.of(
                "-Dquarkus.http.port=" + config.registry().port(),
                "-Dquarkus.log.file.path=" + log,
                "-Dapicurio.datasource.url=" + database));
        // The registry is a Quarkus application too: what a user sets for ours is not meant for it.
        builder.environment().keySet().removeIf(name -> name.startsWith("QUARKUS_") || name.startsWith("APICURIO_"));
        try {
            builder.directory(Files.createDirectories(home).toFile());
        } catch (IOException e) {
            throw new StartRefusedException("the folder " + home + " cannot be made: " + e, e);
        }
        Child child = Child.start("The schema registry", builder, log, home.resolve("logs/console.log"));
        folder.note(child.process(), "registry");
        return child;
    }

    /** @param listener is told if one of the children ends without having been told to */
    void onDeath(Consumer<String> listener) {
        broker.ifPresent(child -> child.onDeath(listener));
        registry.ifPresent(child -> child.onDeath(listener));
    }

    /** @throws StartRefusedException with the end of its log, if one of the children does not come up */
    void awaitReady() {
        broker.ifPresent(child -> child.awaitReady(() -> KafkaProbe.answers(brokerPort), START_TIMEOUT));
        registry.ifPresent(child -> child.awaitReady(this::registryAnswers, START_TIMEOUT));
    }

    private boolean registryAnswers() {
        try {
            var connection = (HttpURLConnection)
                    URI.create(registryUrl + "/subjects").toURL().openConnection();
            connection.setConnectTimeout(1000);
            connection.setReadTimeout(5000);
            try {
                return connection.getResponseCode() == 200;
            } finally {
                connection.disconnect();
            }
        } catch (IOException e) {
            return false;
        }
    }

    /** Stops the registry, then the broker: it is what others need until their end. */
    @Override
    public void close() {
        registry.ifPresent(child -> child.stop(REGISTRY_STOP));
        broker.ifPresent(child -> child.stop(BROKER_STOP));
    }
}
