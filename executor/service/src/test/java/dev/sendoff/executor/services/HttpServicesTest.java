package dev.sendoff.executor.services;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.sendoff.core.Code;
import dev.sendoff.core.Configuration;
import dev.sendoff.core.FunctionVersion;
import dev.sendoff.core.Outcome;
import dev.sendoff.executor.handlers.HandlerCall;
import dev.sendoff.executor.handlers.InvocationLog;
import dev.sendoff.executor.handlers.TestHandlers;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class HttpServicesTest {

    private static final Instant NOW = Instant.parse("2026-11-25T10:00:00Z");

    private final HttpServices services = new HttpServices(InstantSource.fixed(NOW));
    private final CompletableFuture<String> received = new CompletableFuture<>();
    private final CountDownLatch letGo = new CountDownLatch(1);
    private HttpServer server;

    private interface Answering {
        void answer(HttpExchange exchange) throws IOException;
    }

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.start();
    }

    @AfterEach
    void stop() {
        letGo.countDown();
        services.close();
        server.stop(0);
    }

    private void answers(Answering answering) {
        server.createContext("/", exchange -> {
            answering.answer(exchange);
            exchange.close();
        });
    }

    private static void answer(HttpExchange exchange, int status, byte[] body) throws IOException {
        exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
        exchange.getResponseBody().write(body);
    }

    private FunctionVersion version(int port) {
        return new FunctionVersion(
                "work",
                FunctionVersion.LATEST,
                new Code.Service(URI.create("http://127.0.0.1:" + port + "/work?x=1"), "sha"),
                Configuration.of("provided", "none", Duration.ofSeconds(3), 128),
                NOW,
                "rev");
    }

    private static HandlerCall call(Duration timeout) {
        return new HandlerCall(
                TestHandlers.ID,
                "work",
                "arn:work",
                "{\"a\":1}",
                2,
                true,
                timeout,
                "Root=1",
                null,
                null,
                InvocationLog.tail());
    }

    private Outcome run(Duration timeout) throws Exception {
        return run(version(server.getAddress().getPort()), call(timeout));
    }

    private Outcome run(FunctionVersion version, HandlerCall call) throws Exception {
        return services.run(version, call).toCompletableFuture().get(30, TimeUnit.SECONDS);
    }

    @Test
    void anEventIsPostedWithAllThatARuntimeIsTold() throws Exception {
        answers(exchange -> {
            var headers = exchange.getRequestHeaders();
            received.complete(String.join(
                    " ",
                    exchange.getRequestMethod(),
                    exchange.getRequestURI().toString(),
                    headers.getFirst("Content-Type"),
                    headers.getFirst("Lambda-Runtime-Aws-Request-Id"),
                    headers.getFirst("Lambda-Runtime-Deadline-Ms"),
                    headers.getFirst("Lambda-Runtime-Invoked-Function-Arn"),
                    headers.getFirst("Idempotency-Key"),
                    headers.getFirst("Sendoff-Attempt"),
                    headers.getFirst("Sendoff-Redelivered"),
                    headers.getFirst("X-Amzn-Trace-Id"),
                    new String(exchange.getRequestBody().readAllBytes(), UTF_8)));
            answer(exchange, 200, "{\"ok\":1}".getBytes(UTF_8));
        });
        HandlerCall call = call(Duration.ofSeconds(10));
        assertThat(run(version(server.getAddress().getPort()), call)).isEqualTo(new Outcome.Succeeded("{\"ok\":1}"));
        assertThat(received)
                .isCompletedWithValue("POST /work?x=1 application/json " + TestHandlers.ID + " "
                        + NOW.plusSeconds(10).toEpochMilli() + " arn:work " + TestHandlers.ID
                        + " 2 true Root=1 {\"a\":1}");
        assertThat(new String(call.log().bytes(), UTF_8))
                .contains("START RequestId: " + TestHandlers.ID + " Version: $LATEST\n", "REPORT RequestId: ");
    }

    @Test
    void oneThatDoesNotAnswerInTimeTimesOut() throws Exception {
        answers(exchange -> {
            try {
                letGo.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        Outcome outcome = run(Duration.ofMillis(100));
        assertThat(((Outcome.Failed) outcome).error().type()).isEqualTo("Sandbox.Timedout");
    }

    @Test
    void oneThatCannotBeReachedHasNotRun() throws Exception {
        int port = server.getAddress().getPort();
        server.stop(0);
        assertThat(run(version(port), call(Duration.ofSeconds(10))))
                .isInstanceOfSatisfying(
                        Outcome.NotRun.class,
                        notRun -> assertThat(notRun.why()).startsWith("the service of 'work' cannot be reached: "));
    }

    @Test
    void oneThatEndsTheConnectionHasFailed() throws Exception {
        answers(exchange -> exchange.close());
        Outcome outcome = run(Duration.ofSeconds(10));
        assertThat(((Outcome.Failed) outcome).error().type()).isEqualTo("Http.ConnectionLost");
    }

    @Test
    void aResponseBeyondTheLimitFailsAsAtAws() throws Exception {
        answers(exchange -> answer(exchange, 200, new byte[7 * 1024 * 1024]));
        Outcome outcome = run(Duration.ofSeconds(10));
        assertThat(((Outcome.Failed) outcome).error().type()).isEqualTo("Function.ResponseSizeTooLarge");
    }
}
