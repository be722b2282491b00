package dev.sendoff.ingest.executor;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpServer;
import dev.sendoff.core.RequestId;
import dev.sendoff.ingest.Executor;
import dev.sendoff.ingest.InMemoryFunctions;
import dev.sendoff.ingest.PendingLimit;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HttpExecutorTest {

    private static final RequestId ID = RequestId.generate(1, Instant.EPOCH, new Random(1));

    private static final Duration LONG = Duration.ofSeconds(10);

    private final CountDownLatch answering = new CountDownLatch(1);
    private final CompletableFuture<String> received = new CompletableFuture<>();
    private int status = 200;
    private HttpServer server;
    private HttpExecutor executor;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", exchange -> {
            Headers headers = exchange.getRequestHeaders();
            received.complete(String.join(
                    " ",
                    exchange.getRequestMethod(),
                    exchange.getRequestURI().toString(),
                    headers.getFirst("Sendoff-Request-Id"),
                    headers.getFirst("Sendoff-Invoked-Function-Arn"),
                    headers.getFirst("X-Amzn-Trace-Id"),
                    headers.getFirst("X-Amz-Client-Context"),
                    headers.getFirst("X-Amz-Log-Type"),
                    new String(exchange.getRequestBody().readAllBytes(), UTF_8)));
            try {
                answering.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            exchange.getResponseHeaders().add("X-Amz-Function-Error", "Unhandled");
            exchange.getResponseHeaders().add("X-Amz-Log-Result", "bG9n");
            byte[] body = (status == 503 ? "{\"detail\":\"nobody is there\"}" : "{\"ok\":1}").getBytes(UTF_8);
            exchange.sendResponseHeaders(status, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        server.start();
        executor = executor(Duration.ofSeconds(30), 10);
    }

    @AfterEach
    void stop() {
        answering.countDown();
        executor.close();
        server.stop(0);
    }

    private HttpExecutor executor(Duration margin, int maxCalls) {
        return new HttpExecutor(List.of(address()), margin, new PendingLimit(maxCalls, 1 << 20));
    }

    private URI address() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    private static Executor.Call call() {
        return new Executor.Call(
                ID, InMemoryFunctions.function("hello").latest(), "arn", "Root=1", "e30=", true, "[1]".getBytes(UTF_8));
    }

    private Executor.Result run() {
        return executor.run(call()).toCompletableFuture().join();
    }

    @Test
    void passesTheCallOnAndItsResultBack() {
        answering.countDown();
        assertThat(run()).isInstanceOfSatisfying(Executor.Result.Ran.class, ran -> {
            assertThat(ran.response()).asString(UTF_8).isEqualTo("{\"ok\":1}");
            assertThat(ran.functionError()).isEqualTo("Unhandled");
            assertThat(ran.logTail()).isEqualTo("bG9n");
        });
        assertThat(received)
                .isCompletedWithValue(
                        "POST /executor/v1/functions/hello/invocations " + ID + " arn Root=1 e30= Tail [1]");
    }

    @ParameterizedTest
    @CsvSource({
        "404, does not have the function hello",
        "500, answered with status 500",
        "503, status 503: nobody is there"
    })
    void anExecutorThatCannotRunItSaysSo(int code, String message) {
        status = code;
        answering.countDown();
        assertThat(run())
                .isInstanceOfSatisfying(
                        Executor.Result.Failed.class,
                        failed -> assertThat(failed.message()).contains(message));
    }

    @ParameterizedTest
    @ValueSource(ints = {404, 409})
    void anExecutorThatHasNotHeardOfADeploymentYetIsAskedAgain(int code) throws IOException {
        try (OtherExecutor late = new OtherExecutor(code, 200);
                HttpExecutor alone = new HttpExecutor(List.of(late.address()), LONG, new PendingLimit(10, 1 << 20))) {
            assertThat(alone.run(call()).toCompletableFuture())
                    .succeedsWithin(LONG)
                    .isInstanceOf(Executor.Result.Ran.class);
            assertThat(late.asked).hasValue(2);
        }
    }

    @Test
    void anExecutorThatHasTooMuchToDoThrottles() {
        status = 429;
        answering.countDown();
        assertThat(run()).isEqualTo(new Executor.Result.Throttled());
    }

    @Test
    void anExecutorThatIsNotThereIsAFailureThatSaysSo() {
        server.stop(0);
        assertThat(run())
                .isInstanceOfSatisfying(
                        Executor.Result.Failed.class,
                        failed -> assertThat(failed.message()).startsWith("The executor cannot be reached"));
    }

    @Test
    void moreThanTheLimitIsThrottledUntilOneEnds() {
        try (HttpExecutor narrow = executor(Duration.ofSeconds(30), 1)) {
            CompletableFuture<Executor.Result> first = narrow.run(call()).toCompletableFuture();
            assertThat(narrow.run(call()).toCompletableFuture()).isCompletedWithValue(new Executor.Result.Throttled());
            answering.countDown();
            assertThat(first).succeedsWithin(Duration.ofSeconds(10)).isInstanceOf(Executor.Result.Ran.class);
            assertThat(narrow.run(call()).toCompletableFuture())
                    .succeedsWithin(Duration.ofSeconds(10))
                    .isInstanceOf(Executor.Result.Ran.class);
        }
    }

    @Test
    void anExecutorThatDoesNotAnswerIsGivenUp() {
        try (HttpExecutor impatient = executor(Duration.ofMillis(-2900), 1)) {
            assertThat(impatient.run(call()).toCompletableFuture())
                    .succeedsWithin(Duration.ofSeconds(10))
                    .isEqualTo(new Executor.Result.Failed("The executor did not answer within 100 ms."));
        }
    }

    @ParameterizedTest
    @CsvSource({"429", "404"})
    void whereOneCannotTheNextIsAsked(int code) throws IOException {
        answering.countDown();
        try (OtherExecutor other = new OtherExecutor(code);
                HttpExecutor several =
                        new HttpExecutor(List.of(other.address(), address()), LONG, new PendingLimit(10, 1 << 20))) {
            for (int i = 0; i < 4; i++) {
                assertThat(several.run(call()).toCompletableFuture())
                        .succeedsWithin(LONG)
                        .isInstanceOf(Executor.Result.Ran.class);
            }
            assertThat(other.asked).as("each has its turn to be asked first").hasValue(2);
        }
    }

    @Test
    void oneThatIsGoneIsPassedOver() throws IOException {
        answering.countDown();
        OtherExecutor gone = new OtherExecutor(200);
        gone.close();
        try (HttpExecutor several =
                new HttpExecutor(List.of(gone.address(), address()), LONG, new PendingLimit(10, 1 << 20))) {
            assertThat(several.run(call()).toCompletableFuture())
                    .succeedsWithin(LONG)
                    .isInstanceOf(Executor.Result.Ran.class);
        }
    }

    @Test
    void whatMayHaveBegunIsNotBegunByAnother() throws IOException {
        answering.countDown();
        try (OtherExecutor other = new OtherExecutor(500);
                HttpExecutor several =
                        new HttpExecutor(List.of(other.address(), address()), LONG, new PendingLimit(10, 1 << 20))) {
            assertThat(several.run(call()).toCompletableFuture())
                    .succeedsWithin(LONG)
                    .isInstanceOf(Executor.Result.Failed.class);
            assertThat(received).isNotDone();
        }
    }

    @Test
    void ifAllHaveTooMuchToDoTheCallIsThrottledThoughAnotherIsGone() throws IOException {
        OtherExecutor gone = new OtherExecutor(200);
        gone.close();
        try (OtherExecutor busy = new OtherExecutor(429);
                HttpExecutor several = new HttpExecutor(
                        List.of(busy.address(), gone.address()), LONG, new PendingLimit(10, 1 << 20))) {
            assertThat(several.run(call()).toCompletableFuture())
                    .succeedsWithin(LONG)
                    .isEqualTo(new Executor.Result.Throttled());
        }
    }

    /** Answers everything with one status. */
    private static final class OtherExecutor implements AutoCloseable {
        final AtomicInteger asked = new AtomicInteger();
        private final HttpServer server =
                HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);

        /** @param statuses of its answers, the last one of all that follow too */
        OtherExecutor(int... statuses) throws IOException {
            server.createContext("/", exchange -> {
                int call = asked.getAndIncrement();
                exchange.sendResponseHeaders(statuses[Math.min(call, statuses.length - 1)], -1);
                exchange.close();
            });
            server.start();
        }

        URI address() {
            return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
        }

        @Override
        public void close() {
            server.stop(0);
        }
    }
}
