package dev.sendoff.redrive.http;

import dev.sendoff.core.JobOrder;
import dev.sendoff.problems.Actor;
import dev.sendoff.problems.Problem;
import dev.sendoff.redrive.kafka.Job;
import dev.sendoff.redrive.kafka.Redrives;
import dev.sendoff.redrive.kafka.Redrives.UnavailableException;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Jobs: who asked for what, how far they are, and what is to become of them. */
@Path(Desk.JOBS)
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
public class RedrivesResource {

    private static final int DEFAULT_LIMIT = 100;
    private static final int MAX_LIMIT = 1_000;

    /** A wish takes so long at the most, where nothing is in its way. */
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private final Redrives redrives;

    RedrivesResource(Redrives redrives) {
        this.redrives = redrives;
    }

    /** Jobs, the latest first. */
    public record JobsJson(List<JobJson> redrives) {}

    @GET
    public Response list(@QueryParam("limit") @Nullable String limitText) {
        int limit = DEFAULT_LIMIT;
        if (limitText != null) {
            try {
                limit = Integer.parseInt(limitText);
            } catch (NumberFormatException e) {
                limit = 0;
            }
            if (limit < 1 || limit > MAX_LIMIT) {
                return Problem.badRequest(
                        "limit must be a number from 1 to " + MAX_LIMIT + ", not '" + limitText + "'");
            }
        }
        return Response.ok(new JobsJson(
                        redrives.all().stream().limit(limit).map(JobJson::of).toList()))
                .build();
    }

    @GET
    @Path("/{id}")
    public Response get(@PathParam("id") String id) {
        return find(id).map(job -> Response.ok(JobJson.of(job)).build()).orElseGet(() -> unknown(id));
    }

    @POST
    @Path("/{id}/pause")
    public Response pause(
            @PathParam("id") String id,
            @HeaderParam(Actor.HEADER) @Nullable String actor,
            @HeaderParam(HttpHeaders.AUTHORIZATION) @Nullable String authorization)
            throws InterruptedException {
        return change(id, JobOrder.Wish.PAUSE, Actor.of(actor, authorization));
    }

    @POST
    @Path("/{id}/resume")
    public Response resume(
            @PathParam("id") String id,
            @HeaderParam(Actor.HEADER) @Nullable String actor,
            @HeaderParam(HttpHeaders.AUTHORIZATION) @Nullable String authorization)
            throws InterruptedException {
        return change(id, JobOrder.Wish.RUN, Actor.of(actor, authorization));
    }

    @POST
    @Path("/{id}/cancel")
    public Response cancel(
            @PathParam("id") String id,
            @HeaderParam(Actor.HEADER) @Nullable String actor,
            @HeaderParam(HttpHeaders.AUTHORIZATION) @Nullable String authorization)
            throws InterruptedException {
        return change(id, JobOrder.Wish.CANCEL, Actor.of(actor, authorization));
    }

    private Response change(String id, JobOrder.Wish wish, String by) throws InterruptedException {
        Optional<Job> found = find(id);
        if (found.isEmpty()) {
            return unknown(id);
        }
        Job job = found.get();
        if (job.isOver()) {
            return Problem.of(
                    Response.Status.CONFLICT,
                    "job " + id + " is " + JobJson.of(job).state() + " already");
        }
        JobOrder changed = job.order().changed(wish, by, redrives.now());
        try {
            redrives.order(changed);
        } catch (UnavailableException e) {
            return Problem.unavailable(String.valueOf(e.getMessage()));
        }
        Job now = redrives.await(changed, seen -> hasHeard(seen, changed), PATIENCE);
        return Response.ok(JobJson.of(now)).build();
    }

    private static boolean hasHeard(Job job, JobOrder changed) {
        return job.isOver() || (job.progress() != null && job.progress().changesSeen() >= changed.changes());
    }

    private Optional<Job> find(String id) {
        try {
            return redrives.find(UUID.fromString(id));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static Response unknown(String id) {
        return Problem.notFound("no job " + id + " is known: none was asked for, or it was over too long ago");
    }
}
