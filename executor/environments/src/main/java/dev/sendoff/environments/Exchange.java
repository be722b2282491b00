package dev.sendoff.environments;

import dev.sendoff.core.PlatformErrors;
import dev.sendoff.environments.life.Reply;
import io.vertx.core.Future;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.util.Locale;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/** One request of a runtime's, to be answered once. Any thread may answer; if the runtime is gone, nobody hears it. */
final class Exchange {

    private final HttpServerRequest request;

    Exchange(HttpServerRequest request) {
        this.request = request;
    }

    HttpConnection connection() {
        return request.connection();
    }

    /** As the header says, with a port; null if there is none. */
    @Nullable
    String host() {
        return request.getHeader("Host");
    }

    /** Whether its connection was closed before it was answered. */
    boolean isGone() {
        return request.response().closed() && !request.response().ended();
    }

    void respond(Reply reply) {
        respond(reply.status(), reply.body());
    }

    /** An error that is ours, in the form of the API's own. */
    void refuse(int status, String type, String message) {
        respond(status, PlatformErrors.of(type, message).error().payload() + "\n");
    }

    private void respond(int status, String body) {
        HttpServerResponse response = request.response();
        if (!response.closed() && !response.ended()) {
            response.setStatusCode(status)
                    .putHeader("Content-Type", "application/json")
                    .end(body);
        }
    }

    /**
     * @param deadlineMillis since 1970
     * @return fails if it is certain that the runtime has not got it
     */
    Future<Void> deliver(Event event, long deadlineMillis) {
        HttpServerResponse response = request.response();
        if (response.closed() || response.ended()) {
            return Future.failedFuture("the connection is closed");
        }
        response.putHeader("Content-Type", "application/json")
                .putHeader("Lambda-Runtime-Aws-Request-Id", event.id().toString())
                .putHeader("Lambda-Runtime-Deadline-Ms", Long.toString(deadlineMillis))
                .putHeader("Lambda-Runtime-Invoked-Function-Arn", inHeader(event.invokedFunctionArn()))
                .putHeader("Lambda-Runtime-Trace-Id", trace(event));
        String context = event.clientContext();
        if (context != null && !context.isEmpty()) {
            response.putHeader("Lambda-Runtime-Client-Context", inHeader(context));
        }
        return response.end(event.payload());
    }

    private static String trace(Event event) {
        String header = event.traceHeader();
        if (header != null && !header.isBlank()) {
            return inHeader(header);
        }
        ThreadLocalRandom random = ThreadLocalRandom.current();
        return String.format(
                Locale.ROOT,
                "Root=1-%08x-%016x%08x;Parent=%016x;Sampled=0",
                System.currentTimeMillis() / 1000,
                random.nextLong(),
                random.nextInt(),
                random.nextLong());
    }

    /**
     * A header holds printable ASCII. What else may be in JSON is in its strings, where it can be written so; outside of
     * them, only space can be.
     */
    static String inHeader(String text) {
        StringBuilder ascii = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < ' ') {
                ascii.append(' ');
            } else if (c < 0x7f) {
                ascii.append(c);
            } else {
                ascii.append(String.format(Locale.ROOT, "\\u%04x", (int) c));
            }
        }
        return ascii.toString();
    }
}
