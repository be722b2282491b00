package dev.sendoff.executor.services;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.sendoff.core.FunctionError;
import dev.sendoff.core.Outcome;
import dev.sendoff.core.PlatformErrors;
import dev.sendoff.core.RetryAdvice;
import dev.sendoff.executor.handlers.FunctionErrors;
import dev.sendoff.schemas.JsonDocument;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a service answered.
 *
 * @param retryAfter the header of that name: seconds or a date, as RFC 9110 has it
 * @param retry the header {@code Sendoff-Retry}: {@code no} if no further attempt can help
 */
record ServiceAnswer(
        int status, @Nullable String retryAfter, @Nullable String retry, byte[] body) {

    private static final ObjectMapper JSON = new ObjectMapper();

    /** How much of a body that is no error document is told of. */
    private static final int TOLD = 1024;

    Outcome outcome(Instant now) {
        if (status >= 200 && status < 300) {
            return response();
        }
        return new Outcome.Failed(error(), advice(now));
    }

    /** A JSON document as it is, nothing as null, and any other text as a JSON string. */
    private Outcome response() {
        if (body.length == 0) {
            return new Outcome.Succeeded("null");
        }
        try {
            return new Outcome.Succeeded(JsonDocument.read(body));
        } catch (JsonDocument.MalformedJsonException e) {
            return text().<Outcome>map(
                            text -> new Outcome.Succeeded(TextNode.valueOf(text).toString()))
                    .orElseGet(() -> PlatformErrors.of(
                            "Function.InvalidResponse", "The service's answer is neither JSON nor text in UTF-8."));
        }
    }

    private Optional<String> text() {
        try {
            return Optional.of(StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(body))
                    .toString());
        } catch (CharacterCodingException e) {
            return Optional.empty();
        }
    }

    private FunctionError error() {
        JsonNode document = document();
        if (document != null && document.path("errorMessage").isTextual()) {
            return new FunctionError(
                    document.path("errorType").asText("Http." + status),
                    document.path("errorMessage").asText(),
                    document.toString());
        }
        String told = text().map(text -> text.length() > TOLD ? text.substring(0, TOLD) : text)
                .filter(text -> !text.isBlank())
                .map(text -> ": " + text)
                .orElse("");
        String message = "The service answered with status " + status + told;
        String type = "Http." + status;
        return new FunctionError(
                type,
                message,
                JsonNodeFactory.instance
                        .objectNode()
                        .put("errorMessage", message)
                        .put("errorType", type)
                        .toString());
    }

    private @Nullable JsonNode document() {
        if (body.length > FunctionErrors.MAX_PAYLOAD_BYTES) {
            return null;
        }
        try {
            return JSON.readTree(body);
        } catch (IOException e) {
            return null;
        }
    }

    private RetryAdvice advice(Instant now) {
        if (retry != null && retry.strip().equalsIgnoreCase("no")) {
            return new RetryAdvice.Never();
        }
        return RetryAfter.read(retryAfter, now)
                .<RetryAdvice>map(RetryAdvice.After::new)
                .orElseGet(RetryAdvice.ByPolicy::new);
    }
}
