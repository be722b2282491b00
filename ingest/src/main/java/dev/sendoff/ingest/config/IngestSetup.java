package dev.sendoff.ingest.config;

import dev.sendoff.ingest.FunctionLookup;
import dev.sendoff.ingest.HomePartitions;
import dev.sendoff.ingest.Intake;
import dev.sendoff.ingest.InvocationQueue;
import dev.sendoff.ingest.PendingLimit;
import dev.sendoff.ingest.executor.HttpExecutor;
import dev.sendoff.ingest.functions.Deployments;
import dev.sendoff.ingest.functions.events.DestinationRules;
import dev.sendoff.ingest.functions.events.EventInvokeConfigs;
import dev.sendoff.ingest.http.functions.RequestBodies;
import dev.sendoff.ingest.kafka.InvocationChannelSettings;
import dev.sendoff.ingest.kafka.KafkaInvocationQueue;
import dev.sendoff.installation.Installation;
import dev.sendoff.registry.Functions;
import dev.sendoff.schemas.RecordWriter;
import dev.sendoff.schemas.Topic;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.quarkus.runtime.Startup;
import io.smallrye.common.annotation.Identifier;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.eclipse.microprofile.reactive.messaging.Channel;
import org.eclipse.microprofile.reactive.messaging.Emitter;
import org.eclipse.microprofile.reactive.messaging.OnOverflow;

/** Puts ingest together. */
@Singleton
final class IngestSetup {

    /** More than the channel is ever given: {@link PendingLimit} stands before it. */
    private static final int CHANNEL_BUFFER = 1 << 20;

    private static final Duration QUEUE_MARGIN = Duration.ofSeconds(2);

    private final IngestConfig config;
    private final Installation installation;

    IngestSetup(IngestConfig config, Installation installation) {
        this.config = config;
        this.installation = installation;
    }

    @Produces
    @Singleton
    FunctionLookup functionLookup(Functions functions) {
        return new FunctionLookup(functions, installation.account());
    }

    @Produces
    @Singleton
    DestinationRules destinationRules() {
        return new DestinationRules(
                installation.account(),
                installation.topics(),
                installation.allowsPrivateWebhooks(),
                installation.awsEndpoints().keySet());
    }

    @Produces
    @Singleton
    EventInvokeConfigs eventInvokeConfigs(Functions functions, FunctionLookup lookup, DestinationRules rules) {
        return new EventInvokeConfigs(functions, lookup, rules, InstantSource.system());
    }

    @Produces
    @Singleton
    Deployments deployments(Functions functions, FunctionLookup lookup, DestinationRules rules) {
        return new Deployments(
                functions,
                lookup,
                rules,
                InstantSource.system(),
                () -> UUID.randomUUID().toString());
    }

    @Produces
    @Singleton
    RequestBodies requestBodies() {
        return new RequestBodies(new PendingLimit(config.maxUploads(), config.maxUploadBytes()));
    }

    /** Made at the start, with all that it needs: the first request would make it on the event loop. */
    @Produces
    @Singleton
    @Startup
    Intake intake(FunctionLookup lookup, InvocationQueue queue, HttpExecutor executor, MeterRegistry meters) {
        HomePartitions homes = new HomePartitions(installation.sharding(), config.partitionSlice());
        Intake intake = new Intake(
                lookup,
                installation.account(),
                homes,
                queue,
                executor,
                InstantSource.system(),
                ThreadLocalRandom::current);
        meters.gauge(
                "sendoff.recursions.stopped",
                Tags.of("invocation", "RequestResponse"),
                intake,
                Intake::recursionsStopped);
        return intake;
    }

    @Produces
    @Singleton
    HttpExecutor executor() {
        return new HttpExecutor(
                config.executorUrls(),
                config.executorMargin(),
                new PendingLimit(config.maxCalls(), config.maxCallBytes()));
    }

    void close(@Disposes HttpExecutor executor) {
        executor.close();
    }

    @Produces
    @Singleton
    InvocationQueue invocationQueue(
            @Channel(InvocationChannelSettings.CHANNEL)
                    @OnOverflow(value = OnOverflow.Strategy.BUFFER, bufferSize = CHANNEL_BUFFER)
                    Emitter<ProducerRecord<byte[], byte[]>> channel) {
        return new KafkaInvocationQueue(
                new RecordWriter(installation.wire()),
                channel,
                new PendingLimit(config.maxPending(), config.maxPendingBytes()),
                config.deliveryTimeout().plus(QUEUE_MARGIN));
    }

    /** What the connector itself reads; the producer's settings are {@link #channelSettings}'s. */
    @Produces
    @Singleton
    @Identifier(InvocationChannelSettings.CHANNEL)
    Map<String, Object> connectorSettings() {
        return Map.of(
                ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
                String.valueOf(installation.clientSettings().get(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG)),
                "topic",
                installation.topics().name(Topic.INVOCATIONS),
                "max-inflight-messages",
                String.valueOf(config.maxPending()));
    }

    @Produces
    @Singleton
    InvocationChannelSettings channelSettings() {
        Map<String, Object> settings = new HashMap<>();
        installation.clientSettings().forEach((name, value) -> settings.put(name, String.valueOf(value)));
        settings.put(ProducerConfig.CLIENT_ID_CONFIG, installation.named("ingest-" + installation.instance()));
        settings.put(ProducerConfig.ACKS_CONFIG, "all");
        settings.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, "true");
        settings.put(ProducerConfig.RETRIES_CONFIG, String.valueOf(Integer.MAX_VALUE));
        settings.put(ProducerConfig.LINGER_MS_CONFIG, millis(config.linger()));
        settings.put(
                ProducerConfig.MAX_IN_FLIGHT_REQUESTS_PER_CONNECTION, String.valueOf(config.maxInFlightRequests()));
        settings.put(ProducerConfig.BATCH_SIZE_CONFIG, String.valueOf(config.batchBytes()));
        settings.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, String.valueOf(Topic.MAX_RECORD_BYTES));
        // What is pending, and as much again for batches that are not full.
        settings.put(ProducerConfig.BUFFER_MEMORY_CONFIG, String.valueOf(2 * config.maxPendingBytes()));
        settings.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, millis(config.deliveryTimeout()));
        settings.put(
                ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG,
                millis(config.deliveryTimeout().dividedBy(2)));
        settings.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, millis(config.deliveryTimeout()));
        settings.put(ProducerConfig.RECONNECT_BACKOFF_MAX_MS_CONFIG, "1000");
        // A quiet hour must not make the next event wait for the topics' metadata. Kafka adds this to the clock's time:
        // the largest number there is would be in the past.
        settings.put(ProducerConfig.METADATA_MAX_IDLE_CONFIG, millis(Duration.ofDays(365)));
        return new InvocationChannelSettings(settings);
    }

    private static String millis(Duration duration) {
        return String.valueOf(duration.toMillis());
    }
}
