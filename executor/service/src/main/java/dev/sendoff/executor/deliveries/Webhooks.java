package dev.sendoff.executor.deliveries;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sendoff.core.Outcome;
import dev.sendoff.core.PlatformErrors;
import dev.sendoff.core.RetryAdvice;
import dev.sendoff.executor.deliveries.Receivers.RefusedAddressException;
import dev.sendoff.executor.services.RetryAfter;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.SocketAddress;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Posts CloudEvents to webhooks. Redirects are not followed, no proxy is used, certificates are checked. Safe for many
 * threads.
 */
final class Webhooks implements AutoCloseable {

    /** As much of an answer as is told of. */
    private static final int TOLD = 1024;

    private static final int GONE = 410;
    private static final int CONNECTIONS_A_HOST = 32;
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);
    private static final int IDLE_SECONDS = 30;

    private final HttpClient client;
    private final Receivers receivers;
    private final WebhookSignature signature;
    private final InstantSource clock;
    private final ExecutorService lookups = Executors.newVirtualThreadPerTaskExecutor();

    /** @param vertx stays the caller's */
    Webhooks(Vertx vertx, Receivers receivers, WebhookSignature signature, InstantSource clock) {
        this.client = vertx.createHttpClient(
                new HttpClientOptions()
                        .setConnectTimeout((int) CONNECT_TIMEOUT.toMillis())
                        .setIdleTimeout(IDLE_SECONDS)
                        .setVerifyHost(true)
                        .setDecompressionSupported(false),
                new PoolOptions().setHttp1MaxSize(CONNECTIONS_A_HOST));
        this.receivers = receivers;
        this.signature = signature;
        this.clock = clock;
    }

    /**
     * What is posted.
     *
     * @param id the same for every attempt
     * @param body a CloudEvent in structured mode, in UTF-8
     */
    @SuppressWarnings("ArrayRecordComponent") // bytes that nobody compares
    record Message(URI url, String id, byte[] body) {}

    /**
     * Posts it once; returns at once.
     *
     * @return never completes exceptionally; completes at the latest when {@code timeout} is over
     */
    CompletionStage<Outcome> post(Message message, Duration timeout) {
        URI url = message.url();
        if (!receivers.allowPrivate() && !"https".equals(url.getScheme())) {
            return CompletableFuture.completedFuture(
                    never("Webhook.Refused", url + " is not called: a webhook is https, unless others are allowed"));
        }
        Attempt attempt = new Attempt(message);
        return CompletableFuture.supplyAsync(() -> addressOf(url), lookups)
                .thenCompose(attempt::to)
                .orTimeout(timeout.toNanos(), TimeUnit.NANOSECONDS)
                .handle((outcome, failure) -> {
                    attempt.end();
                    return failure == null ? outcome : failed(failure, url, timeout);
                });
    }

    private InetAddress addressOf(URI url) {
        try {
            return receivers.addressOf(url.getHost());
        } catch (UnknownHostException | RefusedAddressException e) {
            throw new CompletionException(e);
        }
    }

    /** One request, until its time is over. */
    private final class Attempt {

        private final Message message;
        private volatile @Nullable HttpClientRequest request;
        private volatile boolean ended;

        Attempt(Message message) {
            this.message = message;
        }

        CompletionStage<Outcome> to(InetAddress address) {
            URI url = message.url();
            boolean tls = "https".equals(url.getScheme());
            int port = url.getPort() >= 0 ? url.getPort() : tls ? 443 : 80;
            Instant now = clock.instant();
            RequestOptions options = new RequestOptions()
                    .setMethod(HttpMethod.POST)
                    .setServer(SocketAddress.inetSocketAddress(new InetSocketAddress(address, port)))
                    .setHost(url.getHost())
                    .setPort(port)
                    .setSsl(tls)
                    .setURI(pathOf(url))
                    .putHeader("content-type", "application/cloudevents+json; charset=UTF-8")
                    .putHeader("user-agent", "Sendoff")
                    .putHeader("webhook-id", message.id())
                    .putHeader("webhook-timestamp", Long.toString(now.getEpochSecond()));
            if (!signature.isEmpty()) {
                options.putHeader("webhook-signature", signature.sign(message.id(), now, message.body()));
            }
            return client.request(options)
                    .compose(this::send)
                    .compose(this::read)
                    .toCompletionStage();
        }

        private Future<HttpClientResponse> send(HttpClientRequest opened) {
            request = opened;
            if (ended) {
                opened.reset();
            }
            return opened.send(Buffer.buffer(message.body()));
        }

        private Future<Outcome> read(HttpClientResponse response) {
            Buffer told = Buffer.buffer();
            response.handler(part -> {
                if (told.length() < TOLD) {
                    told.appendBuffer(part, 0, Math.min(part.length(), TOLD - told.length()));
                }
            });
            return response.end()
                    .map(_ -> answered(
                            response.statusCode(),
                            response.getHeader("Retry-After"),
                            told.toString(UTF_8),
                            clock.instant()));
        }

        /** Of what is not over its connection is of no use to others. */
        void end() {
            ended = true;
            HttpClientRequest opened = request;
            if (opened != null) {
                opened.reset();
            }
        }
    }

    private static String pathOf(URI url) {
        String path = url.getRawPath() == null || url.getRawPath().isEmpty() ? "/" : url.getRawPath();
        return url.getRawQuery() == null ? path : path + "?" + url.getRawQuery();
    }

    static Outcome answered(int status, @Nullable String retryAfter, String body, Instant now) {
        if (status >= 200 && status < 300) {
            return new Outcome.Succeeded("{\"status\":" + status + ",\"body\":" + PlatformErrors.quoted(body) + "}");
        }
        String type = "Webhook.Status" + status;
        String redirect = status >= 300 && status < 400 ? ", and redirects are not followed" : "";
        String message =
                "The receiver answered with status " + status + redirect + (body.isBlank() ? "." : ": " + body);
        if (status == GONE) {
            return never(type, message);
        }
        Outcome.Failed failed = PlatformErrors.of(type, message);
        Optional<Duration> wait = RetryAfter.read(retryAfter, now);
        return wait.isPresent() ? new Outcome.Failed(failed.error(), new RetryAdvice.After(wait.get())) : failed;
    }

    private static Outcome failed(Throwable failure, URI url, Duration timeout) {
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        return switch (cause) {
            case RefusedAddressException refused -> never("Webhook.Refused", String.valueOf(refused.getMessage()));
            case UnknownHostException _ ->
                PlatformErrors.of("Webhook.UnknownHost", "Nobody knows the host " + url.getHost() + ".");
            case TimeoutException _ ->
                PlatformErrors.of("Webhook.Timeout", "The receiver did not answer within " + timeout + ".");
            default -> PlatformErrors.of("Webhook.ConnectionFailed", String.valueOf(cause.getMessage()));
        };
    }

    private static Outcome.Failed never(String type, String message) {
        return new Outcome.Failed(PlatformErrors.of(type, message).error(), new RetryAdvice.Never());
    }

    /** What is under way is cut off. */
    @Override
    public void close() {
        client.close();
        lookups.shutdownNow();
    }
}
