package dev.sendoff.executor.handlers;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sendoff.core.FunctionError;
import dev.sendoff.core.Outcome;
import dev.sendoff.core.RetryAdvice;
import dev.sendoff.executor.fixtures.Fixtures;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What becomes of an attempt that fails. */
class FailuresTest {

    private static final int PAYLOAD_LIMIT = 256 * 1024;

    private final Handlers handlers = TestHandlers.of(
            Fixtures.Thrower.class,
            Fixtures.Beans.class,
            Fixtures.Large.class,
            Fixtures.LargeEuros.class,
            Fixtures.Verbatim.class,
            Fixtures.Stubborn.class,
            Fixtures.BrokenBean.class,
            Fixtures.BrokenPromise.class,
            Fixtures.BrokenUni.class,
            Fixtures.NoStage.class,
            Fixtures.FailsToStartOnce.class);

    @AfterEach
    void close() {
        handlers.close();
    }

    @Test
    void anExceptionIsReportedInAwssForm() throws Exception {
        FunctionError error = thrown("some message").error();

        assertThat(error.type()).isEqualTo("java.lang.IllegalArgumentException");
        assertThat(error.message()).isEqualTo("some message");
        JsonNode payload = json(error);
        assertThat(payload.fieldNames()).toIterable().containsExactly("errorMessage", "errorType", "stackTrace");
        assertThat(payload.get("errorMessage").textValue()).isEqualTo("some message");
        assertThat(payload.get("errorType").textValue()).isEqualTo("java.lang.IllegalArgumentException");
    }

    @Test
    void theStackTraceEndsWhereTheHandlerWasCalled() throws Exception {
        JsonNode stack = json(thrown("x").error()).get("stackTrace");

        assertThat(stack)
                .isNotEmpty()
                .allSatisfy(frame -> assertThat(frame.textValue())
                        .startsWith("dev.sendoff.executor.fixtures.Fixtures$Thrower.handleRequest(Fixtures.java:"));
    }

    @Test
    void anExceptionWithoutAMessageIsReportedByItsName() throws Exception {
        FunctionError error = thrown("silent").error();

        assertThat(error.message()).isEmpty();
        assertThat(json(error).get("errorMessage").textValue()).isEqualTo("java.lang.IllegalStateException");
    }

    @Test
    void aCauseIsTold() throws Exception {
        JsonNode cause = json(thrown("caused").error()).get("cause");

        assertThat(cause.get("errorMessage").textValue()).isEqualTo("inner");
        assertThat(cause.get("errorType").textValue()).isEqualTo("java.lang.IllegalArgumentException");
    }

    @ParameterizedTest
    @CsvSource({
        "stack, java.lang.StackOverflowError",
        "linkage, java.lang.NoClassDefFoundError",
        "memory, java.lang.OutOfMemoryError",
        "unspeakable, dev.sendoff.executor.fixtures.Fixtures$Unspeakable"
    })
    void anErrorOfAnyKindIsTheHandlersOwn(String what, String type) throws Exception {
        assertThat(thrown(what).error().type()).isEqualTo(type);
        assertThat(json(thrown(what).error()).get("errorType").textValue()).isEqualTo(type);
    }

    @ParameterizedTest
    @ValueSource(strings = {"long", "deep", "circular", "stack"})
    void aReportIsBounded(String what) throws Exception {
        FunctionError error = thrown(what).error();

        assertThat(error.payload().getBytes(StandardCharsets.UTF_8)).hasSizeLessThanOrEqualTo(PAYLOAD_LIMIT);
        assertThat(error.message().getBytes(StandardCharsets.UTF_8)).hasSizeLessThanOrEqualTo(PAYLOAD_LIMIT);
        assertThat(json(error).get("errorType").textValue()).isEqualTo(error.type());
    }

    @Test
    void ordinaryFailuresLeaveItToThePolicy() throws Exception {
        assertThat(thrown("x").advice()).isEqualTo(new RetryAdvice.ByPolicy());
    }

    @Test
    void aTerminalExceptionMeansNever() throws Exception {
        assertThat(thrown("terminal").advice()).isEqualTo(new RetryAdvice.Never());
    }

    @Test
    void aTerminalExceptionIsSeenInABrokenPromise() throws Exception {
        Outcome.Failed failed = failed(Fixtures.BrokenPromise.class, "{}");

        assertThat(failed.advice()).isEqualTo(new RetryAdvice.Never());
        assertThat(failed.error().type()).isEqualTo("dev.sendoff.handler.TerminalException");
        assertThat(failed.error().message()).isEqualTo("no good");
    }

    @Test
    void retryLaterSaysWhen() throws Exception {
        assertThat(thrown("later").advice()).isEqualTo(new RetryAdvice.After(Duration.ofSeconds(7)));
    }

    @Test
    void retryLaterCannotAskForATimeThatDoesNotExist() throws Exception {
        RetryAdvice.After after = (RetryAdvice.After) thrown("much-later").advice();

        assertThat(TestHandlers.NOW.plus(after.delay())).isAfter(TestHandlers.NOW);
    }

    @Test
    void aUniMayFail() throws Exception {
        FunctionError error = failed(Fixtures.BrokenUni.class, "{}").error();

        assertThat(error.type()).isEqualTo("java.lang.IllegalStateException");
        assertThat(error.message()).isEqualTo("uni broke");
    }

    @Test
    void anAsynchronousHandlerOwesAStage() throws Exception {
        assertThat(failed(Fixtures.NoStage.class, "{}").error().message()).contains("returned no stage");
    }

    @Test
    void anEventThatDoesNotFitIsReportedAsAwsDoes() throws Exception {
        FunctionError error =
                failed(Fixtures.Beans.class, "{\"count\":\"two\"}").error();

        assertThat(error.type()).isEqualTo("java.lang.RuntimeException");
        assertThat(error.message()).isEqualTo("An error occurred during JSON parsing");
        assertThat(json(error).get("cause").get("errorMessage").textValue()).contains("Cannot deserialize");
    }

    @Test
    void aResponseThatCannotBeWrittenIsAFailure() throws Exception {
        FunctionError error = failed(Fixtures.BrokenBean.class, "{}").error();

        assertThat(error.message()).isEqualTo("An error occurred during JSON serialization of response");
    }

    @ParameterizedTest
    @ValueSource(strings = {"[255]", "[34,195,40,34]", "[123]", "[49,32,50]", "[32]", "[104,105]"})
    void aStreamsOutputThatIsNoJsonIsAFailure(String bytes) throws Exception {
        FunctionError error = failed(Fixtures.Verbatim.class, bytes).error();

        assertThat(error.type()).isEqualTo("Function.InvalidResponse");
        assertThat(error.message()).startsWith("The handler's output is not a JSON document in UTF-8: ");
    }

    @Test
    void theLargestResponsePasses() throws Exception {
        // Two bytes are the quotes.
        assertThat(TestHandlers.run(handlers, "Large", "6291554")).isInstanceOf(Outcome.Succeeded.class);
        assertThat(TestHandlers.run(handlers, "LargeEuros", "2097184")).isInstanceOf(Outcome.Succeeded.class);
    }

    @ParameterizedTest
    @CsvSource({"Large, 6291555", "Large, 20000000", "LargeEuros, 2097185", "Stubborn, 0"})
    void aResponseThatIsTooLargeIsAFailure(String function, String event) throws Exception {
        FunctionError error =
                TestHandlers.failed(TestHandlers.run(handlers, function, event)).error();

        assertThat(error)
                .isEqualTo(new FunctionError(
                        "Function.ResponseSizeTooLarge",
                        "Response payload size exceeded maximum allowed payload size (6291556 bytes).",
                        "{\"errorMessage\":\"Response payload size exceeded maximum allowed payload size"
                                + " (6291556 bytes).\",\"errorType\":\"Function.ResponseSizeTooLarge\"}"));
    }

    @Test
    void aHandlerThatCannotBeMadeIsTriedAgainByTheNextAttempt() throws Exception {
        Fixtures.FailsToStartOnce.MADE.set(0);

        FunctionError error = failed(Fixtures.FailsToStartOnce.class, "{}").error();

        assertThat(error.type()).isEqualTo("java.lang.IllegalStateException");
        assertThat(error.message()).isEqualTo("no connection");
        for (int i = 0; i < 3; i++) {
            assertThat(TestHandlers.response(TestHandlers.run(handlers, "FailsToStartOnce", "{}")))
                    .as("made once, and kept")
                    .isEqualTo("\"made 2\"");
        }
    }

    @Test
    void aFunctionThatIsNotHereIsAFailure() throws Exception {
        FunctionError error =
                TestHandlers.failed(TestHandlers.run(handlers, "nobody", "{}")).error();

        assertThat(error.type()).isEqualTo("Runtime.HandlerNotFound");
        assertThat(error.message()).contains("'nobody'");
    }

    private Outcome.Failed thrown(String what) throws Exception {
        return failed(Fixtures.Thrower.class, '"' + what + '"');
    }

    private Outcome.Failed failed(Class<?> handler, String event) throws Exception {
        return TestHandlers.failed(TestHandlers.run(handlers, handler.getSimpleName(), event));
    }

    private static JsonNode json(FunctionError error) throws Exception {
        return new ObjectMapper().readTree(error.payload());
    }
}
