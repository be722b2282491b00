package dev.sendoff.ingest.app;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.net.URI;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Passes on what ingest does not answer, as it is, to a process that does: what is asked of states, figures and dead
 * letters, and of redrives. A request whose answer has not begun is given to the next one if the first cannot be reached.
 */
@Singleton
final class Elsewhere {

    private static final List<String> STATES =
            List.of("/v1/invocations*", "/v1/functions/:name/figures", "/v1/dead-letters*");

    /** Of these, what is posted; they go first. */
    private static final List<String> ORDERS = List.of("/v1/invocations/replay", "/v1/dead-letters/*");

    private static final String JOBS = "/v1/redrives*";

    private static final int CONNECT_TIMEOUT_MILLIS = 2000;
    /** Longer than a delivery state waits to find an id that was just accepted, or a dry run reads. */
    private static final int IDLE_TIMEOUT_MILLIS = 30_000;

    /** At one process; and as many requests may wait for one of them. */
    private static final int CONNECTIONS = 64;

    /** Of the connection, not of the request: they are not passed on. */
    private static final Set<String> HOP_BY_HOP =
            Set.of("connection", "keep-alive", "te", "trailer", "transfer-encoding", "upgrade", "host");

    private final Place states;
    private final Place redrives;
    private final HttpClient client;

    /** Processes of one kind, which take turns. */
    private record Place(String name, List<URI> bases, AtomicInteger turn) {
        Place(String name, List<URI> bases) {
            this(name, List.copyOf(bases), new AtomicInteger());
        }
    }

    Elsewhere(ElsewhereConfig config, Vertx vertx) {
        this.states = new Place("delivery state", config.deliveryStateUrls());
        this.redrives = new Place("process for redrives", config.redriveUrls());
        this.client = vertx.createHttpClient(
                new HttpClientOptions()
                        .setConnectTimeout(CONNECT_TIMEOUT_MILLIS)
                        .setMaxWaitQueueSize(CONNECTIONS),
                new PoolOptions().setHttp1MaxSize(CONNECTIONS));
    }

    void route(@Observes Router router) {
        for (String path : ORDERS) {
            router.post(path).handler(routing -> take(redrives, routing.request()));
        }
        router.route(JOBS).handler(routing -> take(redrives, routing.request()));
        for (String path : STATES) {
            router.route(path).handler(routing -> take(states, routing.request()));
        }
    }

    private void take(Place place, HttpServerRequest request) {
        int first = Math.floorMod(place.turn.getAndIncrement(), place.bases.size());
        request.body().onSuccess(body -> pass(place, request, body, first, 0));
        // Quarkus hands requests over paused.
        request.resume();
    }

    private void pass(Place place, HttpServerRequest request, Buffer body, int first, int asked) {
        URI base = place.bases.get((first + asked) % place.bases.size());
        RequestOptions options = to(base, request);
        request.headers().forEach((name, value) -> {
            if (!HOP_BY_HOP.contains(name.toLowerCase(java.util.Locale.ROOT))) {
                options.addHeader(name, value);
            }
        });
        client.request(options)
                .onSuccess(out -> send(place, out, body, request.response()))
                .onFailure(failure -> {
                    if (asked + 1 < place.bases.size()) {
                        pass(place, request, body, first, asked + 1);
                    } else {
                        unavailable(
                                request.response(), "no " + place.name + " can be reached: " + failure.getMessage());
                    }
                });
    }

    /** Whatever host the request itself may name, it goes to ours. */
    private static RequestOptions to(URI base, HttpServerRequest request) {
        boolean tls = "https".equals(base.getScheme());
        String query = request.query();
        return new RequestOptions()
                .setHost(base.getHost())
                .setPort(base.getPort() >= 0 ? base.getPort() : tls ? 443 : 80)
                .setSsl(tls)
                .setURI(query == null ? request.path() : request.path() + "?" + query)
                .setMethod(request.method())
                .setConnectTimeout(CONNECT_TIMEOUT_MILLIS)
                .setIdleTimeout(IDLE_TIMEOUT_MILLIS);
    }

    private static void send(Place place, HttpClientRequest out, Buffer body, HttpServerResponse response) {
        response.closeHandler(closed -> out.reset());
        out.send(body)
                .onSuccess(answer -> answer(answer, response))
                .onFailure(failure ->
                        unavailable(response, "the " + place.name + " did not answer: " + failure.getMessage()));
    }

    private static void answer(HttpClientResponse answer, HttpServerResponse response) {
        response.setStatusCode(answer.statusCode());
        answer.headers().forEach((name, value) -> {
            if (!HOP_BY_HOP.contains(name.toLowerCase(java.util.Locale.ROOT))) {
                response.putHeader(name, value);
            }
        });
        response.setChunked(answer.getHeader("Content-Length") == null);
        answer.pipeTo(response).onFailure(failure -> response.reset());
    }

    private static void unavailable(HttpServerResponse response, String detail) {
        if (response.headWritten() || response.closed()) {
            return;
        }
        response.setStatusCode(503)
                .putHeader("Content-Type", "application/problem+json")
                .putHeader("Retry-After", "1")
                .end(new JsonObject()
                        .put("type", "about:blank")
                        .put("title", "Service Unavailable")
                        .put("status", 503)
                        .put("detail", detail)
                        .toBuffer());
    }
}
