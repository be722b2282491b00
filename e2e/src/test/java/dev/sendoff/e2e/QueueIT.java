package dev.sendoff.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import software.amazon.awssdk.services.lambda.LambdaClient;
import software.amazon.awssdk.services.lambda.model.PackageType;

/** What waits is cancelled, paused, resumed, purged, and held while what it depends on is away; and says what it waits for. */
@ExtendWith(SharedSendoff.class)
class QueueIT {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final Receiver receiver = new Receiver();
    private final String path = "/down/" + UUID.randomUUID();
    private final String name = "queue-" + UUID.randomUUID();
    private LambdaClient lambda;

    /** Its service is down at first. */
    @BeforeEach
    void deploy(SendoffProcess sendoff) {
        lambda = LambdaClients.of(sendoff.base());
        lambda.createFunction(request -> request.functionName(name)
                .role("arn:aws:iam::000000000000:role/sendoff")
                .packageType(PackageType.IMAGE)
                .code(code -> code.imageUri(receiver.at(path).toString())));
        lambda.waiter().waitUntilFunctionActiveV2(request -> request.functionName(name));
    }

    @AfterEach
    void tidyUp() {
        lambda.deleteFunction(request -> request.functionName(name));
        lambda.close();
        receiver.close();
    }

    @Test
    void whatWaitsForItsTimeIsCancelledAtOnce(Http http, SendoffProcess sendoff) {
        String id = delayed(http);
        JsonNode waits = http.get("/v1/invocations/" + id).json();
        assertThat(waits.path("whyNotYet").path("because").asText()).isEqualTo("TIMER");

        Http.Response cancelled = http.send(
                "DELETE", "/v1/invocations/" + id + "?comment=wrong%20customer", "", Map.of("Sendoff-Actor", "ann"));
        assertThat(cancelled.status()).isEqualTo(200);
        JsonNode state = cancelled.json();
        assertThat(state.path("status").asText()).isEqualTo("CANCELLED");
        assertThat(state.path("deadLetterReason").asText()).isEqualTo("CANCELLED");
        assertThat(state.path("deadLetterMessage").asText())
                .startsWith("cancelled by ann at ")
                .endsWith(": wrong customer");
        assertThat(state.path("attempts")).isEmpty();
        assertThat(http.delete("/v1/invocations/" + id).status()).isEqualTo(200);
        assertThat(new Terminals(sendoff).byId().get(id)).hasSize(1);
    }

    @Test
    void whatHasEndedOrWasNeverAcceptedCannotBeCancelled(Http http) {
        String id = http.accepted("hello", "{}");
        States.awaitEnd(http, id, PATIENCE);
        Http.Response refused = http.delete("/v1/invocations/" + id);
        assertThat(refused.status()).isEqualTo(409);
        assertThat(refused.json().path("detail").asText()).contains("it has ended, as SUCCEEDED");
        assertThat(http.delete("/v1/invocations/" + UUID.randomUUID()).status()).isEqualTo(404);
        assertThat(http.delete("/v1/invocations/x").status()).isEqualTo(400);
    }

    @Test
    void whatWaitsForARetryIsCancelledWithItsAttempts(Http http) {
        http.put("/v1/functions/" + name + "/retry-policy", "{\"initialDelay\":\"PT1H\",\"maxDelay\":\"PT1H\"}");
        String id = http.accepted(name, "{}");
        awaitWaiting(http, id, "RETRY");
        JsonNode state = http.delete("/v1/invocations/" + id).json();
        assertThat(state.path("status").asText()).isEqualTo("CANCELLED");
        assertThat(state.path("attempts")).hasSize(1);
    }

    @Test
    void whatIsHeldOrQueuedIsCancelledToo(Http http) {
        receiver.up(path);
        http.post("/v1/functions/" + name + "/queue/pause", "", Map.of());
        String held = http.accepted(name, "{}");
        awaitWaiting(http, held, "HELD");
        assertThat(http.delete("/v1/invocations/" + held).json().path("status").asText())
                .isEqualTo("CANCELLED");
        lambda.putFunctionConcurrency(request -> request.functionName("slow").reservedConcurrentExecutions(1));
        try {
            String first = http.accepted("slow", "{\"sleepMs\":3000}");
            Await.until(
                    "it to run",
                    PATIENCE,
                    () -> http.get("/v1/invocations/" + first)
                            .json()
                            .path("status")
                            .asText(),
                    "RUNNING"::equals);
            String queued = http.accepted("slow", "{}");
            assertThat(http.delete("/v1/invocations/" + first).status()).isEqualTo(409);
            assertThat(http.delete("/v1/invocations/" + queued).status()).isIn(200, 202);
            JsonNode state = States.awaitEnd(http, queued, PATIENCE);
            assertThat(state.path("status").asText()).isEqualTo("CANCELLED");
            assertThat(state.path("attempts")).isEmpty();
        } finally {
            lambda.deleteFunctionConcurrency(request -> request.functionName("slow"));
        }
    }

    @Test
    void whatWasCancelledIsNoDeadLetterUnlessItIsAskedFor(Http http) {
        receiver.up(path);
        String id = delayed(http);
        assertThat(http.delete("/v1/invocations/" + id).status()).isEqualTo(200);
        assertThat(http.get("/v1/dead-letters?function=" + name).body()).doesNotContain(id);
        assertThat(http.get("/v1/dead-letters?reason=CANCELLED&function=" + name)
                        .body())
                .contains(id);
        JsonNode found = http.post(
                        "/v1/dead-letters/redrive",
                        "{\"selection\":{\"function\":\"" + name + "\"},\"dryRun\":true}",
                        Map.of())
                .json();
        assertThat(found.path("wouldTake").asInt()).isZero();

        Http.Response undone = http.post("/v1/dead-letters/" + id + "/redrive", "", Map.of());
        assertThat(undone.status()).as(undone.body()).isEqualTo(202);
        String copy = undone.json()
                .path("progress")
                .path("copies")
                .get(0)
                .path("invocation")
                .asText();
        assertThat(States.awaitEnd(http, copy, PATIENCE).path("status").asText())
                .isEqualTo("SUCCEEDED");
    }

    @Test
    void aPausedFunctionAcceptsEventsAndRunsThemOnceItIsResumed(Http http, SendoffProcess sendoff) {
        receiver.up(path);
        Http.Response paused = http.post(
                "/v1/functions/" + name + "/queue/pause",
                "{\"comment\":\"maintenance\"}",
                Map.of("Sendoff-Actor", "ann"));
        assertThat(paused.status()).isEqualTo(200);
        assertThat(paused.json().path("paused").path("by").asText()).isEqualTo("ann");
        List<String> ids = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            ids.add(http.accepted(name, "{}"));
        }
        for (String id : ids) {
            awaitWaiting(http, id, "HELD");
        }
        JsonNode held = http.get("/v1/invocations/" + ids.getFirst()).json();
        assertThat(held.path("waiting").path("why").asText())
                .startsWith("held: paused by ann")
                .endsWith("maintenance");
        assertThat(held.path("whyNotYet").path("because").asText()).isEqualTo("HOLD");
        assertThat(held.path("attempts")).isEmpty();
        String other = http.accepted("hello", "{}");
        assertThat(States.awaitEnd(http, other, PATIENCE).path("status").asText())
                .isEqualTo("SUCCEEDED");
        assertThat(receiver.requestsTo(path)).isEmpty();

        assertThat(http.post("/v1/functions/" + name + "/queue/resume", "", Map.of())
                        .json()
                        .path("paused")
                        .isNull())
                .isTrue();
        for (String id : ids) {
            JsonNode state = States.awaitEnd(http, id, PATIENCE);
            assertThat(state.path("status").asText()).isEqualTo("SUCCEEDED");
            assertThat(state.path("attempts")).hasSize(1);
        }
        Map<String, List<Terminals.Terminal>> terminals = new Terminals(sendoff).awaitAll(new HashSet<>(ids), PATIENCE);
        assertThat(terminals.values()).allSatisfy(all -> assertThat(all).hasSize(1));
    }

    @Test
    void aPurgeEndsWhatWaitsAndNotWhatComesLater(Http http) {
        receiver.up(path);
        http.post("/v1/functions/" + name + "/queue/pause", "", Map.of());
        List<String> ids = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            ids.add(http.accepted(name, "{}"));
        }
        ids.add(delayed(http));
        for (String id : ids) {
            awaitWaiting(http, id, "HELD", "DELAY");
        }
        Http.Response purged = http.post(
                "/v1/functions/" + name + "/queue/purge",
                "{\"comment\":\"a mistake\"}",
                Map.of("Sendoff-Actor", "bob"));
        assertThat(purged.json().path("purged").path("by").asText()).isEqualTo("bob");
        for (String id : ids) {
            JsonNode state = States.awaitEnd(http, id, PATIENCE);
            assertThat(state.path("status").asText()).isEqualTo("CANCELLED");
            assertThat(state.path("deadLetterMessage").asText())
                    .contains("was purged by bob")
                    .endsWith("a mistake");
        }
        String later = http.accepted(name, "{}");
        http.post("/v1/functions/" + name + "/queue/resume", "", Map.of());
        assertThat(States.awaitEnd(http, later, PATIENCE).path("status").asText())
                .isEqualTo("SUCCEEDED");
        assertThat(receiver.requestsTo(path)).hasSize(1);
    }

    @Test
    void anOutageHoldsTheQueueAndEndsByItself(Http http) {
        assertThat(http.get("/v1/functions/" + name + "/outage-breaker").status())
                .isEqualTo(404);
        assertThat(http.put(
                                "/v1/functions/" + name + "/outage-breaker",
                                "{\"share\":1,\"window\":5,\"firstProbe\":\"PT0.5S\",\"longestProbe\":\"PT2S\"}")
                        .status())
                .isEqualTo(200);
        List<String> ids = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            ids.add(http.accepted(name, "{}"));
        }
        Await.until("five failures", PATIENCE, () -> receiver.requestsTo(path).size(), size -> size >= 5);
        for (int i = 0; i < 100; i++) {
            ids.add(http.accepted(name, "{}"));
        }
        JsonNode held = awaitWaiting(http, ids.getLast(), "HELD");
        assertThat(held.path("waiting").path("why").asText()).startsWith("held: 5 of the last 5 attempts ended with ");
        Instant down = Instant.now();
        Await.until(
                "some probes", PATIENCE, () -> Duration.between(down, Instant.now()), time -> time.toMillis() > 5_000);
        // Without a breaker each of the 105 would have failed three times by now.
        assertThat(receiver.requestsTo(path)).hasSizeLessThan(30);

        receiver.up(path);
        List<String> ends = ids.stream()
                .map(id -> States.awaitEnd(http, id, PATIENCE).path("status").asText())
                .toList();
        assertThat(ends).filteredOn("SUCCEEDED"::equals).hasSizeGreaterThan(95);
        JsonNode last = http.get("/v1/invocations/" + ids.getLast()).json();
        assertThat(last.path("status").asText()).isEqualTo("SUCCEEDED");
        assertThat(last.path("attempts")).hasSize(1);
    }

    @Test
    void whatIsAskedForWrongIsRefusedByName(Http http) {
        assertThat(http.post("/v1/functions/nobody/queue/pause", "", Map.of()).status())
                .isEqualTo(404);
        Http.Response field = http.post("/v1/functions/" + name + "/queue/pause", "{\"coment\":\"x\"}", Map.of());
        assertThat(field.status()).isEqualTo(400);
        assertThat(field.json().path("detail").asText()).contains("there is no field coment");
        Http.Response future =
                http.post("/v1/functions/" + name + "/queue/purge", "{\"before\":\"2999-01-01T00:00:00Z\"}", Map.of());
        assertThat(future.json().path("detail").asText()).contains("before must not be in the future");
    }

    private String delayed(Http http) {
        return http.post(
                        "/2015-03-31/functions/" + name + "/invocations",
                        "{}",
                        Map.of("X-Amz-Invocation-Type", "Event", "Sendoff-Delay", "3600"))
                .header("x-amzn-RequestId")
                .orElseThrow();
    }

    private static JsonNode awaitWaiting(Http http, String id, String... reasons) {
        return Await.until(
                id + " to wait for one of " + List.of(reasons),
                PATIENCE,
                () -> http.get("/v1/invocations/" + id).json(),
                state -> List.of(reasons)
                        .contains(state.path("waiting").path("for").asText()));
    }
}
