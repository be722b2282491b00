package dev.sendoff.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Dead letters are found, looked at, put in again at a pace and with a brake, and purged; past events are replayed. */
@ExtendWith(SharedSendoff.class)
class RedriveIT {

    private static final Duration PATIENCE = Duration.ofSeconds(90);

    @Test
    void aDeadLetterIsFoundLookedAtAndPutInAgainWithAnotherEvent(Http http) {
        String id = http.accepted("broken", "{\"order\": 4711.10}");
        String other = http.accepted("broken", "{}");
        assertThat(States.awaitEnd(http, id, PATIENCE).path("status").asText()).isEqualTo("DEAD_LETTERED");
        States.awaitEnd(http, other, PATIENCE);

        assertThat(listed(http, "function=broken&reason=RETRIES_EXHAUSTED&errorType=IllegalStateException&text=BROKEN"))
                .contains(id, other);
        assertThat(listed(http, "function=broken&reason=UNREADABLE")).isEmpty();
        assertThat(listed(http, "function=broken&errorType=IOException")).isEmpty();
        assertThat(listed(http, "function=broken&until=2026-01-01T00:00:00Z")).isEmpty();
        Http.Response shown = http.get("/v1/dead-letters/" + id);
        assertThat(shown.body()).contains("\"payload\":{\"order\": 4711.10}");
        assertThat(shown.json().path("attempts")).hasSize(3);
        assertThat(http.get("/v1/dead-letters?reason=DEAD")
                        .json()
                        .path("detail")
                        .asText())
                .contains("reason must be one of [RETRIES_EXHAUSTED");

        Http.Response asked = http.post(
                "/v1/dead-letters/" + id + "/redrive",
                "{\"payload\":{\"name\":\"Ada\"},\"function\":\"hello\",\"comment\":\"mended\"}",
                Map.of("Sendoff-Actor", "ann"));
        assertThat(asked.status()).isEqualTo(202);
        JsonNode job = awaitJob(http, asked.json().path("id").asText(), "COMPLETED");
        assertThat(job.path("by").asText()).isEqualTo("ann");
        assertThat(job.path("comment").asText()).isEqualTo("mended");
        assertThat(job.path("progress").path("endedWell").asInt()).isEqualTo(1);
        String copy =
                job.path("progress").path("copies").get(0).path("invocation").asText();

        JsonNode state = States.awaitEnd(http, copy, PATIENCE);
        assertThat(state.path("status").asText()).isEqualTo("SUCCEEDED");
        assertThat(state.path("function").asText()).isEqualTo("hello");
        assertThat(state.path("copyOf").path("id").asText()).isEqualTo(id);
        assertThat(state.path("copyOf").path("job").asText())
                .isEqualTo(job.path("id").asText());
        JsonNode delivery = Await.until(
                "what came of the letter",
                PATIENCE,
                () -> http.get("/v1/invocations/" + id)
                        .json()
                        .path("deliveries")
                        .path(0),
                seen -> seen.path("status").asText().equals("DELIVERED"));
        assertThat(delivery.path("kind").asText()).isEqualTo("REDRIVE");
        assertThat(delivery.path("invocation").asText()).isEqualTo(copy);
        assertThat(listed(http, "function=broken&redriven=true")).contains(id).doesNotContain(other);

        Http.Response again = http.post("/v1/dead-letters/" + id + "/redrive", "", Map.of());
        assertThat(again.status()).isEqualTo(409);
        assertThat(again.json().path("detail").asText()).contains("put in again before");
        assertThat(http.post("/v1/dead-letters/" + copy + "/redrive", "", Map.of())
                        .status())
                .isEqualTo(404);
    }

    @Test
    void aLoopOfRedrivesEnds(Http http) {
        String letter = http.accepted("broken", "{}");
        for (int times = 1; times <= 3; times++) {
            States.awaitEnd(http, letter, PATIENCE);
            Http.Response asked = http.post("/v1/dead-letters/" + letter + "/redrive", "", Map.of());
            assertThat(asked.status()).as(asked.body()).isEqualTo(202);
            letter = asked.json()
                    .path("progress")
                    .path("copies")
                    .get(0)
                    .path("invocation")
                    .asText();
            assertThat(States.awaitEnd(http, letter, PATIENCE)
                            .path("copyOf")
                            .path("times")
                            .asInt())
                    .isEqualTo(times);
        }
        Http.Response refused = http.post("/v1/dead-letters/" + letter + "/redrive", "", Map.of());
        assertThat(refused.status()).isEqualTo(409);
        assertThat(refused.json().path("detail").asText()).contains("3 times already");
    }

    @Test
    void aDryRunSaysWhatWouldBeDoneAndDoesNothing(Http http, SendoffProcess sendoff) {
        Set<String> ids = letters(http, sendoff, "missing-dry", 30);
        JsonNode found = http.post(
                        "/v1/dead-letters/redrive",
                        "{\"selection\":{\"function\":\"missing-dry\"},\"dryRun\":true}",
                        Map.of())
                .json();
        assertThat(found.path("matched").asInt()).isEqualTo(30);
        assertThat(found.path("wouldTake").asInt()).isEqualTo(30);
        assertThat(found.path("byFunction").path("missing-dry").asInt()).isEqualTo(30);
        assertThat(found.path("byReason").path("UNKNOWN_FUNCTION").asInt()).isEqualTo(30);
        assertThat(found.path("sample"))
                .hasSize(20)
                .allSatisfy(id -> assertThat(ids).contains(id.asText()));
        assertThat(listed(http, "function=missing-dry&redriven=false")).hasSize(30);
    }

    @Test
    void theStopRuleHolds(Http http, SendoffProcess sendoff) {
        letters(http, sendoff, "missing-stop", 2_000);
        String id = ask(http, """
                {"selection":{"function":"missing-stop"},"function":"broken","ratePerSecond":300,
                 "stopAtFailureRate":0.5,"window":50,"minimum":20,"maxInFlight":400}""");
        JsonNode stopped = awaitJob(http, id, "STOPPED");
        assertThat(stopped.path("reason").asText()).matches("\\d+ of the last \\d+ copies failed");
        int putIn = stopped.path("progress").path("putIn").asInt();
        assertThat(putIn).isBetween(20, 1_000);
        assertThat(Copies.ofJob(sendoff, id)).hasSize(putIn);

        JsonNode cancelled = http.post("/v1/redrives/" + id + "/cancel", "", Map.of("Sendoff-Actor", "bob"))
                .json();
        assertThat(cancelled.path("state").asText()).isEqualTo("CANCELLED");
        assertThat(cancelled.path("reason").asText()).isEqualTo("by bob");
        assertThat(http.post("/v1/redrives/" + id + "/resume", "", Map.of()).status())
                .isEqualTo(409);
        assertThat(Copies.ofJob(sendoff, id)).hasSize(putIn);
    }

    @Test
    void aCanaryThatFailsIsFollowedByNothing(Http http, SendoffProcess sendoff) {
        letters(http, sendoff, "missing-canary", 100);
        String id = ask(http, """
                {"selection":{"function":"missing-canary"},"function":"broken","canary":5,"stopAtFailureRate":0.5}""");
        JsonNode stopped = awaitJob(http, id, "STOPPED");
        assertThat(stopped.path("reason").asText()).isEqualTo("5 of the first 5 copies failed");
        assertThat(stopped.path("progress").path("putIn").asInt()).isEqualTo(5);
    }

    @Test
    void aJobKeepsItsPacePausesAndGoesOn(Http http, SendoffProcess sendoff) {
        Set<String> ids = letters(http, sendoff, "missing-pause", 300);
        Instant began = Instant.now();
        String id = ask(http, """
                {"selection":{"function":"missing-pause"},"function":"noop","ratePerSecond":100}""");
        Await.until("some of the copies", PATIENCE, () -> job(http, id), job -> putIn(job) >= 50);
        JsonNode paused =
                http.post("/v1/redrives/" + id + "/pause", "", Map.of()).json();
        assertThat(paused.path("state").asText()).isEqualTo("PAUSED");
        int before = putIn(paused);
        assertThat(before).isLessThan(300);
        JsonNode settled = Await.until(
                "the ends of those",
                PATIENCE,
                () -> job(http, id),
                job -> job.path("progress").path("endedWell").asInt() == putIn(job));
        assertThat(putIn(settled)).isEqualTo(before);

        http.post("/v1/redrives/" + id + "/resume", "", Map.of());
        JsonNode completed = awaitJob(http, id, "COMPLETED");
        assertThat(completed.path("progress").path("endedWell").asInt()).isEqualTo(300);
        assertThat(Duration.between(began, Instant.now())).isGreaterThan(Duration.ofMillis(2_900));
        assertThat(Copies.ofJob(sendoff, id))
                .containsOnlyKeys(ids)
                .allSatisfy((letter, times) -> assertThat(times).isEqualTo(1));

        JsonNode second = awaitJob(http, ask(http, """
                {"selection":{"function":"missing-pause"},"function":"noop"}"""), "COMPLETED");
        assertThat(second.path("progress").path("skipped").path("PUT_IN_BEFORE").asInt())
                .isEqualTo(300);
        assertThat(putIn(second)).isZero();
    }

    @Test
    void whatIsPurgedIsListedAndSelectedNoMore(Http http, SendoffProcess sendoff) {
        letters(http, sendoff, "missing-purge", 40);
        String selection = "{\"selection\":{\"function\":\"missing-purge\"}";
        assertThat(http.post("/v1/dead-letters/purge", selection + ",\"dryRun\":true}", Map.of())
                        .json()
                        .path("wouldTake")
                        .asInt())
                .isEqualTo(40);
        assertThat(listed(http, "function=missing-purge")).hasSize(40);
        Http.Response asked = http.post("/v1/dead-letters/purge", selection + "}", Map.of());
        assertThat(asked.status()).isEqualTo(202);
        awaitJob(http, asked.json().path("id").asText(), "COMPLETED");
        Await.until("an empty list", PATIENCE, () -> listed(http, "function=missing-purge"), List::isEmpty);
        assertThat(http.post("/v1/dead-letters/redrive", selection + ",\"dryRun\":true}", Map.of())
                        .json()
                        .path("matched")
                        .asInt())
                .isZero();
    }

    @Test
    void pastEventsAreReplayedWhateverCameOfThem(Http http, SendoffProcess sendoff) {
        Instant since = Instant.now();
        Set<String> ids = new HashSet<>();
        for (int i = 0; i < 20; i++) {
            ids.add(http.accepted("noop", "{\"n\":" + i + "}"));
        }
        ids.forEach(id -> States.awaitEnd(http, id, PATIENCE));
        String list = "[\"" + String.join("\",\"", ids) + "\"]";
        String body = "{\"selection\":{\"function\":\"noop\",\"since\":\"" + since.minusSeconds(1) + "\"},\"ids\":"
                + list + ",\"function\":\"hello\"";
        assertThat(http.post("/v1/invocations/replay", body + ",\"dryRun\":true}", Map.of())
                        .json()
                        .path("wouldTake")
                        .asInt())
                .isEqualTo(20);
        Http.Response asked = http.post("/v1/invocations/replay", body + "}", Map.of());
        assertThat(asked.status()).as(asked.body()).isEqualTo(202);
        String id = asked.json().path("id").asText();
        JsonNode job = awaitJob(http, id, "COMPLETED");
        assertThat(job.path("progress").path("endedWell").asInt()).isEqualTo(20);
        assertThat(Copies.ofJob(sendoff, id)).containsOnlyKeys(ids);
        String copy =
                job.path("progress").path("copies").get(0).path("invocation").asText();
        assertThat(http.get("/v1/invocations/" + copy)
                        .json()
                        .path("copyOf")
                        .path("kind")
                        .asText())
                .isEqualTo("REPLAY");
        assertThat(http.post("/v1/invocations/replay", "{\"selection\":{}}", Map.of())
                        .status())
                .isEqualTo(400);
    }

    @Test
    void aJobThatIsKilledGoesOnWithNothingTwiceAndNothingLeftOut() {
        try (SendoffProcess sendoff =
                SendoffProcess.inNewFolder(Map.of("SENDOFF_RETRY_POLICY_INITIAL_DELAY", "PT0.2S"))) {
            sendoff.start();
            try (Http http = sendoff.http()) {
                Set<String> ids = letters(http, sendoff, "missing-kill", 2_000);
                String id = ask(http, """
                        {"selection":{"function":"missing-kill"},"function":"noop","ratePerSecond":60}""");
                int before = 0;
                for (int kill = 1; kill <= 2; kill++) {
                    int enough = before + 200;
                    before = putIn(Await.until(
                            "some of the copies", PATIENCE, () -> job(http, id), job -> putIn(job) >= enough));
                    assertThat(before).as("it is in the middle of it").isLessThan(2_000);
                    sendoff.killFamily9();
                    sendoff.start();
                    int least = before;
                    before = putIn(Await.until(
                            "what was known before", PATIENCE, () -> job(http, id), job -> putIn(job) >= least));
                }
                JsonNode completed = awaitJob(http, id, "COMPLETED");
                assertThat(putIn(completed)).isEqualTo(2_000);
                assertThat(completed.path("progress").path("endedWell").asInt()).isEqualTo(2_000);
                assertThat(Copies.ofJob(sendoff, id))
                        .containsOnlyKeys(ids)
                        .allSatisfy((letter, times) -> assertThat(times).isEqualTo(1));
            }
            sendoff.stop();
        }
    }

    /** Dead letters, as many as that, of a function that there is not. */
    private static Set<String> letters(Http http, SendoffProcess sendoff, String function, int number) {
        Set<String> ids = new HashSet<>();
        List<Future<RecordMetadata>> sent = new ArrayList<>();
        try (Publisher publisher = new Publisher(sendoff)) {
            for (int i = 0; i < number; i++) {
                sent.add(publisher.send(i % 4, function, ("{\"n\":" + i + "}").getBytes(UTF_8)));
            }
            for (Future<RecordMetadata> future : sent) {
                RecordMetadata place = future.get();
                ids.add(new Publisher.Published(
                                place.partition(), place.offset(), Instant.ofEpochMilli(place.timestamp()))
                        .derivedId()
                        .toString());
            }
        } catch (ExecutionException e) {
            throw new AssertionError(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
        Await.until(
                number + " dead letters of " + function,
                PATIENCE,
                () -> http.post(
                                "/v1/dead-letters/redrive",
                                "{\"selection\":{\"function\":\"" + function + "\"},\"dryRun\":true}",
                                Map.of())
                        .json()
                        .path("matched")
                        .asInt(),
                matched -> matched == number);
        return ids;
    }

    private static List<String> listed(Http http, String query) {
        List<String> ids = new ArrayList<>();
        String cursor = "";
        do {
            JsonNode page =
                    http.get("/v1/dead-letters?limit=1000&" + query + cursor).json();
            page.path("deadLetters").forEach(letter -> ids.add(letter.path("id").asText()));
            cursor = page.path("cursor").isTextual()
                    ? "&cursor=" + page.path("cursor").asText()
                    : "";
        } while (!cursor.isEmpty());
        return ids;
    }

    private static String ask(Http http, String body) {
        Http.Response asked = http.post("/v1/dead-letters/redrive", body, Map.of());
        assertThat(asked.status()).as(asked.body()).isEqualTo(202);
        return asked.json().path("id").asText();
    }

    private static JsonNode job(Http http, String id) {
        return http.get("/v1/redrives/" + id).json();
    }

    private static int putIn(JsonNode job) {
        return job.path("progress").path("putIn").asInt();
    }

    private static JsonNode awaitJob(Http http, String id, String state) {
        return Await.until(
                "job " + id + " to be " + state,
                PATIENCE,
                () -> job(http, id),
                job -> job.path("state").asText().equals(state));
    }
}
