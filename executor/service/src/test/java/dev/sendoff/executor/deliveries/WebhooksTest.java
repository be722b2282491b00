package dev.sendoff.executor.deliveries;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpServer;
import dev.sendoff.core.Outcome;
import dev.sendoff.core.RetryAdvice;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class WebhooksTest {

    private static final Duration TIME = Duration.ofSeconds(20);
    private static final Instant NOW = Instant.parse("2026-11-25T10:00:00Z");
    private static final String SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

    private final Vertx vertx = Vertx.vertx();
    private final CountDownLatch hanging = new CountDownLatch(1);
    private HttpServer server;
    private Headers headers = new Headers();
    private String body = "";
    private final AtomicInteger requests = new AtomicInteger();

    @BeforeEach
    void serve() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", exchange -> {
            try (exchange) {
                requests.incrementAndGet();
                headers = exchange.getRequestHeaders();
                body = new String(exchange.getRequestBody().readAllBytes(), UTF_8);
                String path = exchange.getRequestURI().getPath();
                if (path.equals("/hangs")) {
                    hanging.await();
                }
                if (path.equals("/302")) {
                    exchange.getResponseHeaders().add("Location", "/200");
                }
                if (path.equals("/503")) {
                    exchange.getResponseHeaders().add("Retry-After", "7");
                }
                byte[] answer = (path.equals("/large") ? "x".repeat(100_000) : "said \"so\"").getBytes(UTF_8);
                int status = path.matches("/\\d{3}") ? Integer.parseInt(path.substring(1)) : 200;
                exchange.sendResponseHeaders(status, answer.length);
                exchange.getResponseBody().write(answer);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        server.start();
    }

    @AfterEach
    void end() {
        hanging.countDown();
        server.stop(0);
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    private Webhooks webhooks(boolean allowPrivate, List<String> secrets) {
        return new Webhooks(vertx, Receivers.ofThisMachine(allowPrivate), WebhookSignature.of(secrets), () -> NOW);
    }

    private Outcome post(Webhooks webhooks, String path, Duration time) throws Exception {
        URI url = URI.create("http://127.0.0.1:" + server.getAddress().getPort() + path);
        return webhooks.post(new Webhooks.Message(url, "one", "{}".getBytes(UTF_8)), time)
                .toCompletableFuture()
                .get(30, TimeUnit.SECONDS);
    }

    private static Outcome.Failed failed(Outcome outcome) {
        assertThat(outcome).isInstanceOf(Outcome.Failed.class);
        return (Outcome.Failed) outcome;
    }

    @Test
    void postsASignedCloudEvent() throws Exception {
        try (Webhooks webhooks = webhooks(true, List.of(SECRET))) {
            assertThat(post(webhooks, "/200?a=b", TIME))
                    .isEqualTo(new Outcome.Succeeded("{\"status\":200,\"body\":\"said \\\"so\\\"\"}"));
        }
        assertThat(body).isEqualTo("{}");
        assertThat(headers.getFirst("content-type")).isEqualTo("application/cloudevents+json; charset=UTF-8");
        assertThat(headers.getFirst("webhook-id")).isEqualTo("one");
        assertThat(headers.getFirst("webhook-timestamp")).isEqualTo(Long.toString(NOW.getEpochSecond()));
        assertThat(headers.getFirst("webhook-signature"))
                .isEqualTo(WebhookSignature.of(List.of(SECRET)).sign("one", NOW, "{}".getBytes(UTF_8)));
    }

    @Test
    void isUnsignedWithoutASecret() throws Exception {
        try (Webhooks webhooks = webhooks(true, List.of())) {
            assertThat(post(webhooks, "/204", TIME)).isInstanceOf(Outcome.Succeeded.class);
        }
        assertThat(headers.containsKey("webhook-signature")).isFalse();
    }

    @Test
    void aRedirectIsNotFollowed() throws Exception {
        try (Webhooks webhooks = webhooks(true, List.of())) {
            Outcome.Failed failed = failed(post(webhooks, "/302", TIME));
            assertThat(failed.error().type()).isEqualTo("Webhook.Status302");
            assertThat(failed.error().message()).contains("redirects are not followed");
        }
        assertThat(requests).hasValue(1);
    }

    @Test
    void saysHowLongTheReceiverWantsToBeLeftAloneAndWhetherForGood() throws Exception {
        try (Webhooks webhooks = webhooks(true, List.of())) {
            assertThat(failed(post(webhooks, "/503", TIME)).advice())
                    .isEqualTo(new RetryAdvice.After(Duration.ofSeconds(7)));
            assertThat(failed(post(webhooks, "/500", TIME)).advice()).isEqualTo(new RetryAdvice.ByPolicy());
            assertThat(failed(post(webhooks, "/410", TIME)).advice()).isEqualTo(new RetryAdvice.Never());
        }
    }

    @Test
    void readsNoMoreOfAnAnswerThanItTellsOf() throws Exception {
        try (Webhooks webhooks = webhooks(true, List.of())) {
            assertThat(post(webhooks, "/large", TIME))
                    .isInstanceOfSatisfying(
                            Outcome.Succeeded.class,
                            succeeded -> assertThat(succeeded.response()).hasSizeLessThan(1_200));
        }
    }

    @Test
    void whoHangsIsLeftWhenTheTimeIsOver() throws Exception {
        try (Webhooks webhooks = webhooks(true, List.of())) {
            assertThat(failed(post(webhooks, "/hangs", Duration.ofMillis(300)))
                            .error()
                            .type())
                    .isEqualTo("Webhook.Timeout");
            assertThat(post(webhooks, "/200", TIME)).isInstanceOf(Outcome.Succeeded.class);
        }
    }

    @Test
    void whoIsNotThereIsTriedAgain() throws Exception {
        server.stop(0);
        try (Webhooks webhooks = webhooks(true, List.of())) {
            Outcome.Failed failed = failed(post(webhooks, "/200", TIME));
            assertThat(failed.error().type()).isEqualTo("Webhook.ConnectionFailed");
            assertThat(failed.advice()).isEqualTo(new RetryAdvice.ByPolicy());
        }
    }

    @Test
    void plainHttpAndPrivateAddressesAreNotCalledUnlessThatIsAllowed() throws Exception {
        try (Webhooks webhooks = webhooks(false, List.of())) {
            assertThat(failed(post(webhooks, "/200", TIME)).advice()).isEqualTo(new RetryAdvice.Never());
            URI url = URI.create("https://127.0.0.1:" + server.getAddress().getPort() + "/200");
            Outcome outcome = webhooks.post(new Webhooks.Message(url, "one", new byte[0]), TIME)
                    .toCompletableFuture()
                    .get(30, TimeUnit.SECONDS);
            assertThat(failed(outcome).error().type()).isEqualTo("Webhook.Refused");
            assertThat(failed(outcome).advice()).isEqualTo(new RetryAdvice.Never());
        }
        assertThat(requests).hasValue(0);
    }
}
