package dev.sendoff.executor.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sendoff.core.Function;
import dev.sendoff.executor.fixtures.Fixtures;
import dev.sendoff.executor.handlers.Handlers;
import dev.sendoff.executor.handlers.TestHandlers;
import dev.sendoff.problems.Problem;
import jakarta.ws.rs.core.Response;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SynchronousCallsTest {

    private static final String ID = TestHandlers.ID.toString();

    private final Handlers handlers = TestHandlers.of(
            Fixtures.Maps.class, Fixtures.Thrower.class, Fixtures.TellsContext.class, Fixtures.Deaf.class);
    private final AtomicReference<Optional<Runnable>> room = new AtomicReference<>(Optional.of(() -> {}));
    private final SynchronousCalls calls =
            new SynchronousCalls((name, _) -> handlers.find(name).map(Function::latest), handlers, _ -> room.get(), 1);

    @AfterEach
    void close() {
        Fixtures.Deaf.LET_GO.get().countDown();
        handlers.close();
    }

    @Test
    void aFunctionThatRunsAsOftenAsItMayIsNotRun() throws Exception {
        room.set(Optional.empty());
        Response refused = get(call("Maps", ID, "{}", null));
        assertThat(refused.getStatus()).isEqualTo(429);
        assertThat(refused.getHeaderString("Sendoff-Reserved-Concurrency")).isEqualTo("used");
        room.set(Optional.of(() -> {}));
        assertThat(get(call("Maps", ID, "{\"a\":1}", null)).getStatus()).isEqualTo(200);
    }

    @Test
    void whatACallTookIsGivenBackAtItsEnd() throws Exception {
        AtomicInteger givenBack = new AtomicInteger();
        room.set(Optional.of(givenBack::incrementAndGet));
        get(call("Thrower", ID, "{}", null));
        assertThat(givenBack).hasValue(1);
    }

    @Test
    void theHandlersBytesAreTheAnswer() throws Exception {
        Response response = get(call("Maps", ID, "{\"a\":1}", null));

        assertThat(response.getStatus()).isEqualTo(200);
        assertThat(body(response)).isEqualTo("{\"a\":2}");
        assertThat(response.getMediaType()).hasToString("application/json");
        assertThat(response.getHeaderString("X-Amz-Executed-Version")).isEqualTo("$LATEST");
        assertThat(response.getHeaders()).doesNotContainKeys("X-Amz-Function-Error", "X-Amz-Log-Result");
    }

    @Test
    void aFailureIsAnAnswerToo() throws Exception {
        Response response = get(call("Thrower", ID, "\"oh\"", null));

        assertThat(response.getStatus()).isEqualTo(200);
        assertThat(response.getHeaderString("X-Amz-Function-Error")).isEqualTo("Unhandled");
        assertThat(body(response))
                .startsWith("{\"errorMessage\":\"oh\",\"errorType\":\"java.lang.IllegalArgumentException\"");
    }

    @Test
    void theTailOfTheLogComesOnRequest() throws Exception {
        Response response = get(call("Maps", ID, "{}", "Tail"));

        String log = new String(
                Base64.getDecoder().decode(response.getHeaderString("X-Amz-Log-Result")), StandardCharsets.UTF_8);
        assertThat(log).startsWith("START RequestId: " + ID + " Version: $LATEST\nEND RequestId: " + ID + "\nREPORT ");
    }

    @Test
    void noBytesMeanAnEmptyEvent() throws Exception {
        assertThat(body(get(call("Maps", ID, "", null)))).isEqualTo("{}");
    }

    @Test
    void theCallIsTheFirstAttemptAndCarriesItsHeaders() throws Exception {
        String body =
                body(get(calls.invoke("TellsContext", ID, "$LATEST", null, "arn:x", "Root=1", null, null, new byte[0])
                        .toCompletableFuture()));

        assertThat(body)
                .contains("\"awsRequestId\":\"" + ID + "\"", "\"arn\":\"arn:x\"", "\"trace\":\"Root=1\"")
                .contains("\"attempt\":1,\"redelivered\":false");
    }

    @Test
    void anUnknownFunctionIsAProblem() throws Exception {
        assertProblem(call("nobody", ID, "{}", null), 404, "this executor has no function 'nobody'");
    }

    @Test
    void anotherRevisionThanIsAskedForIsNotRun() throws Exception {
        String revision = handlers.find("Maps").orElseThrow().latest().revisionId();
        assertProblem(call("other", "Maps"), 409, "another revision of 'Maps': " + revision);
        assertThat(get(call(revision, "Maps")).getStatus()).isEqualTo(200);
    }

    private CompletableFuture<Response> call(String revision, String function) {
        return calls.invoke(
                        function, ID, "$LATEST", revision, TestHandlers.ARN + function, null, null, null, new byte[0])
                .toCompletableFuture();
    }

    @Test
    void headersThatAreMissingOrWrongAreNamed() throws Exception {
        assertProblem(call("Maps", null, "{}", null), 400, "Sendoff-Request-Id and Sendoff-Invoked-Function-Arn");
        assertProblem(call("Maps", "17", "{}", null), 400, "Sendoff-Request-Id: '17' is not a UUID");
    }

    @Test
    void anEventThatIsNoJsonIsAProblem() throws Exception {
        assertProblem(call("Maps", ID, "{", null), 400, "the event is no JSON document: ");
    }

    @Test
    void callsBeyondTheLimitAreRefusedUntilOneEnds() throws Exception {
        Fixtures.Deaf.LET_GO.set(new CountDownLatch(1));
        var running = call("Deaf", ID, "{}", null);

        assertProblem(call("Maps", ID, "{}", null), 429, "1 synchronous calls already");
        Fixtures.Deaf.LET_GO.get().countDown();
        assertThat(body(get(running))).isEqualTo("\"too late\"");
        assertThat(get(call("Maps", ID, "{}", null)).getStatus()).isEqualTo(200);
    }

    private CompletableFuture<Response> call(String function, String id, String event, String logType) {
        return calls.invoke(
                        function,
                        id,
                        "$LATEST",
                        null,
                        TestHandlers.ARN + function,
                        null,
                        null,
                        logType,
                        event.getBytes(StandardCharsets.UTF_8))
                .toCompletableFuture();
    }

    private static void assertProblem(CompletableFuture<Response> call, int status, String detail) throws Exception {
        Response response = get(call);
        assertThat(response.getStatus()).isEqualTo(status);
        assertThat(response.getMediaType()).hasToString("application/problem+json");
        Problem problem = (Problem) response.getEntity();
        assertThat(problem.status()).isEqualTo(status);
        assertThat(problem.detail()).contains(detail);
    }

    private static Response get(CompletableFuture<Response> call) throws Exception {
        return call.get(20, TimeUnit.SECONDS);
    }

    private static String body(Response response) {
        return new String((byte[]) response.getEntity(), StandardCharsets.UTF_8);
    }
}
