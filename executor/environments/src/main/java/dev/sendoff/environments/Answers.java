package dev.sendoff.environments;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import dev.sendoff.core.FunctionError;
import dev.sendoff.core.Outcome;
import dev.sendoff.core.PlatformErrors;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What the bytes that a runtime posts come to.
 *
 * <p>A response need not be JSON: AWS takes whatever bytes a runtime posts, and counts the invocation as a success. Here
 * responses live on in records that hold JSON, so what is none becomes a JSON string of its text. No bytes at all are
 * {@code null}.
 */
final class Answers {

    private static final JsonFactory FACTORY = JsonFactory.builder()
            .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
            .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
            .build();

    private static final Pattern ERROR_TYPE = Pattern.compile("(Runtime|Function)\\.[A-Z][a-zA-Z]+");
    private static final int GUESSED_FROM = 4;
    private static final String NOTHING = "null";

    private Answers() {}

    static Outcome.Succeeded response(byte[] body) {
        return new Outcome.Succeeded(asJson(body));
    }

    /**
     * @param headerType the {@code Lambda-Runtime-Function-Error-Type} header
     * @param unknown the type of an error that has no usable one
     */
    static Outcome.Failed error(byte[] body, @Nullable String headerType, String unknown) {
        Described described = describe(body);
        String kept = headerType != null && ERROR_TYPE.matcher(headerType).matches() ? headerType : unknown;
        if (!described.isJson) {
            return PlatformErrors.of(kept, new String(body, StandardCharsets.UTF_8).strip());
        }
        String type = described.type;
        String message = described.message;
        return new Outcome.Failed(new FunctionError(
                type == null || type.isEmpty() ? kept : type,
                message == null ? "" : message,
                new String(body, StandardCharsets.UTF_8)));
    }

    private static String asJson(byte[] body) {
        if (body.length == 0) {
            return NOTHING;
        }
        String text = new String(body, StandardCharsets.UTF_8);
        return describe(body).isJson ? text : PlatformErrors.quoted(text);
    }

    private record Described(
            boolean isJson, @Nullable String type, @Nullable String message) {
        static final Described NOT_JSON = new Described(false, null, null);
    }

    /** Whether it is one JSON document in UTF-8, and the two fields of an error, if it has them. */
    private static Described describe(byte[] body) {
        for (int i = 0; i < Math.min(GUESSED_FROM, body.length); i++) {
            if (body[i] == 0) {
                // UTF-16 or 32 would be read as what it is, and then be taken for UTF-8.
                return Described.NOT_JSON;
            }
        }
        try (JsonParser parser = FACTORY.createParser(body)) {
            return describe(parser);
        } catch (IOException e) {
            return Described.NOT_JSON;
        }
    }

    private static Described describe(JsonParser parser) throws IOException {
        if (parser.nextToken() == null) {
            return Described.NOT_JSON;
        }
        boolean object = parser.currentToken() == JsonToken.START_OBJECT;
        String type = null;
        String message = null;
        int depth = 0;
        do {
            JsonToken token = parser.currentToken();
            if (token.isStructStart()) {
                depth++;
            } else if (token.isStructEnd()) {
                depth--;
            } else if (token == JsonToken.VALUE_STRING) {
                // A string is checked by decoding it.
                parser.finishToken();
                if (object && depth == 1) {
                    switch (String.valueOf(parser.currentName())) {
                        case "errorType" -> type = parser.getText();
                        case "errorMessage" -> message = parser.getText();
                        default -> {}
                    }
                }
            }
        } while (depth > 0 && parser.nextToken() != null);
        return parser.nextToken() == null ? new Described(true, type, message) : Described.NOT_JSON;
    }
}
