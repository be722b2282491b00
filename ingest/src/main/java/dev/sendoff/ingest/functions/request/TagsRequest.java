package dev.sendoff.ingest.functions.request;

import dev.sendoff.ingest.Violations;
import dev.sendoff.ingest.functions.body.Fields;
import dev.sendoff.ingest.functions.body.RefusedException;
import java.util.Map;
import java.util.Objects;

/** Tags as requests bring them. */
public final class TagsRequest {

    private static final int MAX_TAGS = 50;
    private static final int MAX_KEY_LENGTH = 128;
    private static final int MAX_VALUE_LENGTH = 256;

    private TagsRequest() {}

    /** Reads them, none if the field is absent, and gathers what breaks a constraint. */
    static Map<String, String> read(Fields request, String field, Violations violations) {
        Map<String, String> tags = Objects.requireNonNullElse(request.map(field), Map.of());
        tags.forEach((key, value) -> {
            violations.minLength("tags.key", key, 1);
            violations.maxLength("tags.key", key, MAX_KEY_LENGTH);
            violations.maxLength("tags.value", value, MAX_VALUE_LENGTH);
        });
        return tags;
    }

    /** Those that TagResource brings. */
    public static Map<String, String> read(Fields request) {
        Violations violations = new Violations();
        if (!request.has("Tags")) {
            violations.missing("tags");
        }
        Map<String, String> tags = read(request, "Tags", violations);
        RefusedException.throwIfAny(violations);
        return tags;
    }

    /** @throws RefusedException if a function may not have as many */
    public static void checkCount(int tags) {
        if (tags > MAX_TAGS) {
            throw RefusedException.invalidParameter("Number of tags exceeds resource tag limit.");
        }
    }
}
