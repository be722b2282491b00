package dev.sendoff.executor.deliveries;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sendoff.core.CloudEvent;
import dev.sendoff.core.Code;
import dev.sendoff.core.Configuration;
import dev.sendoff.core.Delivery;
import dev.sendoff.core.Destination;
import dev.sendoff.core.FunctionVersion;
import dev.sendoff.core.Origin;
import dev.sendoff.core.Outcome;
import dev.sendoff.core.PlatformErrors;
import dev.sendoff.core.RetryAdvice;
import dev.sendoff.core.RetryPolicy;
import dev.sendoff.executor.Runner;
import dev.sendoff.executor.handlers.HandlerCall;
import dev.sendoff.installation.Installation;
import io.vertx.core.Vertx;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.format.DateTimeParseException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs the built-in functions that carry records to their destinations. Each is called after what fails or hangs as one, a
 * host or a topic, so that it takes no room from others.
 */
@Singleton
public final class Deliveries implements Runner, AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(Deliveries.class);
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration PRODUCER_TIME = Duration.ofSeconds(5);
    private static final Duration TOPIC_TIMEOUT = PRODUCER_TIME.multipliedBy(3);

    /** As often as the maximum age allows. */
    private static final RetryPolicy POLICY =
            new RetryPolicy(Integer.MAX_VALUE, Duration.ofSeconds(1), 2.0, Duration.ofMinutes(1), 0.2, Set.of());

    private final DeliveriesConfig config;
    private final Webhooks webhooks;
    private final TopicRecords topics;
    private final Optional<AwsServices> aws;

    @Inject
    Deliveries(DeliveriesConfig config, Installation installation, Vertx vertx, Instance<AwsServices> aws) {
        this(
                config,
                new Webhooks(
                        vertx,
                        Receivers.ofThisMachine(installation.allowsPrivateWebhooks()),
                        WebhookSignature.of(config.webhook().secrets().orElse(List.of())),
                        InstantSource.system()),
                new TopicRecords(() -> producer(installation)),
                aws.isResolvable() ? Optional.of(aws.get()) : Optional.empty());
        if (aws.isUnsatisfied() && !installation.awsEndpoints().isEmpty()) {
            log.error(
                    "this executor is built without sendoff-executor-aws, and does not deliver to {}",
                    installation.awsEndpoints().keySet());
        }
    }

    Deliveries(DeliveriesConfig config, Webhooks webhooks, TopicRecords topics, Optional<AwsServices> aws) {
        this.config = config;
        this.webhooks = webhooks;
        this.topics = topics;
        this.aws = aws;
    }

    /** It says soon that a topic is not there. */
    private static Producer<byte[], byte[]> producer(Installation installation) {
        Map<String, Object> settings = new HashMap<>(installation.clientSettings());
        settings.put(ProducerConfig.CLIENT_ID_CONFIG, "executor-deliveries-" + installation.instance());
        settings.put(ProducerConfig.ACKS_CONFIG, "all");
        settings.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, (int) PRODUCER_TIME.toMillis());
        settings.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, (int) PRODUCER_TIME.toMillis());
        settings.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, (int)
                PRODUCER_TIME.multipliedBy(2).toMillis());
        settings.put(ProducerConfig.KEY_SERIALIZER_CLASS_CONFIG, ByteArraySerializer.class);
        settings.put(ProducerConfig.VALUE_SERIALIZER_CLASS_CONFIG, ByteArraySerializer.class);
        return new KafkaProducer<>(settings);
    }

    public RetryPolicy retryPolicy() {
        return POLICY;
    }

    public Duration maxAge() {
        return config.maxAge();
    }

    /** The one version that a carrier has. */
    public FunctionVersion version(String carrier) {
        Duration timeout = carrier.startsWith(Destination.BUILT_IN + "webhook.")
                ? config.webhook().timeout()
                : TOPIC_TIMEOUT;
        return new FunctionVersion(
                carrier,
                FunctionVersion.LATEST,
                new Code.InProcess("", 0),
                Configuration.of("", "", timeout, Configuration.DEFAULT_MEMORY_SIZE),
                Instant.EPOCH,
                "");
    }

    @Override
    public boolean canRun(FunctionVersion version) {
        return Destination.isCarrier(version.function());
    }

    @Override
    public CompletionStage<Outcome> run(FunctionVersion version, HandlerCall call) {
        Origin.DeliveryOf delivery = call.delivery();
        if (delivery == null) {
            return never("Delivery.NotOne", "Nothing says whose record is to be delivered, and where.");
        }
        Destination destination;
        try {
            destination = Destination.parse(delivery.destination());
        } catch (IllegalArgumentException e) {
            return never("Delivery.UnknownDestination", String.valueOf(e.getMessage()));
        }
        return switch (destination) {
            case Destination.Webhook webhook -> post(webhook, delivery, call);
            case Destination.Topic topic -> topics.write(record(topic, delivery, call));
            case Destination.OfService service -> hand(service, delivery, call);
            case Destination.OfFunction _ ->
                never("Delivery.UnknownDestination", "Nothing here delivers to " + destination.address() + ".");
        };
    }

    private CompletionStage<Outcome> hand(Destination.OfService service, Origin.DeliveryOf delivery, HandlerCall call) {
        if (aws.isEmpty()) {
            // Another executor may have the module; and what is mended makes what waits arrive.
            return CompletableFuture.completedFuture(PlatformErrors.of(
                    "Delivery.NoModule",
                    "This executor is built without the module that delivers to " + service.service() + "."));
        }
        JsonNode record = parsed(call.payload());
        boolean isEvent = delivery.kind() == Delivery.Kind.DEAD_LETTER_TARGET;
        return aws.get()
                .deliver(
                        service,
                        new AwsServices.Parcel(
                                call.id(),
                                delivery.kind(),
                                call.payload(),
                                delivery.id(),
                                delivery.function(),
                                isEvent
                                        ? delivery.function()
                                        : record.path("requestContext")
                                                .path("functionArn")
                                                .asText(delivery.function()),
                                time(record),
                                isEvent ? delivery.failure() : null,
                                call.traceHeader()));
    }

    private CompletionStage<Outcome> post(Destination.Webhook webhook, Origin.DeliveryOf delivery, HandlerCall call) {
        JsonNode record = parsed(call.payload());
        ObjectNode event = JSON.createObjectNode();
        event(record, delivery, call).attributes().forEach(event::put);
        event.put("datacontenttype", "application/json");
        event.set("data", record);
        return webhooks.post(
                new Webhooks.Message(
                        webhook.url(), call.id().toString(), event.toString().getBytes(UTF_8)),
                call.timeout());
    }

    private static ProducerRecord<byte[], byte[]> record(
            Destination.Topic topic, Origin.DeliveryOf delivery, HandlerCall call) {
        byte[] key = delivery.id().toString().getBytes(UTF_8);
        ProducerRecord<byte[], byte[]> record =
                new ProducerRecord<>(topic.topic(), key, call.payload().getBytes(UTF_8));
        if (delivery.kind() == Delivery.Kind.DEAD_LETTER_TARGET) {
            record.headers().add("RequestID", key);
            Origin.Failure failure = delivery.failure();
            if (failure != null && failure.code() != null) {
                record.headers().add("ErrorCode", failure.code().toString().getBytes(UTF_8));
            }
            if (failure != null) {
                record.headers().add("ErrorMessage", failure.message().getBytes(UTF_8));
            }
        } else {
            event(parsed(call.payload()), delivery, call)
                    .kafkaHeaders()
                    .forEach((name, value) -> record.headers().add(name, value.getBytes(UTF_8)));
        }
        return record;
    }

    /** What a redrive has made of the record may be anything. */
    private static CloudEvent event(JsonNode record, Origin.DeliveryOf delivery, HandlerCall call) {
        return CloudEvent.of(
                delivery.kind(),
                call.id(),
                record.path("requestContext").path("functionArn").asText(delivery.function()),
                delivery.id(),
                time(record));
    }

    private static Instant time(JsonNode record) {
        try {
            return Instant.parse(record.path("timestamp").asText());
        } catch (DateTimeParseException e) {
            return Instant.EPOCH;
        }
    }

    private static JsonNode parsed(String payload) {
        try {
            return JSON.readTree(payload);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("an invocation's payload is JSON", e);
        }
    }

    private static CompletionStage<Outcome> never(String type, String message) {
        return CompletableFuture.completedFuture(
                new Outcome.Failed(PlatformErrors.of(type, message).error(), new RetryAdvice.Never()));
    }

    @Override
    @PreDestroy
    public void close() {
        webhooks.close();
        topics.close();
    }
}
