package dev.sendoff.runtimes;

import static dev.sendoff.runtimes.RunningFunction.json;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sendoff.runtimes.RuntimeApi.Answer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The Python bootstrap, run by the Python of this machine. */
class PythonTest {
    @TempDir
    static Path folder;

    static Launch launch;
    static Path cases;
    static RunningFunction function;

    @TempDir
    Path root;

    @BeforeAll
    static void start() throws IOException {
        cases = Files.createDirectories(folder.resolve("task"));
        try (var source = PythonTest.class.getResourceAsStream("/python/cases.py")) {
            Files.write(cases.resolve("cases.py"), source.readAllBytes());
        }
        launch = Runtimes.install(folder.resolve("runtimes"), null, null, System.getenv("PATH"), false)
                .launch("python3.11", "cases.handler", cases);
        if (launch instanceof Launch.Command) {
            function = start(cases, "cases.handler");
        }
    }

    /** Before each: what is given up before all of them is not counted as skipped. */
    @BeforeEach
    void isHere() {
        RunningFunction.command(launch);
    }

    @AfterAll
    static void stop() {
        if (function != null) {
            function.close();
        }
    }

    private static RunningFunction start(Path root, String handler) throws IOException {
        return new RunningFunction(launch, root, handler, Map.of("PYTHONDONTWRITEBYTECODE", "1"));
    }

    private static String respond(String name) {
        return function.respond("{\"case\":\"%s\"}".formatted(name));
    }

    private static JsonNode fail(String name) {
        return function.fail("{\"case\":\"%s\"}".formatted(name));
    }

    @ParameterizedTest
    @ValueSource(strings = {"1", "\"text\"", "[1,{}]", "null", "{\"a\":\"ü€😀\"}", "1.5e300"})
    void whatGoesInComesOut(String value) {
        assertThat(json(function.respond("{\"case\":\"value\",\"value\":%s}".formatted(value))))
                .isEqualTo(json(value));
    }

    @Test
    void anEmptyEventIsAnEmptyObject() {
        assertThat(function.respond("")).isEqualTo("{}");
    }

    @ParameterizedTest
    @CsvSource({
        "nothing, null",
        "decimals, '{\"price\": 1.10, \"long\": 12345678901234567890.123456789}'",
        "half, '\"\\ud83d\"'",
        "binary, '\"printed\"'"
    })
    void resultsBecomeJson(String name, String response) {
        assertThat(respond(name)).isEqualTo(response);
    }

    @Test
    void bytesGoOutAsTheyAre() {
        Answer answer = function.invoke("{\"case\":\"raw\"}");

        assertThat(((Answer.Response) answer).body()).containsExactly(0, 0xff);
        assertThat(((Answer.Response) answer).contentType()).isEqualTo("application/unknown");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "fails | ValueError | wrong value",
                "empty | RuntimeError | ''",
                "chained | ValueError | around",
                "evil | Evil | (this exception fails when it is asked for its text)",
                "recursion | RecursionError | maximum recursion depth exceeded",
                "a_set | Runtime.MarshalError | Unable to marshal response: Object of type set is not JSON serializable",
                "generator | Runtime.MarshalError | Unable to marshal response: Object of type generator is not JSON serializable",
                "coroutine | Runtime.MarshalError | Unable to marshal response: Object of type coroutine is not JSON serializable",
                "circular | Runtime.MarshalError | Unable to marshal response: Circular reference detected",
                "surrogate | ValueError | half "
            })
    void anErrorIsReportedWithTypeAndMessage(String name, String type, String message) {
        JsonNode error = fail(name);

        assertThat(error.path("errorType").textValue()).isEqualTo(type);
        assertThat(error.path("errorMessage").textValue()).startsWith(message);
        assertThat(error.path("requestId").textValue()).isEqualTo(function.lastId());
        function.awaitLog("[ERROR] " + type);
    }

    @Test
    void anErrorsTraceHasOneTextAFrameAndBeginsInTheFunction() {
        JsonNode trace = fail("fails").path("stackTrace");

        assertThat(trace.get(0).textValue())
                .matches("  File \".*cases.py\", line \\d+, in handler\n    return globals.*\n");
        assertThat(trace.get(1).textValue())
                .matches("  File \".*cases.py\", line \\d+, in fails\n    raise ValueError\\(\"wrong value\"\\)\n");
        assertThat(function.awaitLog("[ERROR] ValueError: wrong value").getLast())
                .contains(
                        "\rTraceback (most recent call last):\r\u00a0\u00a0File \"", "\r\u00a0\u00a0\u00a0\u00a0raise");
    }

    @Test
    void badJsonIsAnError() {
        JsonNode error = function.fail("{");

        assertThat(error.path("errorType").textValue()).isEqualTo("Runtime.UnmarshalError");
        assertThat(error.path("errorMessage").textValue()).startsWith("Unable to unmarshal input: ");
    }

    @Test
    void theContextIsAws() {
        Answer answer = function.invoke(
                "{\"case\":\"context\"}".getBytes(StandardCharsets.UTF_8),
                Map.of(
                        "Lambda-Runtime-Trace-Id", "Root=1-2-3",
                        "Lambda-Runtime-Client-Context",
                                "{\"custom\":{\"a\":\"b\"},\"client\":{\"app_title\":\"an app\"}}",
                        "Lambda-Runtime-Cognito-Identity", "{\"cognitoIdentityId\":\"me\"}"));

        JsonNode context = json(((Answer.Response) answer).text());
        assertThat(context.path("aws_request_id").textValue()).isEqualTo(function.lastId());
        assertThat(context.path("invoked_function_arn").textValue()).isEqualTo(RunningFunction.ARN);
        assertThat(context.path("function_name").textValue()).isEqualTo("tried");
        assertThat(context.path("function_version").textValue()).isEqualTo("$LATEST");
        assertThat(context.path("memory_limit_in_mb").textValue()).isEqualTo("256");
        assertThat(context.path("log_group_name").textValue()).isEqualTo("/aws/lambda/tried");
        assertThat(context.path("log_stream_name").textValue()).isEqualTo("a-stream");
        assertThat(context.path("custom").path("a").textValue()).isEqualTo("b");
        assertThat(context.path("app").textValue()).isEqualTo("an app");
        assertThat(context.path("identity").textValue()).isEqualTo("me");
        assertThat(context.path("remaining").intValue()).isBetween(1, 30_000);
        assertThat(context.path("trace").textValue()).isEqualTo("Root=1-2-3");
        assertThat(context.path("text").textValue()).startsWith("LambdaContext([");
        JsonNode next = json(respond("context"));
        assertThat(next.path("trace").isNull()).isTrue();
        assertThat(next.path("custom").isNull()).isTrue();
        function.awaitLog("logged by the context");
    }

    @Test
    void largeEventsAndResponsesPass() {
        assertThat(function.respond("{\"case\":\"size\",\"text\":\"%s\"}".formatted("ü".repeat(500_000))))
                .isEqualTo("500000");
        assertThat(function.respond("{\"case\":\"large\",\"size\":6291554}")).hasSize(RuntimeApi.LARGEST_RESPONSE);
    }

    @Test
    void aResponseThatIsTooLargeIsReported() {
        JsonNode error = function.fail("{\"case\":\"large\",\"size\":6291555}");

        assertThat(error.path("errorType").textValue()).isEqualTo("Function.ResponseSizeTooLarge");
        assertThat(error.path("errorMessage").textValue())
                .isEqualTo("Response payload size exceeded maximum allowed payload size (6291556 bytes).");
        assertThat(respond("nothing")).isEqualTo("null");
    }

    @Test
    void aLogLineCarriesLevelTimeAndRequest() {
        respond("logs");

        String id = function.lastId();
        String time = "\t\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z\t";
        assertThat(function.awaitLog("ü€😀").getLast()).matches("\\[INFO]" + time + id + "\tü€😀");
        assertThat(function.awaitLog("warned").getLast()).matches("\\[WARNING]" + time + id + "\twarned of this");
        assertThat(function.awaitLog("printed 1").getLast()).isEqualTo("printed 1");
        assertThat(function.awaitLog("unended").getLast()).isEqualTo("unended");
        assertThat(function.awaitLog("on stderr ").getLast()).isEqualTo("on stderr \\ud83d");
        assertThat(function.log()).doesNotContain("too fine");
    }

    @Test
    void threadsThatRunOnAfterTheHandlerAreNamed() {
        assertThat(respond("floats")).isEqualTo("\"early\"");

        String id = function.lastId();
        function.awaitIdle();
        assertThat(function.awaitLog(id))
                .singleElement()
                .asString()
                .contains("[WARNING]", "still running: 1 Thread (left-behind)");
        respond("joins");
    }

    @ParameterizedTest
    @ValueSource(strings = {"joins", "pools", "queues", "daemon", "nothing"})
    void whatIsJoinedOrIdleIsNotNamed(String name) {
        respond(name);

        String id = function.lastId();
        function.awaitIdle();
        respond("logs");
        function.awaitLog(function.lastId());
        assertThat(function.log()).doesNotContain(id);
    }

    @ParameterizedTest
    @CsvSource({"exits, 7", "dies, 9"})
    void anExitIsTheProcesss(String name, int status) throws IOException {
        try (RunningFunction own = start(cases, "cases.handler")) {
            assertThat(own.invoke("{\"case\":\"%s\"}".formatted(name))).isEqualTo(new Answer.Exit(status));
            if (name.equals("dies")) {
                own.awaitLog("last words");
            }
        }
    }

    @ParameterizedTest
    @CsvSource({
        "index.handler, index.py",
        "src/deep/index.handler, src/deep/index.py",
        "package.handler, package/__init__.py"
    })
    void aHandlerIsFoundAsOnLambda(String handler, String file) throws IOException {
        Files.createDirectories(root.resolve(file).getParent());
        Files.writeString(root.resolve("beside.py"), "ONE = 1");
        Files.writeString(root.resolve(file), "import beside\ndef handler(event, context):\n    return beside.ONE\n");
        try (RunningFunction own = start(root, handler)) {
            assertThat(own.respond("{}")).isEqualTo("1");
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "absent.handler | Runtime.ImportModuleError | Unable to import module 'absent': No module named 'absent'",
                "needs.handler | Runtime.ImportModuleError | Unable to import module 'needs': No module named 'not_there'",
                "wrong.handler | Runtime.UserCodeSyntaxError | Syntax error in module 'wrong': ",
                "cases.absent | Runtime.HandlerNotFound | Handler 'absent' missing on module 'cases'",
                "cases | Runtime.MalformedHandlerName | Bad handler 'cases': not enough values to unpack (expected 2, got 1)",
                "sys.handler | Runtime.BuiltInModuleConflict | Cannot use built-in module sys as a handler module",
                "bootstrap.main | Runtime.ImportModuleError | Unable to import module 'bootstrap': No module named 'bootstrap'",
                "throws.handler | ZeroDivisionError | division by zero",
            })
    void aStartThatFailsIsReportedAndEndsTheProcess(String handler, String type, String message) throws IOException {
        Files.copy(cases.resolve("cases.py"), root.resolve("cases.py"));
        Files.writeString(root.resolve("needs.py"), "import not_there");
        Files.writeString(root.resolve("wrong.py"), "def handler(event, context)\n    return 1\n");
        Files.writeString(root.resolve("throws.py"), "1 / 0");
        try (RunningFunction own = start(root, handler)) {
            JsonNode error = own.failToStart();

            assertThat(error.path("errorType").textValue()).isEqualTo(type);
            assertThat(error.path("errorMessage").textValue()).startsWith(message);
            assertThat(error.path("requestId").textValue()).isEmpty();
            assertThat(error.path("stackTrace").isArray()).isTrue();
            assertThat(own.awaitExit()).isEqualTo(1);
            own.awaitLog("[ERROR] " + type + ": ");
        }
    }

    @Test
    void aSyntaxErrorNamesItsLine() throws IOException {
        Files.writeString(root.resolve("wrong.py"), "def handler(event, context)\n    return 1\n");
        try (RunningFunction own = start(root, "wrong.handler")) {
            assertThat(own.failToStart().path("stackTrace").get(0).textValue())
                    .matches("  File \".*wrong.py\" Line 1\n    def handler\\(event, context\\)\n");
        }
    }

    @Test
    void jsonLogsAreObjects() throws IOException {
        Files.writeString(
                root.resolve("index.py"),
                "import logging\ndef handler(e, c):\n    logging.info('no')\n    logging.warning('a %s', 'b')\n");
        Map<String, String> json = Map.of("AWS_LAMBDA_LOG_FORMAT", "JSON", "AWS_LAMBDA_LOG_LEVEL", "WARN");
        try (RunningFunction own = new RunningFunction(launch, root, "index.handler", json)) {
            own.respond("{}");

            JsonNode line = json(own.awaitLog("a b").getFirst());
            assertThat(line.path("level").textValue()).isEqualTo("WARNING");
            assertThat(line.path("requestId").textValue()).isEqualTo(own.lastId());
            assertThat(own.log()).doesNotContain("\"no\"");
        }
    }

    @Test
    void anEnvironmentWithoutItsApiEndsEvenIfAThreadIsLeft() throws IOException {
        try (RunningFunction own = start(cases, "cases.handler")) {
            own.respond("{\"case\":\"floats\"}");
            own.awaitIdle();
            own.orphan();

            assertThat(own.awaitExit()).isEqualTo(1);
        }
    }
}
