package dev.sendoff.executor.services;

import dev.sendoff.core.Code;
import dev.sendoff.core.FunctionVersion;
import dev.sendoff.core.LogLines;
import dev.sendoff.core.Outcome;
import dev.sendoff.core.PlatformErrors;
import dev.sendoff.executor.Runner;
import dev.sendoff.executor.handlers.HandlerCall;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.net.ConnectException;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.channels.UnresolvedAddressException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Posts events to the URLs of functions. The headers are those that a Lambda runtime is told of an event, with
 * {@code Idempotency-Key} beside them: the same for every attempt of one event. Redirects are not followed.
 */
@Singleton
public final class HttpServices implements Runner, AutoCloseable {

    /** More than this of a response is not wanted, and not read either. */
    private static final int MAX_RESPONSE_BYTES = PlatformErrors.MAX_RESPONSE_BYTES;

    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);

    private final HttpClient client;
    private final InstantSource clock;

    @Inject
    HttpServices() {
        this(InstantSource.system());
    }

    HttpServices(InstantSource clock) {
        this.clock = clock;
        this.client = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(CONNECT_TIMEOUT)
                .followRedirects(HttpClient.Redirect.NEVER)
                .executor(Executors.newVirtualThreadPerTaskExecutor())
                .build();
    }

    @Override
    public boolean canRun(FunctionVersion version) {
        return version.code() instanceof Code.Service;
    }

    @Override
    public CompletionStage<Outcome> run(FunctionVersion version, HandlerCall call) {
        if (!(version.code() instanceof Code.Service service)) {
            throw new IllegalArgumentException(version.key() + " is no service");
        }
        CompletableFuture<HttpResponse<byte[]>> exchange = client.sendAsync(
                request(service, call),
                HttpResponse.BodyHandlers.limiting(HttpResponse.BodyHandlers.ofByteArray(), MAX_RESPONSE_BYTES));
        long began = System.nanoTime();
        if (call.log().isKept()) {
            call.log().append(LogLines.start(call.id(), version.number()));
        }
        return exchange.copy()
                .orTimeout(call.timeout().toNanos(), TimeUnit.NANOSECONDS)
                .handle((response, failure) -> {
                    // Of an exchange whose time is over nothing is wanted any more, its connection included.
                    exchange.cancel(true);
                    Outcome outcome =
                            failure == null ? answer(response).outcome(clock.instant()) : failed(failure, call);
                    if (call.log().isKept()) {
                        call.log()
                                .append(LogLines.end(
                                        call.id(),
                                        Duration.ofNanos(System.nanoTime() - began),
                                        Optional.empty(),
                                        version.configuration().memorySize(),
                                        0));
                    }
                    return outcome;
                });
    }

    private HttpRequest request(Code.Service service, HandlerCall call) {
        HttpRequest.Builder request = HttpRequest.newBuilder(service.url())
                .header("Content-Type", "application/json")
                .header("Lambda-Runtime-Aws-Request-Id", call.id().toString())
                .header("Lambda-Runtime-Invoked-Function-Arn", call.invokedFunctionArn())
                .header(
                        "Lambda-Runtime-Deadline-Ms",
                        String.valueOf(clock.instant().plus(call.timeout()).toEpochMilli()))
                .header("Idempotency-Key", call.id().toString())
                .header("Sendoff-Attempt", String.valueOf(call.attempt()))
                .header("Sendoff-Redelivered", String.valueOf(call.redelivered()));
        if (call.traceHeader() != null) {
            request.header("X-Amzn-Trace-Id", call.traceHeader());
        }
        if (call.clientContext() != null) {
            request.header("X-Amz-Client-Context", call.clientContext());
        }
        return request.POST(HttpRequest.BodyPublishers.ofString(call.payload())).build();
    }

    private static ServiceAnswer answer(HttpResponse<byte[]> response) {
        HttpHeaders headers = response.headers();
        return new ServiceAnswer(
                response.statusCode(),
                headers.firstValue("Retry-After").orElse(null),
                headers.firstValue("Sendoff-Retry").orElse(null),
                response.body());
    }

    private static Outcome failed(Throwable failure, HandlerCall call) {
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        if (cause instanceof TimeoutException) {
            return PlatformErrors.timedOut(call.id(), call.timeout());
        }
        if (neverSent(cause)) {
            return new Outcome.NotRun("the service of '" + call.function() + "' cannot be reached: " + told(cause));
        }
        if (isTooLarge(cause)) {
            return PlatformErrors.responseTooLarge();
        }
        return PlatformErrors.of("Http.ConnectionLost", "The service ended the connection: " + told(cause));
    }

    private static boolean neverSent(Throwable cause) {
        for (Throwable each = cause; each != null; each = each.getCause()) {
            if (each instanceof ConnectException
                    || each instanceof HttpConnectTimeoutException
                    || each instanceof UnresolvedAddressException) {
                return true;
            }
        }
        return false;
    }

    /** The client has no exception of its own for it. */
    private static boolean isTooLarge(Throwable cause) {
        return cause instanceof IOException
                && String.valueOf(cause.getMessage()).contains("body exceeds capacity");
    }

    private static String told(Throwable cause) {
        @Nullable String message = cause.getMessage();
        return message == null ? cause.getClass().getSimpleName() : message;
    }

    /** What is under way is cut off. */
    @Override
    @PreDestroy
    public void close() {
        client.shutdownNow();
    }
}
