package dev.sendoff.benchmarks;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** How late each retry begins. */
final class RetriesScenario implements Scenario {

    private static final int EVENTS = Integer.getInteger("bench.events", 1_000);
    private static final int WARM_UP = 3_000;
    private static final int PER_SECOND = 200;
    private static final Duration DELAY = Duration.ofSeconds(1);
    private static final String PATH = "/2015-03-31/functions/flaky/invocations";
    private static final byte[] EVENT = "{\"failTimes\":2}".getBytes(StandardCharsets.UTF_8);
    private static final ObjectMapper JSON = new ObjectMapper();

    @Override
    public String description() {
        return EVENTS + " events that fail twice, with a delay of " + DELAY + " before each retry";
    }

    @Override
    public void run(Installation installation) throws Exception {
        var set = installation.put(
                "/v1/functions/flaky/retry-policy",
                "{\"maxAttempts\":3,\"initialDelay\":\"" + DELAY + "\",\"factor\":1.0,\"maxDelay\":\"" + DELAY + "\"}");
        if (set.statusCode() != 200) {
            throw new IllegalStateException("the retry policy was not taken: " + set.body());
        }
        List<String> ids = new ArrayList<>();
        Latencies lateness = new Latencies();
        try (Successes successes = new Successes(installation, "bench-retries")) {
            Load.open(installation.httpPort(), PATH, PER_SECOND, WARM_UP, _ -> EVENT);
            successes.await(WARM_UP, _ -> {});
            Load.open(installation.httpPort(), PATH, PER_SECOND, EVENTS, _ -> EVENT);
            successes.await(EVENTS, record -> ids.add(new String(record.key(), StandardCharsets.UTF_8)));
        }
        for (String id : ids) {
            JsonNode attempts = JSON.readTree(
                            installation.get("/v1/invocations/" + id).body())
                    .path("attempts");
            if (attempts.size() != 3) {
                throw new IllegalStateException(id + " had " + attempts.size() + " attempts");
            }
            for (int i = 1; i < attempts.size(); i++) {
                Instant due = time(attempts.get(i - 1), "endedAt").plus(DELAY);
                lateness.add(Duration.between(due, time(attempts.get(i), "startedAt"))
                        .toMillis());
            }
        }
        System.out.println("  a retry begins late by " + lateness);
    }

    private static Instant time(JsonNode attempt, String field) {
        return Instant.parse(attempt.path(field).textValue());
    }
}
