package dev.sendoff.redrive.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The commands, against a server that answers what it is told to. */
class MainTest {

    private record Asked(String method, String path, String actor, String body) {
        JsonNode json() {
            try {
                return Api.JSON.readTree(body);
            } catch (JsonProcessingException e) {
                throw new AssertionError(body, e);
            }
        }
    }

    private final List<Asked> asked = new ArrayList<>();
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private HttpServer server;
    private int status = 200;
    private String answer = "{}";

    @BeforeEach
    void open() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::take);
        server.start();
    }

    @AfterEach
    void close() {
        server.stop(0);
    }

    private void take(HttpExchange exchange) throws IOException {
        asked.add(new Asked(
                exchange.getRequestMethod(),
                exchange.getRequestURI().toString(),
                exchange.getRequestHeaders().getFirst("Sendoff-Actor"),
                new String(exchange.getRequestBody().readAllBytes(), UTF_8)));
        byte[] body = answer.getBytes(UTF_8);
        exchange.sendResponseHeaders(status, body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }

    @Test
    void listsWhatIsSelected() {
        answer = """
                {"deadLetters":[{"id":"1","endedAt":"T","function":"orders","deadLetterReason":"RETRIES_EXHAUSTED",
                 "attempts":[{"errorType":"E","errorMessage":"no\\nluck"}],
                 "deliveries":[{"kind":"REDRIVE","status":"DELIVERED"}]}],"cursor":"abc"}""";
        assertThat(run("dead-letters", "list", "--function", "orders", "--text", "a b", "--redriven", "true"))
                .isZero();
        assertThat(asked.getFirst().path())
                .isEqualTo("/v1/dead-letters?function=orders&text=a+b&redriven=true&limit=20");
        assertThat(out.toString()).isEqualTo("""
                        ID  GIVEN UP  FUNCTION  REASON             ATTEMPTS  REDRIVEN   ERROR
                        1   T         orders    RETRIES_EXHAUSTED  1         DELIVERED  E: no luck
                        More with --cursor abc
                        """);
    }

    @Test
    void doesNothingWithoutYes() {
        answer = """
                {"dryRun":true,"matched":3,"wouldTake":2,"skipped":{"NO_EVENT":1},"byFunction":{"orders":2},
                 "byReason":{},"sample":["1"],"complete":true}""";
        assertThat(run("dead-letters", "redrive", "--function", "orders", "--rate", "5"))
                .isZero();
        assertThat(asked.getFirst().json().path("dryRun").asBoolean()).isTrue();
        assertThat(out.toString())
                .contains("Matched 3; would put in 2.")
                .contains("orders")
                .contains("NO_EVENT")
                .endsWith("Nothing was done. --yes does it.\n");
    }

    @Test
    void asksForWhatTheOptionsSay() {
        answer = "{\"kind\":\"REDRIVE\",\"id\":\"j\",\"state\":\"RUNNING\"}";
        assertThat(run(
                        "dead-letters",
                        "redrive",
                        "id-1",
                        "--payload",
                        "{\"n\":1.10}",
                        "--to",
                        "hello",
                        "--rate",
                        "2.5",
                        "--canary",
                        "3",
                        "--stop-at",
                        "0.2",
                        "--again",
                        "--comment",
                        "mended",
                        "--actor",
                        "ann",
                        "--yes"))
                .isZero();
        Asked request = asked.getFirst();
        assertThat(request.method()).isEqualTo("POST");
        assertThat(request.path()).isEqualTo("/v1/dead-letters/redrive");
        assertThat(request.actor()).isEqualTo("ann");
        assertThat(request.body())
                .isEqualTo("{\"selection\":{},\"ids\":[\"id-1\"],\"comment\":\"mended\",\"function\":\"hello\","
                        + "\"ratePerSecond\":2.5,\"canary\":3,\"stopAtFailureRate\":0.2,\"again\":true,"
                        + "\"payload\":{\"n\":1.10}}");
        assertThat(out.toString()).startsWith("REDRIVE j is RUNNING\n");
    }

    @Test
    void wantsAllToBeSaid() {
        assertThat(run("dead-letters", "purge", "--yes")).isEqualTo(2);
        assertThat(err.toString()).contains("which ones?");
        assertThat(run("replay", "--yes")).isEqualTo(2);
        assertThat(asked).isEmpty();
        assertThat(run("dead-letters", "purge", "--all", "--yes")).isZero();
        assertThat(asked.getFirst().body()).isEqualTo("{\"selection\":{}}");
    }

    @Test
    void replaysAndFollowsJobs() {
        assertThat(run("replay", "--since", "2026-11-23T11:00:00+01:00", "--function", "orders", "--yes"))
                .isZero();
        assertThat(asked.getFirst().path()).isEqualTo("/v1/invocations/replay");
        assertThat(asked.getFirst().body())
                .isEqualTo("{\"selection\":{\"function\":\"orders\",\"since\":\"2026-11-23T10:00:00Z\"}}");
        assertThat(run("dead-letters", "pause", "j")).isZero();
        assertThat(run("dead-letters", "jobs")).isZero();
        assertThat(asked.subList(1, 3))
                .extracting(it -> it.method() + " " + it.path())
                .containsExactly("POST /v1/redrives/j/pause", "GET /v1/redrives");
    }

    @Test
    void saysWhyItWasRefusedOrCouldNotAsk() {
        status = 409;
        answer = "{\"detail\":\"job j is COMPLETED already\"}";
        assertThat(run("dead-letters", "cancel", "j")).isEqualTo(1);
        assertThat(err.toString()).isEqualTo("sendoff: job j is COMPLETED already\n");
        server.stop(0);
        assertThat(run("dead-letters", "jobs")).isEqualTo(1);
        assertThat(err.toString()).contains("does not answer");
    }

    @Test
    void explainsItself() {
        assertThat(run("dead-letters", "--help")).isZero();
        assertThat(run("dead-letters", "redrive", "--help")).isZero();
        assertThat(run("replay", "--help")).isZero();
        assertThat(out.toString()).contains("purge", "--stop-at", "--since");
        assertThat(run("dead-letters", "list", "--since", "yesterday")).isEqualTo(2);
        assertThat(err.toString()).contains("neither a time");
        assertThat(asked).isEmpty();
    }

    private int run(String command, String... arguments) {
        var line = Main.line(
                command,
                Map.of("SENDOFF_HTTP_PORT", Integer.toString(server.getAddress().getPort())));
        line.setOut(new PrintWriter(out, true));
        line.setErr(new PrintWriter(err, true));
        return line.execute(arguments);
    }
}
