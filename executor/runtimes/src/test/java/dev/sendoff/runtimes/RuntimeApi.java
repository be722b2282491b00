package dev.sendoff.runtimes;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;

/** Lambda's Runtime API over a real socket, for one environment: one event at a time, what comes back is kept. */
final class RuntimeApi implements AutoCloseable {
    static final int LARGEST_RESPONSE = 6_291_556;

    static {
        // Else each answer waits for the other side's delayed acknowledgement.
        System.setProperty("sun.net.httpserver.nodelay", "true");
    }

    /** What goes to the function. */
    record Event(String id, byte[] body, Map<String, String> headers) {}

    /** What a function, or its start, came to. */
    sealed interface Answer {
        record Response(byte[] body, String contentType) implements Answer {
            String text() {
                return new String(body, StandardCharsets.UTF_8);
            }
        }

        record Failure(String text, String typeHeader) implements Answer {}

        record InitFailure(String text, String typeHeader) implements Answer {}

        record Exit(int status) implements Answer {}
    }

    private final HttpServer server;
    private final BlockingQueue<Event> events = new LinkedBlockingQueue<>();
    private final Map<String, CompletableFuture<Answer>> answers = new ConcurrentHashMap<>();
    private final CompletableFuture<Answer> start = new CompletableFuture<>();
    private final Semaphore asked = new Semaphore(0);

    RuntimeApi() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/2018-06-01/runtime/", this::handle);
        server.start();
    }

    String address() {
        return "127.0.0.1:" + server.getAddress().getPort();
    }

    CompletableFuture<Answer> offer(Event event) {
        CompletableFuture<Answer> answer = new CompletableFuture<>();
        answers.put(event.id(), answer);
        events.add(event);
        return answer;
    }

    /** Completed when the start fails. */
    CompletableFuture<Answer> start() {
        return start;
    }

    /** One permit for each time that the function asked for an event. */
    Semaphore asked() {
        return asked;
    }

    private void handle(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath().substring("/2018-06-01/runtime/".length());
        byte[] body = exchange.getRequestBody().readAllBytes();
        String type = exchange.getRequestHeaders().getFirst("Lambda-Runtime-Function-Error-Type");
        String text = new String(body, StandardCharsets.UTF_8);
        String[] parts = path.split("/");
        if (path.equals("invocation/next")) {
            deliver(exchange);
        } else if (path.equals("init/error")) {
            start.complete(new Answer.InitFailure(text, String.valueOf(type)));
            answer(exchange, 202);
        } else if (parts[2].equals("error")) {
            answer(
                    exchange,
                    answers.get(parts[1]).complete(new Answer.Failure(text, String.valueOf(type))) ? 202 : 400);
        } else if (body.length > LARGEST_RESPONSE) {
            answer(exchange, 413);
        } else {
            String contentType = exchange.getRequestHeaders().getFirst("Content-Type");
            answer(
                    exchange,
                    answers.get(parts[1]).complete(new Answer.Response(body, String.valueOf(contentType))) ? 202 : 400);
        }
    }

    private void deliver(HttpExchange exchange) throws IOException {
        asked.release();
        try {
            Event event = events.take();
            exchange.getResponseHeaders().set("Lambda-Runtime-Aws-Request-Id", event.id());
            event.headers()
                    .forEach((name, value) -> exchange.getResponseHeaders().set(name, value));
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            // Large ones in chunks of unknown number, as servers may.
            boolean chunked = event.body().length > 100_000;
            exchange.sendResponseHeaders(200, event.body().length == 0 ? -1 : chunked ? 0 : event.body().length);
            exchange.getResponseBody().write(event.body());
            exchange.close();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void answer(HttpExchange exchange, int status) throws IOException {
        byte[] body = "{\"status\":\"OK\"}".getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(status, body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
