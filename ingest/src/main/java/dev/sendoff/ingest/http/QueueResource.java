package dev.sendoff.ingest.http;

import dev.sendoff.core.Pause;
import dev.sendoff.core.Purge;
import dev.sendoff.core.QueueSettings;
import dev.sendoff.problems.Actor;
import dev.sendoff.problems.Fields;
import dev.sendoff.problems.Problem;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.Response;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Objects;
import java.util.function.UnaryOperator;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** The events of a function that wait: paused, resumed, purged. */
@Path("v1/functions/{name}/queue")
@RunOnVirtualThread
@Tag(name = "Functions")
public final class QueueResource {

    private static final int LONGEST_COMMENT = 1000;

    private final FunctionSettingsForm settings;
    private final InstantSource clock = InstantSource.system();

    QueueResource(FunctionSettingsForm settings) {
        this.settings = settings;
    }

    @GET
    @Operation(summary = "What is set for a function's queue")
    @APIResponse(responseCode = "404", description = "There is no such function")
    public Response get(@PathParam("name") String name) {
        return settings.show(name, QueueDocument::of);
    }

    @POST
    @Path("pause")
    @Operation(summary = "Lets events wait: they are accepted, and do not run")
    @APIResponse(responseCode = "404", description = "There is no such function")
    public Response pause(
            @PathParam("name") String name,
            @HeaderParam(Actor.HEADER) @Nullable String actor,
            @HeaderParam("Authorization") @Nullable String authorization,
            byte @Nullable [] body) {
        String by = Actor.of(actor, authorization);
        return change(
                name,
                body,
                false,
                request -> queue ->
                        queue.pause() == null ? queue.withPause(new Pause(request.now, by, request.comment)) : queue);
    }

    @POST
    @Path("resume")
    @Operation(summary = "Lets events run again")
    @APIResponse(responseCode = "404", description = "There is no such function")
    public Response resume(@PathParam("name") String name, byte @Nullable [] body) {
        return change(name, body, false, _ -> queue -> queue.withPause(null));
    }

    @POST
    @Path("purge")
    @Operation(summary = "Ends as cancelled what has not run yet, and what waits for another attempt")
    @APIResponse(responseCode = "404", description = "There is no such function")
    public Response purge(
            @PathParam("name") String name,
            @HeaderParam(Actor.HEADER) @Nullable String actor,
            @HeaderParam("Authorization") @Nullable String authorization,
            byte @Nullable [] body) {
        String by = Actor.of(actor, authorization);
        return change(
                name, body, true, request -> queue -> queue.withPurge(new Purge(request.before, by, request.comment)));
    }

    /** @param before of a purge */
    private record Request(Instant now, Instant before, String comment) {}

    private interface Change {
        UnaryOperator<QueueSettings> of(Request request);
    }

    private Response change(String name, byte @Nullable [] body, boolean isPurge, Change change) {
        Request request;
        try {
            request = read(body == null ? new byte[0] : body, isPurge);
        } catch (IllegalArgumentException e) {
            return Problem.badRequest(String.valueOf(e.getMessage()));
        }
        return settings.change(
                name, known -> known.withQueue(change.of(request).apply(known.queue())), QueueDocument::of);
    }

    private Request read(byte[] body, boolean isPurge) {
        Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
        Fields fields = Fields.of(new String(body, StandardCharsets.UTF_8));
        String comment = fields.text("comment", LONGEST_COMMENT);
        Instant before = isPurge ? fields.time("before") : null;
        fields.end();
        if (before != null && before.isAfter(now)) {
            throw new IllegalArgumentException("before must not be in the future, but is " + before);
        }
        return new Request(now, Objects.requireNonNullElse(before, now), Objects.requireNonNullElse(comment, ""));
    }
}
