package dev.sendoff.environments;

import dev.sendoff.core.Outcome;
import dev.sendoff.core.PlatformErrors;
import dev.sendoff.environments.life.Input;
import dev.sendoff.environments.life.Reply;
import dev.sendoff.environments.sandbox.Connections;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lambda's Runtime API over HTTP: reads what runtimes ask and post, and hands it on. Who else connects to an environment's
 * port is hung up on, before anything of it is read.
 */
final class RuntimeApi {

    /** Who hears what a runtime says, on an event loop's thread or another. */
    interface Listener {

        void said(Input input, Exchange exchange);

        void disconnected(HttpConnection connection);
    }

    private static final Logger log = LoggerFactory.getLogger(RuntimeApi.class);
    private static final Executor VIRTUAL = task -> Thread.ofVirtual().start(task);

    private static final String INVOCATION = "/2018-06-01/runtime/invocation/";
    private static final String NEXT = INVOCATION + "next";
    private static final String INIT_ERROR = "/2018-06-01/runtime/init/error";
    private static final String ERROR_TYPE = "Lambda-Runtime-Function-Error-Type";

    /** The cause of an error comes as one header of up to 64 KiB. */
    private static final int MAX_HEADERS = 128 * 1024;

    /** Larger documents are read by a thread of their own, so that others' events do not wait for that. */
    private static final int SMALL = 64 * 1024;

    private static final CompletableFuture<Boolean> YES = CompletableFuture.completedFuture(true);
    private static final CompletableFuture<Boolean> NO = CompletableFuture.completedFuture(false);

    private final Vertx vertx;

    private final boolean knowsUsers;

    /** @param knowsUsers whether it can be told whose connections are; if not, everybody's are taken */
    RuntimeApi(Vertx vertx, boolean knowsUsers) {
        this.vertx = vertx;
        this.knowsUsers = knowsUsers;
    }

    /**
     * Listens for runtimes: one environment's, or those of containers.
     *
     * @param port 0 for any that is free
     * @param owner whose connections are taken; empty for everybody's, and then it costs nothing
     */
    HttpServer listen(String host, int port, Optional<Integer> owner, Listener listener) {
        Optional<Integer> user = owner.filter(_ -> knowsUsers);
        Map<HttpConnection, CompletableFuture<Boolean>> known = new ConcurrentHashMap<>();
        HttpServer server = vertx.createHttpServer(new HttpServerOptions()
                .setHost(host)
                .setPort(port)
                .setMaxHeaderSize(MAX_HEADERS)
                .setHandle100ContinueAutomatically(true)
                .setHttp2ClearTextEnabled(false)
                .setTcpKeepAlive(true)
                .setTcpNoDelay(true));
        server.connectionHandler(connection -> {
            user.ifPresent(id ->
                    known.put(connection, CompletableFuture.supplyAsync(() -> isFrom(id, connection), VIRTUAL)));
            connection.closeHandler(gone -> {
                known.remove(connection);
                listener.disconnected(connection);
            });
        });
        server.requestHandler(request -> {
            CompletableFuture<Boolean> welcome = user.isPresent() ? known.getOrDefault(request.connection(), NO) : YES;
            if (welcome.isDone() && welcome.join()) {
                handle(request, listener);
            } else {
                onceKnown(welcome, request, listener);
            }
        });
        return server.listen().toCompletionStage().toCompletableFuture().join();
    }

    private void onceKnown(CompletableFuture<Boolean> welcome, HttpServerRequest request, Listener listener) {
        request.pause();
        Context context = vertx.getOrCreateContext();
        var _ = welcome.exceptionally(_ -> false)
                .thenAccept(yes -> context.runOnContext(now -> {
                    if (yes) {
                        handle(request, listener);
                        request.resume();
                    } else {
                        request.connection().close();
                    }
                }));
    }

    /** If it cannot be told, nobody is let in: the environment then fails, and says why in the log. */
    private static boolean isFrom(int user, HttpConnection connection) {
        int from = connection.remoteAddress().port();
        try {
            OptionalInt found =
                    Connections.userOf(from, connection.localAddress().port());
            if (found.isPresent() && found.getAsInt() == user) {
                return true;
            }
            log.warn(
                    "a connection to the Runtime API of user {} was refused: it came from {}",
                    user,
                    found.isPresent() ? "user " + found.getAsInt() : "who is gone");
        } catch (IOException e) {
            log.error("whose a connection to the Runtime API is cannot be told, and so it was refused", e);
        }
        return false;
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
