package dev.sendoff.redrive.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Sendoff's HTTP API, as a command calls it. */
final class Api {

    // An event is shown with the digits that it has.
    static final ObjectMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .nodeFactory(JsonNodeFactory.withExactBigDecimals(true))
            .build();

    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);

    /** Longer than a dry run takes. */
    private static final Duration TIMEOUT = Duration.ofSeconds(60);

    private final URI base;
    private final String actor;
    private final HttpClient client = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(CONNECT_TIMEOUT)
            .build();

    Api(URI base, String actor) {
        this.base = base;
        this.actor = actor;
    }

    /** It was refused, or could not be asked. The message is for people. */
    static final class RefusedException extends Exception {
        private static final long serialVersionUID = 1L;

        RefusedException(String message, @Nullable Throwable cause) {
            super(message, cause);
        }
    }

    JsonNode get(String path) throws RefusedException {
        return send("GET", path, null);
    }

    JsonNode post(String path, @Nullable JsonNode body) throws RefusedException {
        return send("POST", path, body);
    }

    JsonNode delete(String path) throws RefusedException {
        return send("DELETE", path, null);
    }

    private JsonNode send(String method, String path, @Nullable JsonNode body) throws RefusedException {
        HttpRequest request = HttpRequest.newBuilder(base.resolve(path))
                .timeout(TIMEOUT)
                .header("Sendoff-Actor", actor)
                .header("Content-Type", "application/json")
                .method(
                        method,
                        body == null
                                ? HttpRequest.BodyPublishers.noBody()
                                : HttpRequest.BodyPublishers.ofString(body.toString()))
                .build();
        HttpResponse<String> answer;
        try {
            answer = client.send(request, HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            throw new RefusedException(
                    base + " does not answer (" + e.getClass().getSimpleName() + "); --url says where Sendoff is", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new RefusedException("interrupted", e);
        }
        JsonNode json = read(answer.body());
        if (answer.statusCode() / 100 != 2) {
            String detail = json == null ? "" : json.path("detail").asText();
            throw new RefusedException(
                    detail.isEmpty() ? base.resolve(path) + " answered " + answer.statusCode() : detail, null);
        }
        if (json == null) {
            throw new RefusedException(base.resolve(path) + " answered what is no JSON; is it Sendoff?", null);
        }
        return json;
    }

    private static @Nullable JsonNode read(String body) {
        try {
            return JSON.readTree(body);
        } catch (JsonProcessingException e) {
            return null;
        }
    }
}
