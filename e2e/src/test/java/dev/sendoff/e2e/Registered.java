package dev.sendoff.e2e;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.util.Map;
import java.util.TreeMap;

/** What a registry holds. */
final class Registered {

    private Registered() {}

    /** The id of the newest schema of each subject. */
    static Map<String, Integer> idsBySubject(SendoffProcess sendoff) {
        Map<String, Integer> ids = new TreeMap<>();
        try (Http registry = new Http(URI.create(sendoff.registryUrl() + "/"))) {
            for (JsonNode subject : registry.get("subjects").json()) {
                ids.put(
                        subject.asText(),
                        registry.get("subjects/" + subject.asText() + "/versions/latest")
                                .json()
                                .required("id")
                                .asInt());
            }
        }
        return ids;
    }
}
