package dev.sendoff.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import software.amazon.awssdk.services.lambda.LambdaClient;
import software.amazon.awssdk.services.lambda.model.InvalidParameterValueException;
import software.amazon.awssdk.services.lambda.model.InvocationType;
import software.amazon.awssdk.services.lambda.model.ResourceNotFoundException;
import software.amazon.awssdk.services.lambda.model.ThrottleReason;
import software.amazon.awssdk.services.lambda.model.TooManyRequestsException;

/** Reserved concurrency by AWS's own SDK: kept, used in full, and what it does to events and to calls. */
@ExtendWith(SharedSendoff.class)
class ReservedConcurrencyIT {

    private static final Duration SOON = Duration.ofSeconds(40);
    private static final String SLOW = "slow";

    private LambdaClient lambda;

    @BeforeEach
    void connect(SendoffProcess sendoff) {
        lambda = LambdaClients.of(sendoff.base());
    }

    /** The function is everybody's. */
    @AfterEach
    void removeTheLimit() {
        lambda.deleteFunctionConcurrency(request -> request.functionName(SLOW));
        lambda.close();
    }

    @Test
    void isSetShownAndRemoved() {
        assertThat(lambda.getFunctionConcurrency(request -> request.functionName(SLOW))
                        .reservedConcurrentExecutions())
                .isNull();
        assertThat(reserve(7)).isEqualTo(7);
        assertThat(lambda.getFunctionConcurrency(request -> request.functionName(SLOW))
                        .reservedConcurrentExecutions())
                .isEqualTo(7);
        assertThat(lambda.getFunction(request -> request.functionName(SLOW))
                        .concurrency()
                        .reservedConcurrentExecutions())
                .isEqualTo(7);
        lambda.deleteFunctionConcurrency(request -> request.functionName(SLOW));
        assertThat(lambda.getFunction(request -> request.functionName(SLOW)).concurrency())
                .isNull();
        assertThatThrownBy(() -> lambda.putFunctionConcurrency(
                        request -> request.functionName("slow:$LATEST").reservedConcurrentExecutions(1)))
                .isInstanceOf(InvalidParameterValueException.class)
                .hasMessageContaining("Aliases and versions do not support this operation");
        assertThatThrownBy(() -> lambda.putFunctionConcurrency(
                        request -> request.functionName("nobody").reservedConcurrentExecutions(1)))
                .isInstanceOf(ResourceNotFoundException.class);
    }

    @Test
    void isNeverExceededAndUsedInFull(Http http) {
        reserve(3);
        List<String> ids = new ArrayList<>();
        for (int i = 0; i < 30; i++) {
            ids.add(http.accepted(SLOW, "{\"sleepMs\":200}"));
        }
        assertThat(mostAtATime(http, ids)).isEqualTo(3);
    }

    @Test
    void holdsForEventsThatOthersPublishToPartitionsWithoutAShare(Http http, SendoffProcess sendoff) {
        reserve(1);
        List<String> ids = new ArrayList<>();
        try (Publisher publisher = new Publisher(sendoff)) {
            for (int i = 0; i < 12; i++) {
                ids.add(publisher
                        .publish(i % 4, SLOW, "{\"sleepMs\":100}".getBytes(UTF_8))
                        .derivedId()
                        .toString());
            }
        }
        assertThat(mostAtATime(http, ids)).isEqualTo(1);
        for (int i = 0; i < ids.size(); i++) {
            JsonNode state = http.get("/v1/invocations/" + ids.get(i)).json();
            assertThat(state.at("/home/partition").asInt())
                    .as("its home is where it was published")
                    .isEqualTo(i % 4);
        }
    }

    @Test
    void aCallBeyondItIsThrottled(Http http) {
        reserve(1);
        String id = http.accepted(SLOW, "{\"sleepMs\":8000}");
        Await.until(
                "RUNNING",
                SOON,
                () -> http.get("/v1/invocations/" + id).json().path("status").asText(),
                "RUNNING"::equals);
        assertThatThrownBy(this::call).isInstanceOfSatisfying(TooManyRequestsException.class, throttled -> {
            assertThat(throttled.statusCode()).isEqualTo(429);
            assertThat(throttled.reason())
                    .isEqualTo(ThrottleReason.RESERVED_FUNCTION_CONCURRENT_INVOCATION_LIMIT_EXCEEDED);
        });
        States.awaitEnd(http, id, SOON);
        assertThat(call()).isEqualTo(200);
    }

    @Test
    void zeroEndsEveryEventAtOnceAndThrottlesEveryCall(Http http) {
        reserve(0);
        String id = http.accepted(SLOW, "{\"sleepMs\":1}");
        JsonNode state = States.awaitEnd(http, id, SOON);
        assertThat(state.path("status").asText()).isEqualTo("DEAD_LETTERED");
        assertThat(state.path("deadLetterReason").asText()).isEqualTo("ZERO_RESERVED_CONCURRENCY");
        assertThat(state.path("attempts")).isEmpty();
        assertThatThrownBy(this::call).isInstanceOf(TooManyRequestsException.class);
        var raw = http.send(
                "POST",
                "/2015-03-31/functions/slow/invocations",
                "{}",
                Map.of("X-Amz-Invocation-Type", "RequestResponse"));
        assertThat(raw.body())
                .isEqualTo("{\"Reason\":\"ReservedFunctionConcurrentInvocationLimitExceeded\",\"Type\":\"User\","
                        + "\"message\":\"Rate Exceeded.\"}");
    }

    private int reserve(int executions) {
        return lambda.putFunctionConcurrency(
                        request -> request.functionName(SLOW).reservedConcurrentExecutions(executions))
                .reservedConcurrentExecutions();
    }

    private int call() {
        return lambda.invoke(request -> request.functionName(SLOW).invocationType(InvocationType.REQUEST_RESPONSE))
                .statusCode();
    }

    /** How many of their attempts were under way at a time, at the most; all of them succeed. */
    private static int mostAtATime(Http http, List<String> ids) {
        record Edge(Instant at, int change) {}
        List<Edge> edges = new ArrayList<>();
        for (String id : ids) {
            JsonNode state = States.awaitEnd(http, id, SOON);
            assertThat(state.path("status").asText()).isEqualTo("SUCCEEDED");
            for (JsonNode attempt : state.path("attempts")) {
                edges.add(new Edge(Instant.parse(attempt.path("startedAt").asText()), 1));
                edges.add(new Edge(Instant.parse(attempt.path("endedAt").asText()), -1));
            }
        }
        // Of the same millisecond the ends come first: a place is free before it is taken.
        edges.sort((a, b) -> a.at().equals(b.at()) ? a.change() - b.change() : a.at().compareTo(b.at()));
        int now = 0;
        int most = 0;
        for (Edge edge : edges) {
            now += edge.change();
            most = Math.max(most, now);
        }
        return most;
    }
}
