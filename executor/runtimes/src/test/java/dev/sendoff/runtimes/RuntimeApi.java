package dev.sendoff.runtimes;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** Lambda's Runtime API over HTTP, for one process that a test gives events to. */
final class RuntimeApi implements AutoCloseable {

    private static final int SECONDS = 60;

    /** What a runtime posted. */
    record Posted(String path, String errorType, String body) {

        boolean isError() {
            return path.endsWith("/error");
        }
    }

    private record Handed(String id, String event, Map<String, String> headers) {}

    private final HttpServer server;
    private final BlockingQueue<Handed> events = new LinkedBlockingQueue<>();
    private final BlockingQueue<Posted> posted = new LinkedBlockingQueue<>();
    private final Path output;
    private final Process process;

    RuntimeApi(Launch.Command launch, Path taskRoot, String handler, Path output) throws IOException {
        this.output = output;
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/2018-06-01/runtime/", this::answer);
        server.start();
        ProcessBuilder builder = new ProcessBuilder(launch.command())
                .directory(taskRoot.toFile())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile());
        Map<String, String> variables = builder.environment();
        variables.clear();
        variables.putAll(launch.variables());
        variables.put("PATH", "/usr/bin:/bin");
        variables.put("TZ", ":UTC");
        variables.put("LANG", "C.UTF-8");
        variables.put(
                "AWS_LAMBDA_RUNTIME_API", "127.0.0.1:" + server.getAddress().getPort());
        variables.put("_HANDLER", handler);
        variables.put("LAMBDA_TASK_ROOT", taskRoot.toString());
        variables.put("AWS_LAMBDA_FUNCTION_NAME", "tested");
        variables.put("AWS_LAMBDA_FUNCTION_VERSION", "3");
        variables.put("AWS_LAMBDA_FUNCTION_MEMORY_SIZE", "256");
        variables.put("AWS_LAMBDA_LOG_GROUP_NAME", "/aws/lambda/tested");
        variables.put("AWS_LAMBDA_LOG_STREAM_NAME", "stream");
        variables.put("AWS_LAMBDA_INITIALIZATION_TYPE", "on-demand");
        variables.put("AWS_REGION", "us-east-1");
        variables.put("AWS_DEFAULT_REGION", "us-east-1");
        process = builder.start();
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            byte[] body = exchange.getRequestBody().readAllBytes();
            if (exchange.getRequestMethod().equals("GET")) {
                Handed next = events.take();
                next.headers()
                        .forEach((name, value) -> exchange.getResponseHeaders().add(name, value));
                // AWS's client for Java ends in native code where it is missing.
                exchange.getResponseHeaders().add("Content-Type", "application/json");
                byte[] event = next.event().getBytes(UTF_8);
                exchange.sendResponseHeaders(200, event.length);
                exchange.getResponseBody().write(event);
                return;
            }
            String path = exchange.getRequestURI().getPath().substring("/2018-06-01/runtime".length());
            posted.add(new Posted(
                    path,
                    exchange.getRequestHeaders().getFirst("Lambda-Runtime-Function-Error-Type"),
                    new String(body, UTF_8)));
            byte[] ok = "{\"status\":\"OK\"}".getBytes(UTF_8);
            exchange.sendResponseHeaders(202, ok.length);
            exchange.getResponseBody().write(ok);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Gives the process an event, and waits for what it posts. */
    Posted invoke(String event) {
        String id = give(event);
        Posted answer = next();
        assertThat(answer.path()).isIn("/invocation/" + id + "/response", "/invocation/" + id + "/error");
        return answer;
    }

    /** The response to the event. */
    String response(String event) {
        Posted answer = invoke(event);
        assertThat(answer.isError()).as(answer.body()).isFalse();
        return answer.body();
    }

    /** The error that the event leads to. */
    Posted error(String event) {
        Posted answer = invoke(event);
        assertThat(answer.isError()).as(answer.body()).isTrue();
        return answer;
    }

    String give(String event) {
        String id = UUID.randomUUID().toString();
        events.add(new Handed(
                id,
                event,
                Map.of(
                        "Lambda-Runtime-Aws-Request-Id", id,
                        "Lambda-Runtime-Deadline-Ms",
                                String.valueOf(Instant.now()
                                        .plus(Duration.ofSeconds(SECONDS))
                                        .toEpochMilli()),
                        "Lambda-Runtime-Invoked-Function-Arn",
                                "arn:aws:lambda:us-east-1:000000000000:function:tested:3",
                        "Lambda-Runtime-Trace-Id", "Root=1-00000000-000000000000000000000001;Sampled=1",
                        "Lambda-Runtime-Client-Context", "{\"custom\":{\"a\":\"b\"}}")));
        return id;
    }

    Posted next() {
        try {
            Posted answer = posted.poll(SECONDS, TimeUnit.SECONDS);
            assertThat(answer)
                    .as("what the process posts; it has written:\n%s", output())
                    .isNotNull();
            return answer;
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /** How the process ended. */
    int exitStatus() {
        try {
            assertThat(process.waitFor(SECONDS, TimeUnit.SECONDS)).isTrue();
            return process.exitValue();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /** What the process has written so far. */
    String output() {
        try {
            return Files.readString(output);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        process.destroyForcibly();
        server.stop(0);
    }
}
