package dev.sendoff.installation;

import dev.sendoff.core.Account;
import dev.sendoff.core.RetryPolicy;
import dev.sendoff.core.Sharding;
import dev.sendoff.schemas.Topics;
import dev.sendoff.schemas.WireFormat;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes the {@link Installation} from its settings, once a process, when the first service asks for it. */
@Singleton
final class InstallationSetup {

    private static final Logger log = LoggerFactory.getLogger(InstallationSetup.class);
    private static final Duration BETWEEN_TRIES = Duration.ofMillis(200);

    /** What a Kafka client waits for one answer unless told otherwise. */
    private static final int KAFKAS_REQUEST_TIMEOUT_MS = 30_000;

    private final InstallationConfig config;

    InstallationSetup(InstallationConfig config) {
        this.config = config;
    }

    @Produces
    @Singleton
    Installation installation() {
        Topics topics = new Topics(
                config.topics().prefix(),
                config.topics().partitions(),
                config.topics().replication());
        Map<String, Object> clientSettings = new HashMap<>(config.kafka().properties());
        clientSettings.put(
                AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, config.kafka().bootstrap());
        WireFormat wire = WireFormat.connect(
                topics, config.registry().url(), config.registry().properties());
        prepareTopics(topics, clientSettings);
        registerSchemas(wire);
        return new Installation(
                topics,
                sharding(),
                wire,
                new Account(config.region(), config.accountId()),
                clientSettings,
                RetryPolicy.DEFAULT.withInitialDelay(config.retryPolicy().initialDelay()),
                config.destinations().webhook().allowPrivate(),
                awsEndpoints(),
                config.instance());
    }

    private Map<String, AwsEndpoint> awsEndpoints() {
        Map<String, AwsEndpoint> endpoints = new HashMap<>();
        InstallationConfig.Aws aws = config.aws();
        Map.of(
                        "sqs", aws.sqs().endpoint(),
                        "sns", aws.sns().endpoint(),
                        "events", aws.events().endpoint(),
                        "s3", aws.s3().endpoint())
                .forEach((service, endpoint) -> endpoint.ifPresent(value ->
                        endpoints.put(service, AwsEndpoint.parse("sendoff.aws." + service + ".endpoint", value))));
        return endpoints;
    }

    private Sharding sharding() {
        int partitions = config.topics().partitions();
        OptionalInt perFunction = config.topics().partitionsPerFunction();
        try {
            return perFunction.isPresent() ? new Sharding(partitions, perFunction.getAsInt()) : Sharding.of(partitions);
        } catch (IllegalArgumentException e) {
            throw new InstallationException("sendoff.topics.partitions-per-function: " + e.getMessage(), e);
        }
    }

    private void prepareTopics(Topics topics, Map<String, Object> clientSettings) {
        Duration timeout = config.kafka().startupTimeout();
        try (Admin admin = Admin.create(adminSettings(clientSettings, timeout))) {
            new TopicSetup(topics, config.topics().create(), timeout).run(admin);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InstallationException("interrupted while topics were prepared", e);
        } catch (ExecutionException | TimeoutException e) {
            throw new InstallationException(
                    "topics could not be prepared on " + config.kafka().bootstrap() + ": " + e.getMessage(), e);
        }
    }

    /** Kafka refuses a time for one request that is longer than the time for the whole call. */
    static Map<String, Object> adminSettings(Map<String, Object> clientSettings, Duration timeout) {
        int wholeCall = Math.clamp(timeout.toMillis(), 0, Integer.MAX_VALUE);
        Object wanted = clientSettings.get(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG);
        int oneRequest = wanted == null ? KAFKAS_REQUEST_TIMEOUT_MS : Integer.parseInt(wanted.toString());
        Map<String, Object> settings = new HashMap<>(clientSettings);
        settings.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, wholeCall);
        settings.put(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, Math.min(oneRequest, wholeCall));
        return settings;
    }

    /** The registry is a process of its own, and may come up after us. */
    private void registerSchemas(WireFormat wire) {
        long deadline = System.nanoTime() + config.kafka().startupTimeout().toNanos();
        while (true) {
            try {
                wire.register();
                return;
            } catch (WireFormat.IncompatibleSchemaException e) {
                throw new InstallationException(String.valueOf(e.getMessage()), e);
            } catch (IOException e) {
                if (System.nanoTime() > deadline) {
                    throw new InstallationException(
                            "the schema registry at " + config.registry().url() + " does not answer: " + e.getMessage(),
                            e);
                }
                log.debug("waiting for the schema registry", e);
                pause();
            }
        }
    }

    private static void pause() {
        LockSupport.parkNanos(BETWEEN_TRIES.toNanos());
        if (Thread.currentThread().isInterrupted()) {
            throw new InstallationException("interrupted while waiting for the schema registry");
        }
    }
}
