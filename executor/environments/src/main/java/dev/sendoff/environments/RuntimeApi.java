package dev.sendoff.environments;

import dev.sendoff.core.Outcome;
import dev.sendoff.core.PlatformErrors;
import dev.sendoff.environments.life.Input;
import dev.sendoff.environments.life.Reply;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Lambda's Runtime API over HTTP: reads what runtimes ask and post, and hands it on. */
final class RuntimeApi {

    /** Who hears what a runtime says, on an event loop's thread or another. */
    interface Listener {

        void said(Input input, Exchange exchange);

        void disconnected(HttpConnection connection);
    }

    private static final String INVOCATION = "/2018-06-01/runtime/invocation/";
    private static final String NEXT = INVOCATION + "next";
    private static final String INIT_ERROR = "/2018-06-01/runtime/init/error";
    private static final String ERROR_TYPE = "Lambda-Runtime-Function-Error-Type";

    /** The cause of an error comes as one header of up to 64 KiB. */
    private static final int MAX_HEADERS = 128 * 1024;

    /** Larger documents are read by a thread of their own, so that others' events do not wait for that. */
    private static final int SMALL = 64 * 1024;

    private final Vertx vertx;

    RuntimeApi(Vertx vertx) {
        this.vertx = vertx;
    }

    /**
     * Listens for runtimes: one environment's, or those of containers.
     *
     * @param port 0 for any that is free
     */
    HttpServer listen(String host, int port, Listener listener) {
        HttpServer server = vertx.createHttpServer(new HttpServerOptions()
                .setHost(host)
                .setPort(port)
                .setMaxHeaderSize(MAX_HEADERS)
                .setHandle100ContinueAutomatically(true)
                .setHttp2ClearTextEnabled(false)
                .setTcpKeepAlive(true)
                .setTcpNoDelay(true));
        server.connectionHandler(connection -> connection.closeHandler(gone -> listener.disconnected(connection)));
        server.requestHandler(request -> handle(request, listener));
        return server.listen().toCompletionStage().toCompletableFuture().join();
    }

    private static void handle(HttpServerRequest request, Listener listener) {
        String path = request.path();
        if (request.method().equals(HttpMethod.GET) && NEXT.equals(path)) {
            listener.said(new Input.Asked(), new Exchange(request));
        } else if (request.method().equals(HttpMethod.POST) && INIT_ERROR.equals(path)) {
            String type = request.getHeader(ERROR_TYPE);
            read(request, listener, body -> new Input.InitFailed(failed(body, type, "Runtime.Unknown")));
        } else if (request.method().equals(HttpMethod.POST) && path != null && path.startsWith(INVOCATION)) {
            String[] rest = path.substring(INVOCATION.length()).split("/", -1);
            String what = rest.length == 2 ? rest[1] : "";
            switch (what) {
                case "response" -> read(request, listener, body -> answer(rest[0], succeeded(body)));
                case "error" -> {
                    String type = request.getHeader(ERROR_TYPE);
                    read(request, listener, body -> answer(rest[0], failed(body, type, "Function.Unknown")));
                }
                default -> notFound(request);
            }
        } else {
            notFound(request);
        }
    }

    private static Input.Answer answer(String id, Outcome outcome) {
        return new Input.Answer(id, outcome, isTooLarge(outcome) ? Reply.TOO_LARGE : Reply.ACCEPTED);
    }

    private static Outcome succeeded(@Nullable Buffer body) {
        return body == null ? TOO_LARGE : Answers.response(body.getBytes());
    }

    private static Outcome.Failed failed(@Nullable Buffer body, @Nullable String type, String unknown) {
        return body == null ? TOO_LARGE : Answers.error(body.getBytes(), type, unknown);
    }

    private static final Outcome.Failed TOO_LARGE = PlatformErrors.responseTooLarge();

    private static boolean isTooLarge(Outcome outcome) {
        return outcome.equals(TOO_LARGE);
    }

    /** Reads it to its end, however long it is, but keeps no more than may be answered: null for more than that. */
    private static void read(HttpServerRequest request, Listener listener, Function<@Nullable Buffer, Input> meaning) {
        Buffer body = Buffer.buffer();
        long[] length = {0};
        request.handler(chunk -> {
            length[0] += chunk.length();
            if (length[0] <= PlatformErrors.MAX_RESPONSE_BYTES) {
                body.appendBuffer(chunk);
            }
        });
        request.exceptionHandler(truncated -> {});
        request.endHandler(end -> {
            boolean whole = length[0] <= PlatformErrors.MAX_RESPONSE_BYTES;
            Runnable tell = () -> listener.said(meaning.apply(whole ? body : null), new Exchange(request));
            if (body.length() <= SMALL) {
                tell.run();
            } else {
                Thread.startVirtualThread(tell);
            }
        });
    }

    private static void notFound(HttpServerRequest request) {
        request.response().setStatusCode(404).end("404 page not found\n");
    }
}
