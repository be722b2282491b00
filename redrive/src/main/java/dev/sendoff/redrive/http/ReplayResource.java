package dev.sendoff.redrive.http;

import dev.sendoff.problems.Actor;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import org.jspecify.annotations.Nullable;

/** Asks for jobs that put past events in again, however they had ended. */
@Path("/v1/invocations")
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
public class ReplayResource {

    private final Desk desk;

    ReplayResource(Desk desk) {
        this.desk = desk;
    }

    @POST
    @Path("/replay")
    public Response replay(
            String body,
            @HeaderParam(Actor.HEADER) @Nullable String actor,
            @HeaderParam(HttpHeaders.AUTHORIZATION) @Nullable String authorization)
            throws InterruptedException {
        return desk.take(() -> OrderRequest.replay(body), Actor.of(actor, authorization));
    }
}
