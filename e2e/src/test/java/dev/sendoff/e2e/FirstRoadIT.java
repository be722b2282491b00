package dev.sendoff.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sendoff.core.Invocation;
import dev.sendoff.core.RequestId;
import dev.sendoff.schemas.RecordWriter;
import dev.sendoff.schemas.Topic;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The main road, each part once. */
@ExtendWith(SharedSendoff.class)
class FirstRoadIT {

    private static final Duration SOON = Duration.ofSeconds(20);

    @Test
    void anEventIsRunAndItsStateSaysSo(Http http) {
        String id = http.accepted("hello", "{\"bucket\":\"demo-bucket\",\"key\":\"file.txt\"}");
        JsonNode state = States.awaitEnd(http, id, SOON);
        assertThat(state.path("status").asText()).isEqualTo("SUCCEEDED");
        assertThat(state.path("function").asText()).isEqualTo("hello");
        assertThat(state.path("functionArn").asText())
                .isEqualTo("arn:aws:lambda:us-east-1:000000000000:function:hello:$LATEST");
        assertThat(state.path("attempts")).hasSize(1);
        assertThat(state.at("/attempts/0/outcome").asText()).isEqualTo("SUCCEEDED");
        assertThat(state.at("/home/partition").asInt())
                .isEqualTo(RequestId.parse(id).homePartition().orElseThrow());
        assertThat(state.path("waiting").isNull()).isTrue();
        assertThat(Instant.parse(state.path("endedAt").asText()))
                .isAfterOrEqualTo(Instant.parse(state.path("acceptedAt").asText()));
    }

    @Test
    void anIdThatWasJustAnsweredIsFound(Http http) {
        for (int i = 0; i < 100; i++) {
            String id = http.accepted("noop", "{}");
            assertThat(http.get("/v1/invocations/" + id).status()).isEqualTo(200);
        }
    }

    @Test
    void anUnknownIdIsNotFoundAndAnIllFormedOneIsRefused(Http http) {
        String unknown = RequestId.generate(2, Instant.now(), new Random()).toString();
        assertThat(http.get("/v1/invocations/" + unknown).status()).isEqualTo(404);
        assertThat(http.get("/v1/invocations/123e4567-e89b-42d3-a456-426614174000")
                        .status())
                .isEqualTo(404);
        Http.Response illFormed = http.get("/v1/invocations/hello");
        assertThat(illFormed.status()).isEqualTo(400);
        assertThat(illFormed.header("Content-Type").orElse("")).startsWith("application/problem+json");
    }

    @Test
    void failsTwiceAndSucceedsAtTheThirdAttemptWithOneId(Http http, SendoffProcess sendoff) {
        String id = http.accepted("flaky", "{\"failTimes\":2}");
        JsonNode state = States.awaitEnd(http, id, SOON);
        assertThat(state.path("status").asText()).isEqualTo("SUCCEEDED");
        assertThat(state.path("attempts"))
                .extracting(attempt -> attempt.path("outcome").asText())
                .containsExactly("FAILED", "FAILED", "SUCCEEDED");
        assertThat(wait(state, 1)).isGreaterThanOrEqualTo(Duration.ofMillis(200));
        assertThat(wait(state, 2)).isGreaterThanOrEqualTo(Duration.ofMillis(400));
        assertThat(new Terminals(sendoff).byId().get(id))
                .singleElement()
                .extracting(Terminals.Terminal::topic)
                .isEqualTo(Topic.SUCCESSES);
    }

    private static Duration wait(JsonNode state, int attempt) {
        return Duration.between(
                Instant.parse(
                        state.at("/attempts/" + (attempt - 1) + "/endedAt").asText()),
                Instant.parse(state.at("/attempts/" + attempt + "/startedAt").asText()));
    }

    @Test
    void givesUpAfterThreeAttemptsWithOneDeadLetter(Http http, SendoffProcess sendoff) {
        String id = http.accepted("broken", "{\"n\":1}");
        JsonNode state = States.awaitEnd(http, id, SOON);
        assertThat(state.path("status").asText()).isEqualTo("DEAD_LETTERED");
        assertThat(state.path("deadLetterReason").asText()).isEqualTo("RETRIES_EXHAUSTED");
        assertThat(state.path("attempts")).hasSize(3);
        Terminals terminals = new Terminals(sendoff);
        assertThat(terminals.byId().get(id)).singleElement().satisfies(terminal -> {
            assertThat(terminal.topic()).isEqualTo(Topic.DEAD_LETTERS);
            assertThat(terminals.wire().deadLetter(terminal.value()).payload()).isEqualTo("{\"n\":1}");
            assertThat(terminals.wire().deadLetter(terminal.value()).attempts()).isEqualTo(3);
        });
    }

    @Test
    void aDelayedEventWaitsAndRunsInTime(Http http) {
        Http.Response accepted = http.post(
                "/2015-03-31/functions/hello/invocations",
                "{}",
                Map.of("X-Amz-Invocation-Type", "Event", "Sendoff-Delay", "PT1.5S"));
        assertThat(accepted.status()).isEqualTo(202);
        String id = accepted.header("x-amzn-RequestId").orElseThrow();
        JsonNode waiting = http.get("/v1/invocations/" + id).json();
        assertThat(waiting.path("status").asText()).isEqualTo("WAITING");
        assertThat(waiting.at("/waiting/for").asText()).isEqualTo("DELAY");
        Instant due = Instant.parse(waiting.at("/waiting/until").asText());
        JsonNode state = States.awaitEnd(http, id, SOON);
        Instant begun = Instant.parse(state.at("/attempts/0/startedAt").asText());
        assertThat(begun).isAfterOrEqualTo(due);
    }

    @Test
    void aRunningAttemptIsSeen(Http http) {
        String id = http.accepted("slow", "{\"sleepMs\":3000}");
        JsonNode running = Await.until(
                "RUNNING",
                SOON,
                () -> http.get("/v1/invocations/" + id).json(),
                state -> state.path("status").asText().equals("RUNNING"));
        assertThat(running.at("/attempts/0/outcome").asText()).isEqualTo("RUNNING");
        assertThat(States.awaitEnd(http, id, SOON).path("status").asText()).isEqualTo("SUCCEEDED");
    }

    @Test
    void aSynchronousCallAnswersWithTheHandlersBytes(Http http) {
        Http.Response answer = http.post(
                "/2015-03-31/functions/hello/invocations", "{\"name\":\"you\"}", Map.of("X-Amz-Log-Type", "Tail"));
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.json().at("/event/name").asText()).isEqualTo("you");
        assertThat(answer.header("X-Amz-Executed-Version")).hasValue("$LATEST");
        assertThat(answer.header("X-Amz-Function-Error")).isEmpty();
        assertThat(new String(java.util.Base64.getDecoder()
                        .decode(answer.header("X-Amz-Log-Result").orElseThrow())))
                .contains(
                        "START RequestId: " + answer.header("x-amzn-RequestId").orElseThrow())
                .contains("REPORT RequestId: ");
        Http.Response failed = http.post("/2015-03-31/functions/broken/invocations", "{}", Map.of());
        assertThat(failed.status()).isEqualTo(200);
        assertThat(failed.header("X-Amz-Function-Error")).hasValue("Unhandled");
        assertThat(failed.json().has("errorMessage")).isTrue();
        assertThat(failed.json().has("errorType")).isTrue();
    }

    @Test
    void aPlainProducersJsonIsRunAndItsDerivedIdCanBeAskedFor(Http http, SendoffProcess sendoff) {
        Publisher.Published published;
        try (Publisher publisher = new Publisher(sendoff)) {
            published = publisher.publish(1, "hello", "{\"from\":\"a producer\"}".getBytes());
        }
        JsonNode state = States.awaitEnd(http, published.derivedId().toString(), SOON);
        assertThat(state.path("status").asText()).isEqualTo("SUCCEEDED");
        assertThat(state.at("/home/partition").asInt()).isEqualTo(1);
        assertThat(state.at("/home/offset").asLong()).isEqualTo(published.offset());
    }

    @Test
    void aProducersOwnIdIsKeptThoughItsPayloadIsNoJson(Http http, SendoffProcess sendoff) {
        RequestId own = RequestId.generate(1, Instant.now(), new Random());
        Invocation invocation = Invocation.accepted(own, "hello", null, "no JSON", Instant.now(), null);
        byte[] value = new RecordWriter(new Terminals(sendoff).wire())
                .invocation(1, invocation)
                .value();
        try (Publisher publisher = new Publisher(sendoff)) {
            publisher.publish(1, null, value);
        }
        JsonNode state = States.awaitEnd(http, own.toString(), SOON);
        assertThat(state.path("status").asText()).isEqualTo("DEAD_LETTERED");
        assertThat(state.path("deadLetterReason").asText()).isEqualTo("UNREADABLE");
        assertThat(state.path("function").asText()).isEqualTo("hello");
    }

    @Test
    void listsNewestFirstByFunctionAndStatus(Http http) {
        String first = http.accepted("hello-async", "1");
        String second = http.accepted("hello-async", "2");
        States.awaitEnd(http, first, SOON);
        States.awaitEnd(http, second, SOON);
        JsonNode page = http.get("/v1/invocations?function=hello-async&status=SUCCEEDED&limit=1")
                .json();
        assertThat(page.at("/invocations/0/id").asText()).isEqualTo(second);
        String cursor = page.path("cursor").asText();
        JsonNode next = http.get("/v1/invocations?function=hello-async&status=SUCCEEDED&limit=1&cursor=" + cursor)
                .json();
        assertThat(next.at("/invocations/0/id").asText()).isEqualTo(first);
        assertThat(http.get("/v1/invocations?status=DONE").status()).isEqualTo(400);
    }

    @Test
    void figuresCountWhatHappened(Http http) {
        String id = http.accepted("hello-async", "{}");
        States.awaitEnd(http, id, SOON);
        JsonNode total = http.get("/v1/functions/hello-async/figures").json().path("total");
        assertThat(total.path("succeeded").asInt()).isPositive();
        assertThat(total.path("accepted").asInt())
                .isGreaterThanOrEqualTo(total.path("succeeded").asInt());
    }

    @Test
    void whatIsRefusedIsNeverQueued(Http http, SendoffProcess sendoff) {
        assertThat(http.invoke("nobody", "{}").status()).isEqualTo(404);
        Http.Response badJson = http.invoke("hello", "{");
        assertThat(badJson.status()).isEqualTo(400);
        assertThat(badJson.header("x-amzn-ErrorType").orElse("")).isEqualTo("InvalidRequestContentException");
        assertThat(badJson.json().path("message").asText())
                .startsWith("Could not parse request body into json: Could not parse payload into json: ");
        String large = "\"" + "x".repeat(1_048_576) + "\"";
        Http.Response tooLarge = http.invoke("hello", large);
        assertThat(tooLarge.status()).isEqualTo(413);
        assertThat(tooLarge.body())
                .contains("1048578 byte payload is too large for the Event invocation type (limit 1048576 bytes)");
        assertThat(http.accepted("noop", "\"" + "x".repeat(1_048_574) + "\"")).isNotEmpty();
        Set<String> refused = Set.of(
                badJson.header("x-amzn-RequestId").orElseThrow(),
                tooLarge.header("x-amzn-RequestId").orElseThrow());
        assertThat(new Terminals(sendoff).byId()).doesNotContainKeys(refused.toArray(String[]::new));
    }

    @Test
    void everyTopicIsWrittenInRegisteredAvro(Http http, SendoffProcess sendoff) {
        States.awaitEnd(http, http.accepted("flaky", "{\"failTimes\":1}"), SOON);
        String broken = http.accepted("broken", "{}");
        States.awaitEnd(http, broken, SOON);
        assertThat(http.post("/v1/dead-letters/" + broken + "/redrive", "", Map.of())
                        .status())
                .isEqualTo(202);
        States.awaitEnd(http, http.accepted("slow", "{\"sleepMs\":1000}"), SOON);
        String delayed = http.post(
                        "/2015-03-31/functions/hello/invocations",
                        "{}",
                        Map.of("X-Amz-Invocation-Type", "Event", "Sendoff-Delay", "3600"))
                .header("x-amzn-RequestId")
                .orElseThrow();
        assertThat(http.delete("/v1/invocations/" + delayed).status()).isEqualTo(200);
        for (Topic topic : Topic.values()) {
            if (topic.schema().isEmpty()) {
                continue;
            }
            List<Object> values = Decoded.valuesOf(sendoff, topic);
            assertThat(values).as(topic.baseName()).isNotEmpty();
        }
    }
}
