package dev.sendoff.problems;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The fields of a JSON object in a request. Whoever reads it asks for each that it knows, and then for {@link #end}. All
 * complain with an {@link IllegalArgumentException} that names the field and what is allowed.
 */
public final class Fields {

    // Numbers keep their digits: an event passes through here.
    private static final ObjectMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .nodeFactory(JsonNodeFactory.withExactBigDecimals(true))
            .build();

    /** Short enough to be computed with. */
    private static final Duration LONGEST_DURATION = Duration.ofDays(365);

    private final String path;
    private final ObjectNode object;
    private final Set<String> known = new HashSet<>();

    private Fields(String path, ObjectNode object) {
        this.path = path;
        this.object = object;
    }

    /** Of a body; an empty one is an object without fields. */
    public static Fields of(String body) {
        if (body.isBlank()) {
            return new Fields("", JSON.createObjectNode());
        }
        JsonNode node;
        try {
            node = JSON.readTree(body);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("the body is not JSON: " + e.getOriginalMessage(), e);
        }
        if (!(node instanceof ObjectNode object)) {
            throw new IllegalArgumentException("the body must be a JSON object");
        }
        return new Fields("", object);
    }

    public boolean has(String name) {
        return object.has(name);
    }

    /** The object of that name; null if there is none. */
    public @Nullable Fields object(String name) {
        JsonNode node = node(name);
        if (node == null) {
            return null;
        }
        if (!(node instanceof ObjectNode inner)) {
            throw wrong(name, "an object", node);
        }
        return new Fields(path + name + ".", inner);
    }

    public @Nullable String text(String name, int longest) {
        JsonNode node = node(name);
        if (node == null) {
            return null;
        }
        if (!node.isTextual() || node.asText().isEmpty() || node.asText().length() > longest) {
            throw wrong(name, "a text of 1 to " + longest + " characters", node);
        }
        return node.asText();
    }

    public @Nullable Instant time(String name) {
        String text = text(name, 64);
        if (text == null) {
            return null;
        }
        try {
            return OffsetDateTime.parse(text).toInstant();
        } catch (DateTimeException e) {
            throw new IllegalArgumentException(
                    path + name + " must be a time such as 2026-11-23T10:00:00Z, not '" + text + "'", e);
        }
    }

    /** In ISO-8601, such as {@code PT1M30S}; {@code otherwise} if there is none. */
    public Duration duration(String name, Duration otherwise) {
        JsonNode node = node(name);
        if (node == null) {
            return otherwise;
        }
        try {
            Duration duration = node.isTextual() ? Duration.parse(node.textValue()) : Duration.ofSeconds(-1);
            if (!duration.isNegative() && duration.compareTo(LONGEST_DURATION) <= 0) {
                return duration;
            }
        } catch (DateTimeException e) {
            throw notADuration(name, node, e);
        }
        throw notADuration(name, node, null);
    }

    private IllegalArgumentException notADuration(String name, JsonNode node, @Nullable Exception cause) {
        IllegalArgumentException wrong =
                wrong(name, "an ISO-8601 duration such as \"PT1M30S\", from PT0S to 365 days", node);
        if (cause != null) {
            wrong.initCause(cause);
        }
        return wrong;
    }

    public List<String> texts(String name, int most) {
        JsonNode node = node(name);
        if (node == null) {
            return List.of();
        }
        if (!node.isArray() || node.isEmpty() || node.size() > most) {
            throw wrong(name, "a list of 1 to " + most + " texts", node);
        }
        List<String> texts = new ArrayList<>();
        for (JsonNode item : node) {
            if (!item.isTextual()) {
                throw wrong(name, "a list of texts", node);
            }
            texts.add(item.asText());
        }
        return texts;
    }

    public @Nullable Double decimal(String name) {
        JsonNode node = node(name);
        if (node == null) {
            return null;
        }
        if (!node.isNumber()) {
            throw wrong(name, "a number", node);
        }
        return node.doubleValue();
    }

    public int integer(String name, int otherwise) {
        JsonNode node = node(name);
        if (node == null) {
            return otherwise;
        }
        if (!node.isIntegralNumber() || !node.canConvertToInt()) {
            throw wrong(name, "a whole number", node);
        }
        return node.intValue();
    }

    public boolean yesOrNo(String name) {
        JsonNode node = node(name);
        if (node == null) {
            return false;
        }
        if (!node.isBoolean()) {
            throw wrong(name, "true or false", node);
        }
        return node.booleanValue();
    }

    /** Any value, as a JSON document; null if there is no such field. */
    public @Nullable String document(String name) {
        known.add(name);
        JsonNode node = object.get(name);
        try {
            return node == null ? null : JSON.writeValueAsString(node);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(name + " cannot be written: " + e.getOriginalMessage(), e);
        }
    }

    /** Nothing else is known here. */
    public void end() {
        for (String name : new TreeSet<>(
                object.properties().stream().map(Map.Entry::getKey).toList())) {
            if (!known.contains(name)) {
                throw new IllegalArgumentException(
                        "there is no field " + path + name + "; there are " + new TreeSet<>(known));
            }
        }
    }

    private @Nullable JsonNode node(String name) {
        known.add(name);
        JsonNode node = object.get(name);
        return node == null || node.isNull() ? null : node;
    }

    private IllegalArgumentException wrong(String name, String allowed, JsonNode node) {
        String value = node.toString();
        return new IllegalArgumentException(path + name + " must be " + allowed + ", not "
                + (value.length() > 100 ? value.substring(0, 100) + "…" : value));
    }
}
