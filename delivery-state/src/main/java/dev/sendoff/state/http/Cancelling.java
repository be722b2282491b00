package dev.sendoff.state.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sendoff.core.Cancellation;
import dev.sendoff.core.DeliveryState.Status;
import dev.sendoff.core.RequestId;
import dev.sendoff.problems.Problem;
import dev.sendoff.registry.Cancellations;
import dev.sendoff.registry.RegistryException;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** Cancels what has not begun: makes it known, and waits until its state says what came of it. Safe for many threads. */
@Singleton
final class Cancelling {

    /** So long a caller waits to hear what came of it. */
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    /** Twice as long each time. */
    private static final Duration FIRST_WAIT = Duration.ofMillis(20);

    private static final Duration LONGEST_WAIT = Duration.ofMillis(500);

    private final Cancellations cancellations;
    private final ObjectMapper json;
    private final Duration patience;
    private final InstantSource clock = InstantSource.system();

    @Inject
    Cancelling(Cancellations cancellations, ObjectMapper json) {
        this(cancellations, json, PATIENCE);
    }

    Cancelling(Cancellations cancellations, ObjectMapper json, Duration patience) {
        this.cancellations = cancellations;
        this.json = json;
        this.patience = patience;
    }

    /** Asks where the invocation stands. */
    interface Look {
        Response state() throws InterruptedException;
    }

    /**
     * @return 200 with its state if it is cancelled, 202 if that is not known yet, 409 if it was too late, or what the look
     *     answers if it does not find it
     */
    Response cancel(Look look, String by, String comment) throws InterruptedException {
        long deadline = System.nanoTime() + patience.toNanos();
        Duration wait = FIRST_WAIT;
        boolean asked = false;
        Instant askedDue = null;
        while (true) {
            Response answer = look.state();
            if (answer.getStatus() != Response.Status.OK.getStatusCode()) {
                return answer;
            }
            JsonNode state = read(answer.getEntity());
            Status status = Status.valueOf(state.path("status").asText());
            if (status == Status.CANCELLED) {
                return Response.ok(state, MediaType.APPLICATION_JSON_TYPE).build();
            }
            if (status.isTerminal() || (status == Status.RUNNING && !asked)) {
                return tooLate(state, status);
            }
            Instant due = due(state);
            if (status != Status.RUNNING && (!asked || (due != null && !due.equals(askedDue)))) {
                try {
                    cancellations.write(new Cancellation(
                            RequestId.parse(state.path("id").asText()),
                            state.path("home").path("partition").asInt(),
                            due,
                            clock.instant(),
                            by,
                            comment));
                } catch (RegistryException e) {
                    return Problem.unavailable(String.valueOf(e.getMessage()));
                }
                asked = true;
                askedDue = due;
            }
            if (System.nanoTime() - deadline >= 0) {
                return status == Status.RUNNING
                        ? tooLate(state, status)
                        : Response.accepted(state)
                                .type(MediaType.APPLICATION_JSON_TYPE)
                                .build();
            }
            LockSupport.parkNanos(wait.toNanos());
            wait = wait.compareTo(LONGEST_WAIT) < 0 ? wait.multipliedBy(2) : LONGEST_WAIT;
        }
    }

    private static Response tooLate(JsonNode state, Status status) {
        return Problem.of(
                Response.Status.CONFLICT,
                "invocation " + state.path("id").asText() + " cannot be cancelled: "
                        + (status == Status.RUNNING
                                ? "an attempt is under way. What waits for a retry can be"
                                : "it has ended, as " + status));
    }

    private static @Nullable Instant due(JsonNode state) {
        JsonNode until = state.path("waiting").path("until");
        return until.isTextual() ? Instant.parse(until.asText()) : null;
    }

    /** From this instance or from another one. */
    private JsonNode read(Object entity) {
        try {
            return entity instanceof byte[] bytes ? json.readTree(bytes) : json.valueToTree(entity);
        } catch (IOException e) {
            throw new IllegalStateException("an instance answered with what is no JSON", e);
        }
    }
}
