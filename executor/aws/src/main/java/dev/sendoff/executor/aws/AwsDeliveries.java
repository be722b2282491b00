package dev.sendoff.executor.aws;

import dev.sendoff.core.Destination;
import dev.sendoff.core.Outcome;
import dev.sendoff.core.PlatformErrors;
import dev.sendoff.executor.deliveries.AwsServices;
import dev.sendoff.installation.AwsEndpoint;
import dev.sendoff.installation.Installation;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.awscore.client.builder.AwsSyncClientBuilder;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.eventbridge.EventBridgeClient;
import software.amazon.awssdk.services.eventbridge.model.PutEventsResponse;
import software.amazon.awssdk.services.eventbridge.model.PutEventsResultEntry;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.sns.SnsClient;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.QueueDoesNotExistException;
import software.amazon.awssdk.utils.AttributeMap;
import software.amazon.awssdk.utils.SdkAutoCloseable;

/**
 * Brings records to SQS, SNS, EventBridge and S3, each call once: Sendoff's own timers try again. Clients are made when they
 * are needed first, one for each service and region. Safe for many threads.
 */
@Singleton
public final class AwsDeliveries implements AwsServices, AutoCloseable {

    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);

    /** Of a call with all that belongs to it; less than the time limit of the function that makes it. */
    private static final Duration CALL_TIMEOUT = Duration.ofSeconds(10);

    /** URLs of queues that are remembered. */
    private static final int REMEMBERED = 1000;

    private final Map<String, AwsEndpoint> endpoints;
    private final Region own;
    private final SdkHttpClient http = UrlConnectionHttpClient.builder()
            .connectionTimeout(CONNECT_TIMEOUT)
            .socketTimeout(CALL_TIMEOUT)
            .buildWithDefaults(AttributeMap.empty());
    private final ExecutorService calls = Executors.newVirtualThreadPerTaskExecutor();

    private record Key(String service, String region) {}

    private final Map<Key, SdkAutoCloseable> clients = new ConcurrentHashMap<>();
    private final Map<String, String> queueUrls = new ConcurrentHashMap<>();

    @Inject
    AwsDeliveries(Installation installation) {
        this(installation.awsEndpoints(), installation.account().region());
    }

    /** @param region of what tells none */
    AwsDeliveries(Map<String, AwsEndpoint> endpoints, String region) {
        this.endpoints = endpoints;
        this.own = Region.of(region);
    }

    @Override
    public CompletionStage<Outcome> deliver(Destination.OfService target, Parcel parcel) {
        Arn arn = Arn.parse(target.address());
        return CompletableFuture.supplyAsync(() -> call(arn, parcel), calls);
    }

    private Outcome call(Arn target, Parcel parcel) {
        try {
            AwsEndpoint endpoint = endpoints.get(target.service());
            if (endpoint == null) {
                return PlatformErrors.of(
                        "Delivery.NoEndpoint",
                        "Nothing is set as sendoff.aws." + target.service() + ".endpoint at this executor.");
            }
            return switch (target.service()) {
                case "sqs" -> target.isFifo() ? Failures.fifo(target) : send(target, endpoint, parcel);
                case "sns" -> target.isFifo() ? Failures.fifo(target) : publish(target, endpoint, parcel);
                case "events" -> put(target, endpoint, parcel);
                case "s3" -> store(target, endpoint, parcel);
                default ->
                    PlatformErrors.of("Delivery.UnknownService", "Nothing delivers to " + target.service() + ".");
            };
        } catch (SdkException e) {
            return Failures.of(target.service(), e);
        }
    }

    private Outcome send(Arn queue, AwsEndpoint endpoint, Parcel parcel) {
        SqsClient sqs = client(queue, SqsClient.class, endpoint, SqsClient::builder);
        try {
            String id =
                    sqs.sendMessage(Requests.message(urlOf(queue, sqs), parcel)).messageId();
            return delivered("messageId", id);
        } catch (QueueDoesNotExistException e) {
            // One that is made anew may have another URL.
            queueUrls.remove(queue.text());
            throw e;
        }
    }

    private String urlOf(Arn queue, SqsClient sqs) {
        String known = queueUrls.get(queue.text());
        if (known != null) {
            return known;
        }
        String url = sqs.getQueueUrl(
                        request -> request.queueName(queue.resource()).queueOwnerAWSAccountId(queue.account()))
                .queueUrl();
        if (queueUrls.size() >= REMEMBERED) {
            queueUrls.clear();
        }
        queueUrls.put(queue.text(), url);
        return url;
    }

    private Outcome publish(Arn topic, AwsEndpoint endpoint, Parcel parcel) {
        SnsClient sns = client(topic, SnsClient.class, endpoint, SnsClient::builder);
        return delivered(
                "messageId", sns.publish(Requests.notification(topic, parcel)).messageId());
    }

    private Outcome put(Arn bus, AwsEndpoint endpoint, Parcel parcel) {
        EventBridgeClient events = client(bus, EventBridgeClient.class, endpoint, EventBridgeClient::builder);
        PutEventsResponse answer = events.putEvents(Requests.event(bus, parcel));
        PutEventsResultEntry entry = answer.entries().getFirst();
        return entry.errorCode() == null
                ? delivered("eventId", entry.eventId())
                : Failures.entry(bus.service(), entry.errorCode(), String.valueOf(entry.errorMessage()));
    }

    private Outcome store(Arn bucket, AwsEndpoint endpoint, Parcel parcel) {
        S3Client s3 = client(
                bucket,
                S3Client.class,
                endpoint,
                () -> S3Client.builder()
                        // Names of buckets in host names are for those who own the domain.
                        .forcePathStyle(endpoint.url() != null));
        s3.putObject(Requests.object(bucket, parcel), Requests.body(parcel));
        return delivered("key", Requests.key(parcel));
    }

    private static Outcome delivered(String name, String value) {
        return new Outcome.Succeeded("{\"" + name + "\":" + PlatformErrors.quoted(value) + "}");
    }

    /** How a client's builder is had. */
    private interface Builders<B> {
        B make();
    }

    private <C extends SdkAutoCloseable, B extends AwsClientBuilder<B, C> & AwsSyncClientBuilder<B, C>> C client(
            Arn target, Class<C> type, AwsEndpoint endpoint, Builders<B> builders) {
        Region region = target.region().isEmpty() ? own : Region.of(target.region());
        return type.cast(clients.computeIfAbsent(new Key(target.service(), region.id()), _ -> {
            B builder = builders.make()
                    .region(region)
                    .httpClient(http)
                    .overrideConfiguration(settings ->
                            settings.apiCallTimeout(CALL_TIMEOUT).retryStrategy(retries -> retries.maxAttempts(1)));
            if (endpoint.url() != null) {
                builder = builder.endpointOverride(endpoint.url());
            }
            return builder.build();
        }));
    }

    @Override
    @PreDestroy
    public void close() {
        calls.shutdownNow();
        clients.values().forEach(SdkAutoCloseable::close);
        http.close();
    }
}
