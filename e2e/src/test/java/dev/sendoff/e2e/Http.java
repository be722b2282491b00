package dev.sendoff.e2e;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/** A client of one Sendoff: as little as curl. Safe for many threads. */
final class Http implements AutoCloseable {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration TIMEOUT = Duration.ofSeconds(30);

    private final URI base;
    private final HttpClient client = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(5))
            .build();

    Http(URI base) {
        this.base = base;
    }

    record Response(int status, java.net.http.HttpHeaders headers, String body) {

        Optional<String> header(String name) {
            return headers.firstValue(name);
        }

        JsonNode json() {
            try {
                return JSON.readTree(body);
            } catch (JsonProcessingException e) {
                throw new AssertionError("status " + status + " with a body that is no JSON: " + body, e);
            }
        }
    }

    Response get(String path) {
        return send("GET", path, "", Map.of());
    }

    Response put(String path, String body) {
        return send("PUT", path, body, Map.of("Content-Type", "application/json"));
    }

    Response delete(String path) {
        return send("DELETE", path, "", Map.of());
    }

    Response post(String path, String body, Map<String, String> headers) {
        return send("POST", path, body, headers);
    }

    /** An asynchronous invocation through Lambda's API. */
    Response invoke(String function, String event) {
        return post(
                "/2015-03-31/functions/" + function + "/invocations", event, Map.of("X-Amz-Invocation-Type", "Event"));
    }

    /**
     * @return the id of the accepted invocation
     * @throws AssertionError if it was not accepted
     */
    String accepted(String function, String event) {
        Response response = invoke(function, event);
        if (response.status() != 202) {
            throw new AssertionError("not accepted: " + response);
        }
        return response.header("x-amzn-RequestId").orElseThrow(() -> new AssertionError("202 without an id"));
    }

    Response send(String method, String path, String body, Map<String, String> headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(base.resolve(path))
                .timeout(TIMEOUT)
                .method(method, body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
        headers.forEach(request::header);
        try {
            HttpResponse<String> response = client.send(request.build(), BodyHandlers.ofString());
            return new Response(response.statusCode(), response.headers(), response.body());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    @Override
    public void close() {
        client.shutdownNow();
    }
}
