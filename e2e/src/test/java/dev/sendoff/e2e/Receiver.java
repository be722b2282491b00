package dev.sendoff.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;

/**
 * An HTTP server that keeps what it is sent. What a path answers is its beginning: {@code /200/…}, {@code /500/…}; {@code
 * /twice/…} fails twice, and {@code /hang/…} answers when all is over.
 */
final class Receiver implements AutoCloseable {

    private final HttpServer server;
    private final CountDownLatch over = new CountDownLatch(1);
    private final Set<String> up = ConcurrentHashMap.newKeySet();
    private final List<Request> requests = new CopyOnWriteArrayList<>();

    record Request(String path, Map<String, List<String>> headers, String body) {
        String header(String name) {
            return headers.entrySet().stream()
                    .filter(header -> header.getKey().equalsIgnoreCase(name))
                    .map(header -> header.getValue().getFirst())
                    .findFirst()
                    .orElseThrow();
        }
    }

    Receiver() {
        try {
            server = HttpServer.create(new InetSocketAddress((InetAddress) null, 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", this::answer);
        server.start();
    }

    private int status(String path) {
        if (path.startsWith("/twice/")) {
            return requestsTo(path).size() <= 2 ? 500 : 200;
        }
        if (path.startsWith("/down/")) {
            return up.contains(path) ? 200 : 503;
        }
        return path.startsWith("/hang/") ? 200 : Integer.parseInt(path.substring(1, 4));
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            String body = new String(exchange.getRequestBody().readAllBytes(), UTF_8);
            String path = exchange.getRequestURI().getPath();
            requests.add(new Request(path, Map.copyOf(exchange.getRequestHeaders()), body));
            if (path.startsWith("/hang/")) {
                over.await();
            }
            byte[] answer = "{\"done\":true}".getBytes(UTF_8);
            exchange.sendResponseHeaders(status(path), answer.length);
            exchange.getResponseBody().write(answer);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** From now on that path does not fail. */
    void up(String path) {
        up.add(path);
    }

    URI at(String path) {
        return at("127.0.0.1", path);
    }

    /** @param host any that leads to this machine */
    URI at(String host, String path) {
        return URI.create("http://" + host + ":" + server.getAddress().getPort() + path);
    }

    List<Request> requestsTo(String path) {
        return requests.stream().filter(request -> request.path().equals(path)).toList();
    }

    @Override
    public void close() {
        over.countDown();
        server.stop(0);
    }
}
