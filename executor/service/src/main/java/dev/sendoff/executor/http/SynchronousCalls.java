package dev.sendoff.executor.http;

import dev.sendoff.core.FunctionVersion;
import dev.sendoff.core.Outcome;
import dev.sendoff.core.RequestId;
import dev.sendoff.executor.Runner;
import dev.sendoff.executor.Runners;
import dev.sendoff.executor.handlers.HandlerCall;
import dev.sendoff.executor.handlers.InvocationLog;
import dev.sendoff.problems.Problem;
import dev.sendoff.registry.Functions;
import dev.sendoff.schemas.JsonDocument;
import dev.sendoff.schemas.JsonDocument.MalformedJsonException;
import io.smallrye.common.annotation.NonBlocking;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.Response.Status;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Semaphore;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.jspecify.annotations.Nullable;

/**
 * Runs one attempt and answers with what came of it. A failure of the handler is an answer like any other (200, as
 * Lambda has it); problems are those of the call itself.
 */
@Singleton
@Path("/executor/v1/functions/{name}/invocations")
public class SynchronousCalls {

    private final Versions versions;
    private final Runner runner;
    private final CallLimit limit;
    private final int maxConcurrent;
    private final Semaphore free;

    /** Finds what is deployed. */
    @FunctionalInterface
    interface Versions {
        Optional<FunctionVersion> find(String function, String number);
    }

    @Inject
    SynchronousCalls(Functions functions, Runners runner, CallLimit limit, SynchronousCallsConfig config) {
        this(
                (function, number) -> functions.isReady() ? functions.version(function, number) : Optional.empty(),
                runner,
                limit,
                config.maxConcurrent());
    }

    SynchronousCalls(Versions versions, Runner runner, CallLimit limit, int maxConcurrent) {
        this.versions = versions;
        this.runner = runner;
        this.limit = limit;
        this.maxConcurrent = maxConcurrent;
        this.free = new Semaphore(maxConcurrent);
    }

    @POST
    @Consumes(MediaType.WILDCARD)
    @NonBlocking
    @Operation(hidden = true)
    public CompletionStage<Response> invoke(
            @PathParam("name") String name,
            @HeaderParam("Sendoff-Request-Id") @Nullable String requestId,
            @HeaderParam("Sendoff-Function-Version") @DefaultValue(FunctionVersion.LATEST) String number,
            @HeaderParam("Sendoff-Function-Revision") @Nullable String revision,
            @HeaderParam("Sendoff-Invoked-Function-Arn") @Nullable String invokedFunctionArn,
            @HeaderParam("X-Amzn-Trace-Id") @Nullable String traceHeader,
            @HeaderParam("X-Amz-Client-Context") @Nullable String clientContext,
            @HeaderParam("X-Amz-Log-Type") @Nullable String logType,
            byte[] event) {
        Optional<FunctionVersion> found = versions.find(name, number).filter(runner::canRun);
        if (found.isEmpty()) {
            return problem(Status.NOT_FOUND, "this executor has no function '" + name + "' of version " + number);
        }
        FunctionVersion version = found.get();
        if (revision != null && !revision.equals(version.revisionId())) {
            return problem(
                    Status.CONFLICT, "this executor knows another revision of '" + name + "': " + version.revisionId());
        }
        if (requestId == null || invokedFunctionArn == null) {
            return problem(
                    Status.BAD_REQUEST, "the headers Sendoff-Request-Id and Sendoff-Invoked-Function-Arn are wanted");
        }
        HandlerCall call;
        try {
            call = new HandlerCall(
                    RequestId.parse(requestId),
                    name,
                    invokedFunctionArn,
                    JsonDocument.read(event),
                    1,
                    false,
                    version.configuration().timeout(),
                    traceHeader,
                    clientContext,
                    null,
                    "Tail".equals(logType) ? InvocationLog.tail() : InvocationLog.NONE);
        } catch (MalformedJsonException e) {
            return problem(Status.BAD_REQUEST, "the event is no JSON document: " + e.getMessage());
        } catch (IllegalArgumentException e) {
            return problem(Status.BAD_REQUEST, "Sendoff-Request-Id: " + e.getMessage());
        }
        if (!free.tryAcquire()) {
            return problem(
                    Status.TOO_MANY_REQUESTS, "this executor runs " + maxConcurrent + " synchronous calls already");
        }
        Optional<Runnable> room = limit.enter(name);
        if (room.isEmpty()) {
            free.release();
            return CompletableFuture.completedFuture(reservedConcurrencyUsed(name));
        }
        return runner.run(version, call).thenApply(outcome -> {
            free.release();
            try {
                return answer(outcome, version, call.log());
            } finally {
                room.get().run();
            }
        });
    }

    private static CompletionStage<Response> problem(Status status, String detail) {
        return CompletableFuture.completedFuture(Problem.of(status, detail));
    }

    private static Response reservedConcurrencyUsed(String name) {
        return Response.fromResponse(Problem.of(
                        Status.TOO_MANY_REQUESTS, "the function '" + name + "' runs here as often as it may"))
                .header("Sendoff-Reserved-Concurrency", "used")
                .build();
    }

    private static Response answer(Outcome outcome, FunctionVersion version, InvocationLog log) {
        Response.ResponseBuilder response = switch (outcome) {
            case Outcome.Succeeded succeeded -> json(succeeded.response());
            case Outcome.Failed failed -> json(failed.error().payload()).header("X-Amz-Function-Error", "Unhandled");
            case Outcome.NotRun(String why) -> Response.fromResponse(Problem.of(Status.SERVICE_UNAVAILABLE, why));
        };
        response.header("X-Amz-Executed-Version", version.number());
        if (log.isKept()) {
            response.header("X-Amz-Log-Result", Base64.getEncoder().encodeToString(log.bytes()));
        }
        return response.build();
    }

    /** As bytes: a text would be taken for something to be written as JSON. */
    private static Response.ResponseBuilder json(String document) {
        return Response.ok(document.getBytes(StandardCharsets.UTF_8), MediaType.APPLICATION_JSON);
    }
}
