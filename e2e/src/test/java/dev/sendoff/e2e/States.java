package dev.sendoff.e2e;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.Set;

/** Delivery states, as the API tells them. */
final class States {

    private static final Set<String> ENDED = Set.of("SUCCEEDED", "DEAD_LETTERED", "CANCELLED");

    private States() {}

    static boolean hasEnded(JsonNode state) {
        return ENDED.contains(state.path("status").asText());
    }

    /** The state once the invocation has ended. */
    static JsonNode awaitEnd(Http http, String id, Duration timeout) {
        return Await.until(
                "the end of " + id,
                timeout,
                () -> http.get("/v1/invocations/" + id).json(),
                States::hasEnded);
    }
}
