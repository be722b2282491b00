package dev.sendoff.redrive.http;

import dev.sendoff.core.RequestId;
import dev.sendoff.problems.Actor;
import dev.sendoff.problems.Problem;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import org.jspecify.annotations.Nullable;

/** Asks for jobs that put dead letters in again, or purge them. */
@Path("/v1/dead-letters")
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
public class DeadLetterJobsResource {

    private final Desk desk;

    DeadLetterJobsResource(Desk desk) {
        this.desk = desk;
    }

    @POST
    @Path("/redrive")
    public Response redrive(
            String body,
            @HeaderParam(Actor.HEADER) @Nullable String actor,
            @HeaderParam(HttpHeaders.AUTHORIZATION) @Nullable String authorization)
            throws InterruptedException {
        return desk.take(() -> OrderRequest.redrive(body), Actor.of(actor, authorization));
    }

    @POST
    @Path("/{id}/redrive")
    public Response redriveOne(
            @PathParam("id") String idText,
            String body,
            @HeaderParam(Actor.HEADER) @Nullable String actor,
            @HeaderParam(HttpHeaders.AUTHORIZATION) @Nullable String authorization)
            throws InterruptedException {
        RequestId id;
        try {
            id = RequestId.parse(idText);
        } catch (IllegalArgumentException e) {
            return Problem.badRequest("the id of a dead letter is a UUID of 36 characters: " + e.getMessage());
        }
        return desk.takeOne(() -> OrderRequest.redrive(id, body), Actor.of(actor, authorization));
    }

    @POST
    @Path("/purge")
    public Response purge(
            String body,
            @HeaderParam(Actor.HEADER) @Nullable String actor,
            @HeaderParam(HttpHeaders.AUTHORIZATION) @Nullable String authorization)
            throws InterruptedException {
        return desk.take(() -> OrderRequest.purge(body), Actor.of(actor, authorization));
    }
}
