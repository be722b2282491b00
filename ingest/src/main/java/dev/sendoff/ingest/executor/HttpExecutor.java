package dev.sendoff.ingest.executor;

import dev.sendoff.ingest.Executor;
import dev.sendoff.ingest.PendingLimit;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/** Forwards a call to an executor's HTTP address. */
public final class HttpExecutor implements Executor, AutoCloseable {

    /** More than any response that Lambda allows: what is larger is an executor's fault. */
    private static final long MAX_RESPONSE_BYTES = 8 * 1024 * 1024;

    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);
    /** For a response that begins in time, and does not end. */
    private static final Duration BODY_MARGIN = Duration.ofSeconds(10);

    private final URI base;
    private final Duration margin;
    private final PendingLimit pending;
    private final HttpClient client;

    /** @param margin how much longer than the function's own time limit an answer is waited for */
    public HttpExecutor(URI base, Duration margin, PendingLimit pending) {
        this.base = base;
        this.margin = margin;
        this.pending = pending;
        this.client = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(CONNECT_TIMEOUT)
                .executor(Executors.newVirtualThreadPerTaskExecutor())
                .build();
    }

    @Override
    public CompletionStage<Result> run(Call call) {
        int size = call.payload().length;
        if (!pending.tryTake(size)) {
            return CompletableFuture.completedStage(new Result.Throttled());
        }
        Duration limit = call.function().timeout().plus(margin);
        return client.sendAsync(
                        request(call, limit),
                        HttpResponse.BodyHandlers.limiting(HttpResponse.BodyHandlers.ofByteArray(), MAX_RESPONSE_BYTES))
                .handle((response, failure) -> {
                    pending.giveBack(size);
                    return failure == null ? result(call, response) : failed(failure, limit);
                })
                .completeOnTimeout(tooLate(limit), limit.plus(BODY_MARGIN).toMillis(), TimeUnit.MILLISECONDS);
    }

    private HttpRequest request(Call call, Duration limit) {
        HttpRequest.Builder request = HttpRequest.newBuilder(
                        base.resolve("/executor/v1/functions/" + call.function().name() + "/invocations"))
                .timeout(limit)
                .header("Content-Type", "application/json")
                .header("Sendoff-Request-Id", call.id().toString())
                .header("Sendoff-Invoked-Function-Arn", call.arn())
                .header("X-Amzn-Trace-Id", call.traceHeader());
        if (call.clientContext() != null) {
            request.header("X-Amz-Client-Context", call.clientContext());
        }
        if (call.wantsLog()) {
            request.header("X-Amz-Log-Type", "Tail");
        }
        return request.POST(HttpRequest.BodyPublishers.ofByteArray(call.payload()))
                .build();
    }

    private static Result result(Call call, HttpResponse<byte[]> response) {
        return switch (response.statusCode()) {
            case 200 ->
                new Result.Ran(
                        response.body(),
                        response.headers().firstValue("X-Amz-Function-Error").orElse(null),
                        response.headers().firstValue("X-Amz-Log-Result").orElse(null));
            case 404 ->
                new Result.Failed("The executor does not have the function "
                        + call.function().name() + ".");
            case 429 ->
                response.headers().firstValue("Sendoff-Reserved-Concurrency").isPresent()
                        ? new Result.ReservedConcurrencyUsed()
                        : new Result.Throttled();
            default -> new Result.Failed("The executor answered with status " + response.statusCode() + ".");
        };
    }

    private static Result failed(Throwable failure, Duration limit) {
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        if (cause instanceof HttpTimeoutException && !(cause instanceof HttpConnectTimeoutException)) {
            return tooLate(limit);
        }
        return new Result.Failed(
                "The executor cannot be reached: " + cause.getClass().getSimpleName()
                        + (cause.getMessage() == null ? "" : ": " + cause.getMessage()) + ".");
    }

    private static Result tooLate(Duration limit) {
        return new Result.Failed("The executor did not answer within " + limit.toMillis() + " ms.");
    }

    /** Ends what is under way; whoever waits for it is told so. */
    @Override
    public void close() {
        client.shutdownNow();
    }
}
