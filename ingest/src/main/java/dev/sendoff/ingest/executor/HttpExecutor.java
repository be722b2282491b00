package dev.sendoff.ingest.executor;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sendoff.ingest.Executor;
import dev.sendoff.ingest.PendingLimit;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Forwards a call to an executor's HTTP address. Of several each has its turn to be asked first; where one has too much to
 * do, has not the function, or cannot be reached, the next is asked. A call that may have begun is not made again.
 */
public final class HttpExecutor implements Executor, AutoCloseable {

    private static final ObjectMapper JSON = new ObjectMapper();

    /** More than any response that Lambda allows: what is larger is an executor's fault. */
    private static final long MAX_RESPONSE_BYTES = 8 * 1024 * 1024;

    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(2);
    /** For a response that begins in time, and does not end. */
    private static final Duration BODY_MARGIN = Duration.ofSeconds(10);

    /** How long a function that is deployed may stay unknown to an executor that can reach the brokers. */
    private static final Duration NEWS_TAKES_AT_MOST = Duration.ofSeconds(2);

    private static final java.util.concurrent.Executor ASK_AGAIN =
            CompletableFuture.delayedExecutor(50, TimeUnit.MILLISECONDS);

    private final List<URI> bases;
    private final AtomicInteger turn = new AtomicInteger();
    private final Duration margin;
    private final PendingLimit pending;
    private final HttpClient client;

    /**
     * @param bases the addresses of executors; at least one
     * @param margin how much longer than the function's own time limit an answer is waited for
     */
    public HttpExecutor(List<URI> bases, Duration margin, PendingLimit pending) {
        if (bases.isEmpty()) {
            throw new IllegalArgumentException("no executor's address");
        }
        this.bases = List.copyOf(bases);
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
        Duration limit = call.version().configuration().timeout().plus(margin);
        int first = Math.floorMod(turn.getAndIncrement(), bases.size());
        return askAll(call, limit, first, System.nanoTime() + NEWS_TAKES_AT_MOST.toNanos())
                .whenComplete((result, failure) -> pending.giveBack(size));
    }

    /** What was deployed a moment ago may not have been heard of by any executor yet. */
    private CompletionStage<Result> askAll(Call call, Duration limit, int first, long heardOf) {
        boolean insists = System.nanoTime() < heardOf;
        return attempt(call, limit, first, 0, insists).thenCompose(answered -> {
            if (!insists || !answered.isBehind()) {
                return CompletableFuture.completedStage(answered.result());
            }
            return CompletableFuture.supplyAsync(() -> call, ASK_AGAIN)
                    .thenCompose(again -> askAll(again, limit, first, heardOf));
        });
    }

    /** @param insists whether it must be the very revision that ingest knows */
    private CompletionStage<Answered> attempt(Call call, Duration limit, int first, int asked, boolean insists) {
        URI base = bases.get((first + asked) % bases.size());
        return client.sendAsync(
                        request(base, call, limit, insists),
                        HttpResponse.BodyHandlers.limiting(HttpResponse.BodyHandlers.ofByteArray(), MAX_RESPONSE_BYTES))
                .handle((response, failure) -> failure == null ? result(call, response) : failed(failure, limit))
                .completeOnTimeout(
                        new Answered(tooLate(limit), false, false),
                        limit.plus(BODY_MARGIN).toMillis(),
                        TimeUnit.MILLISECONDS)
                .thenCompose(answered -> {
                    if (!answered.ifOthersCan() || asked + 1 == bases.size()) {
                        return CompletableFuture.completedStage(answered);
                    }
                    return attempt(call, limit, first, asked + 1, insists)
                            .thenApply(next -> moreTelling(answered, next));
                });
    }

    /**
     * @param ifOthersCan whether it is certain that nothing was run, and another executor may be asked
     * @param isBehind whether the executor does not know the function as it is deployed
     */
    private record Answered(Result result, boolean ifOthersCan, boolean isBehind) {}

    /** That one has too much to do is the caller's to know, and to come again; that another is gone is not. */
    private static Answered moreTelling(Answered earlier, Answered later) {
        boolean isThrottled = earlier.result() instanceof Result.Throttled
                || earlier.result() instanceof Result.ReservedConcurrencyUsed;
        return isThrottled && later.result() instanceof Result.Failed ? earlier : later;
    }

    private static HttpRequest request(URI base, Call call, Duration limit, boolean insists) {
        HttpRequest.Builder request = HttpRequest.newBuilder(
                        base.resolve("/executor/v1/functions/" + call.version().function() + "/invocations"))
                .timeout(limit)
                .header("Content-Type", "application/json")
                .header("Sendoff-Request-Id", call.id().toString())
                .header("Sendoff-Function-Version", call.version().number())
                .header("Sendoff-Invoked-Function-Arn", call.arn())
                .header("X-Amzn-Trace-Id", call.traceHeader());
        if (insists) {
            request.header("Sendoff-Function-Revision", call.version().revisionId());
        }
        if (call.clientContext() != null) {
            request.header("X-Amz-Client-Context", call.clientContext());
        }
        if (call.wantsLog()) {
            request.header("X-Amz-Log-Type", "Tail");
        }
        return request.POST(HttpRequest.BodyPublishers.ofByteArray(call.payload()))
                .build();
    }

    private static Answered result(Call call, HttpResponse<byte[]> response) {
        return switch (response.statusCode()) {
            case 200 ->
                new Answered(
                        new Result.Ran(
                                call.version().number(),
                                response.body(),
                                response.headers()
                                        .firstValue("X-Amz-Function-Error")
                                        .orElse(null),
                                response.headers()
                                        .firstValue("X-Amz-Log-Result")
                                        .orElse(null)),
                        false,
                        false);
            case 404, 409 ->
                new Answered(
                        new Result.Failed("The executor does not have the function "
                                + call.version().function() + " of version "
                                + call.version().number() + "."),
                        true,
                        true);
            case 429 ->
                new Answered(
                        response.headers()
                                        .firstValue("Sendoff-Reserved-Concurrency")
                                        .isPresent()
                                ? new Result.ReservedConcurrencyUsed()
                                : new Result.Throttled(),
                        true,
                        false);
            default -> new Answered(new Result.Failed(refusal(response)), false, false);
        };
    }

    /** With what the executor says of it, where that is a problem document. */
    private static String refusal(HttpResponse<byte[]> response) {
        String status = "The executor answered with status " + response.statusCode();
        try {
            String detail = JSON.readTree(response.body()).path("detail").asText();
            return detail.isEmpty() ? status + "." : status + ": " + detail + ".";
        } catch (IOException e) {
            return status + ".";
        }
    }

    private static Answered failed(Throwable failure, Duration limit) {
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        boolean neverSent = cause instanceof HttpConnectTimeoutException || cause instanceof ConnectException;
        if (cause instanceof HttpTimeoutException && !neverSent) {
            return new Answered(tooLate(limit), false, false);
        }
        return new Answered(
                new Result.Failed("The executor cannot be reached: "
                        + cause.getClass().getSimpleName()
                        + (cause.getMessage() == null ? "" : ": " + cause.getMessage()) + "."),
                neverSent,
                false);
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
