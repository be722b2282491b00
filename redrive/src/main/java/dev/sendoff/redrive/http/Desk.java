package dev.sendoff.redrive.http;

import dev.sendoff.core.JobOrder;
import dev.sendoff.problems.Problem;
import dev.sendoff.redrive.Verdict;
import dev.sendoff.redrive.kafka.Findings;
import dev.sendoff.redrive.kafka.Job;
import dev.sendoff.redrive.kafka.Redrives;
import dev.sendoff.redrive.kafka.Redrives.UnavailableException;
import jakarta.inject.Singleton;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import java.time.Duration;
import java.util.function.Supplier;

/** Takes requests for jobs. */
@Singleton
final class Desk {

    static final String JOBS = "/v1/redrives";

    /** A job of one event is waited for so long: most are done by then. */
    private static final Duration PATIENCE = Duration.ofSeconds(3);

    private final Redrives redrives;

    Desk(Redrives redrives) {
        this.redrives = redrives;
    }

    /** Answers 202 with the job, or 200 with what a dry run found. */
    Response take(Supplier<OrderRequest> read, String by) throws InterruptedException {
        try {
            OrderRequest request = read.get();
            JobOrder order = request.order(redrives.newId(), by, redrives.now());
            return request.isDryRun() ? survey(order) : begin(order);
        } catch (IllegalArgumentException e) {
            return Problem.badRequest(String.valueOf(e.getMessage()));
        } catch (UnavailableException e) {
            return Problem.unavailable(String.valueOf(e.getMessage()));
        }
    }

    /** The same for one event, of which it says at once why it would not be put in. */
    Response takeOne(Supplier<OrderRequest> read, String by) throws InterruptedException {
        try {
            OrderRequest request = read.get();
            JobOrder order = request.order(redrives.newId(), by, redrives.now());
            Findings found = redrives.survey(order);
            if (found.matched() == 0) {
                return found.complete()
                        ? Problem.notFound("no dead letter " + order.ids().getFirst()
                                + " is on the topic: it is none, was purged, or was given up too long ago")
                        : Problem.unavailable("the dead letters could not be looked through in time");
            }
            if (found.wouldTake() == 0) {
                return Problem.of(Response.Status.CONFLICT, refusal(found, order));
            }
            return request.isDryRun()
                    ? Response.ok(JobJson.FindingsJson.of(found)).build()
                    : begin(order);
        } catch (IllegalArgumentException e) {
            return Problem.badRequest(String.valueOf(e.getMessage()));
        } catch (UnavailableException e) {
            return Problem.unavailable(String.valueOf(e.getMessage()));
        }
    }

    private static String refusal(Findings found, JobOrder order) {
        Verdict.Why why =
                Verdict.Why.valueOf(found.skipped().keySet().iterator().next());
        return switch (why) {
            case PUT_IN_BEFORE -> "it was put in again before; \"again\":true does so once more";
            case TOO_OFTEN ->
                "its event was put in again " + order.options().maxTimes() + " times already; maxTimes allows more";
            case NO_EVENT -> "its event could not be read; give a payload to be put in instead";
            case NO_FUNCTION -> "it names no function; give one";
            case COPY, DELIVERY -> "it is nothing that could be put in again: " + why;
        };
    }

    private Response survey(JobOrder order) throws UnavailableException {
        return Response.ok(JobJson.FindingsJson.of(redrives.survey(order))).build();
    }

    private Response begin(JobOrder order) throws UnavailableException, InterruptedException {
        redrives.order(order);
        Duration patience = order.ids().size() == 1 ? PATIENCE : Duration.ZERO;
        Job job = redrives.await(order, Desk::hasTakenOne, patience);
        return Response.accepted(JobJson.of(job))
                .location(URI.create(JOBS + "/" + order.id()))
                .build();
    }

    private static boolean hasTakenOne(Job job) {
        return job.isOver() || (job.progress() != null && job.progress().putIn() > 0);
    }
}
