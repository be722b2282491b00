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

/** The Node.js bootstrap, run by the Node.js of this machine. */
class NodeTest {
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
        try (var source = NodeTest.class.getResourceAsStream("/node/cases.mjs")) {
            Files.write(cases.resolve("cases.mjs"), source.readAllBytes());
        }
        launch = Runtimes.install(folder.resolve("runtimes"), null, null, System.getenv("PATH"), false)
                .launch("nodejs20.x", "cases.handler", cases);
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
        return new RunningFunction(launch, root, handler, Map.of());
    }

    private RunningFunction startWith(String file, String content, String handler) throws IOException {
        Files.createDirectories(root.resolve(file).getParent());
        Files.writeString(root.resolve(file), content);
        return start(root, handler);
    }

    private static String respond(String name) {
        return function.respond("{\"case\":\"%s\"}".formatted(name));
    }

    private static JsonNode fail(String name) {
        return function.fail("{\"case\":\"%s\"}".formatted(name));
    }

    @ParameterizedTest
    @CsvSource({
        "nothing, null",
        "callback, '\"called back\"'",
        "callbackTwice, '\"first\"'",
        "succeed, '\"succeeded\"'",
        "done, '\"done\"'",
        "patched, '\"patched\"'",
        "binary, '\"printed\"'"
    })
    void aHandlerMayEndInAnyOfAwsWays(String name, String response) {
        assertThat(respond(name)).isEqualTo(response);
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
        "callbackError, TypeError, not like this",
        "fail, RangeError, failed",
        "throwNow, Error, at once",
        "throwString, string, just text",
        "throwUndefined, string, handled",
        "throwCircular, Error, around",
        "bigint, Error, Unable to stringify response body",
        "circular, Error, Unable to stringify response body",
        "recursion, RangeError, Maximum call stack size exceeded"
    })
    void anErrorIsReportedWithTypeAndMessage(String name, String type, String message) {
        JsonNode error = fail(name);

        assertThat(error.path("errorType").textValue()).isEqualTo(type);
        assertThat(error.path("errorMessage").textValue()).isEqualTo(message);
        assertThat(error.path("trace").isArray()).isTrue();
        function.awaitIdle();
        assertThat(function.awaitLog("Invoke Error")).last().asString().contains(function.lastId(), "\tERROR\t");
    }

    @Test
    void anErrorsTraceBeginsWithItself() {
        JsonNode trace = fail("throwError").path("trace");

        assertThat(trace.get(0).textValue()).isEqualTo("TypeError: wrong type");
        assertThat(trace.get(1).textValue()).contains("cases.mjs:");
        assertThat(function.awaitLog("wrong type"))
                .last()
                .asString()
                .contains(
                        "\tERROR\tInvoke Error \t{\"errorType\":\"TypeError\",\"errorMessage\":\"wrong type\",\"code\":\"E_WRONG\"");
    }

    @ParameterizedTest
    @ValueSource(strings = {"throwObject", "throwEvil"})
    void whatCannotBeReadIsAnErrorAllTheSame(String name) {
        assertThat(fail(name).path("errorType").textValue()).isEqualTo("handled");
    }

    @Test
    void theContextIsAws() {
        Answer answer = function.invoke(
                "{\"case\":\"context\"}".getBytes(StandardCharsets.UTF_8),
                Map.of(
                        "Lambda-Runtime-Trace-Id", "Root=1-2-3",
                        "Lambda-Runtime-Client-Context", "{\"custom\":{\"a\":\"b\"}}"));

        JsonNode context = json(((Answer.Response) answer).text());
        assertThat(context.path("awsRequestId").textValue()).isEqualTo(function.lastId());
        assertThat(context.path("invokedFunctionArn").textValue()).isEqualTo(RunningFunction.ARN);
        assertThat(context.path("functionName").textValue()).isEqualTo("tried");
        assertThat(context.path("functionVersion").textValue()).isEqualTo("$LATEST");
        assertThat(context.path("memoryLimitInMB").textValue()).isEqualTo("256");
        assertThat(context.path("logGroupName").textValue()).isEqualTo("/aws/lambda/tried");
        assertThat(context.path("logStreamName").textValue()).isEqualTo("a-stream");
        assertThat(context.path("clientContext").path("custom").path("a").textValue())
                .isEqualTo("b");
        assertThat(context.path("callbackWaitsForEmptyEventLoop").booleanValue())
                .isTrue();
        assertThat(context.path("remaining").intValue()).isBetween(1, 30_000);
        assertThat(context.path("trace").textValue()).isEqualTo("Root=1-2-3");
        assertThat(json(respond("context")).path("trace").isNull()).isTrue();
    }

    @Test
    void largeEventsAndResponsesPass() {
        String event = "{\"case\":\"size\",\"text\":\"%s\"}".formatted("ü".repeat(500_000));

        assertThat(function.respond(event)).isEqualTo(Integer.toString(event.length()));
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
    void aLogLineCarriesTimeRequestAndLevelAndIsOneLine() {
        respond("lines");

        String id = function.lastId();
        String time = "\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z\t";
        assertThat(function.awaitLog("first").getLast()).matches(time + id + "\tINFO\tfirst\rsecond");
        assertThat(function.awaitLog("wrong: this").getLast()).matches(time + id + "\tERROR\twrong: this");
        assertThat(function.awaitLog("{ a: 1 }").getLast()).matches(time + id + "\tWARN\t\\{ a: 1 }");
        assertThat(function.awaitLog("ü€😀").getLast()).matches(time + id + "\tDEBUG\tü€😀");
    }

    @ParameterizedTest
    @CsvSource({
        "floatTimer, 2 Timeout",
        "floatRequest, TCPSocketWrap",
        "floatFetch, TCPSocketWrap",
        "floatFile, 1 FSEventWrap"
    })
    void whatRunsOnAfterTheHandlerIsNamed(String name, String left) {
        assertThat(respond(name)).isEqualTo("\"early\"");

        String id = function.lastId();
        function.awaitIdle();
        respond("lines");
        function.awaitLog(function.lastId());
        assertThat(function.awaitLog(id)).singleElement().asString().contains("\tWARN\t", "still running", left);
    }

    @ParameterizedTest
    @ValueSource(strings = {"awaited", "pool", "unref", "echo", "callback"})
    void whatIsAwaitedOrIdleIsNotNamed(String name) {
        respond(name);

        String id = function.lastId();
        function.awaitIdle();
        respond("lines");
        function.awaitLog(function.lastId());
        assertThat(function.log()).doesNotContain(id);
    }

    @ParameterizedTest
    @CsvSource({
        "exit, 7, ''",
        "rejectLate, 128, Runtime.UnhandledPromiseRejection|Error: too late",
        "throwLate, 129, Error|thrown late"
    })
    void whatEndsTheProcessIsReportedBefore(String name, int status, String error) throws IOException {
        try (RunningFunction own = start(cases, "cases.handler")) {
            Answer answer = own.invoke("{\"case\":\"%s\"}".formatted(name));

            assertThat(own.awaitExit()).isEqualTo(status);
            if (answer instanceof Answer.Failure(String text, String type)) {
                assertThat(json(text).path("errorType").textValue() + "|"
                                + json(text).path("errorMessage").textValue())
                        .isEqualTo(error);
                assertThat(type).isEqualTo(json(text).path("errorType").textValue());
            } else {
                assertThat(answer).isEqualTo(new Answer.Exit(status));
                assertThat(error).isEmpty();
            }
        }
    }

    @Test
    void aCallbackWaitsForAnEmptyEventLoop() throws IOException {
        try (RunningFunction own = startWith("index.js", """
                exports.handler = (event, context, callback) => {
                  setTimeout(() => { console.log('worked'); }, 100);
                  callback(null, event.n);
                };
                """, "index.handler")) {
            assertThat(own.respond("{\"n\":1}")).isEqualTo("1");
            assertThat(own.awaitLog("worked").getLast()).contains(own.lastId());
            own.awaitIdle();
            assertThat(own.log()).doesNotContain("still running");
            assertThat(own.respond("{\"n\":2}")).isEqualTo("2");
        }
    }

    @Test
    void aPromiseThatNothingCanSettleIsAnError() throws IOException {
        try (RunningFunction own = startWith("index.mjs", """
                export const handler = async (event) => event.fine ? 'fine' : await new Promise(() => {});
                """, "index.handler")) {
            assertThat(own.fail("{}").path("errorType").textValue()).isEqualTo("Runtime.NodeJsExit");
            assertThat(own.respond("{\"fine\":true}")).isEqualTo("\"fine\"");
        }
    }

    @Test
    void aCallbackThatIsNeverCalledIsNull() throws IOException {
        try (RunningFunction own =
                startWith("index.cjs", "exports.handler = (event, context, cb) => {};", "index.handler")) {
            assertThat(own.respond("{}")).isEqualTo("null");
            assertThat(own.respond("{}")).isEqualTo("null");
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "index.js | exports.handler = async () => 1 | index.handler | ''",
                "index.cjs | exports.handler = async () => 1 | index.handler | ''",
                "index.mjs | export const handler = async () => 1 | index.handler | ''",
                "index | exports.handler = async () => 1 | index.handler | ''",
                "src/deep/index.js | exports.handler = async () => 1 | src/deep/index.handler | ''",
                "src/index.js | export const handler = async () => 1 | src/index.handler | module",
                "index.js | exports.a = {b: {c: async () => 1}} | index.a.b.c | commonjs",
                "folder/index.js | exports.handler = async () => 1 | folder.handler | ''",
                "node_modules/bought/index.js | exports.handler = async () => 1 | bought.handler | ''",
                "index.mjs | const one = await Promise.resolve(1); export const handler = async () => one | index.handler | ''",
            })
    void aHandlerIsFoundAsOnLambda(String file, String content, String handler, String type) throws IOException {
        if (!type.isEmpty()) {
            Files.writeString(root.resolve("package.json"), "{\"type\":\"%s\"}".formatted(type));
        }
        try (RunningFunction own = startWith(file, content, handler)) {
            assertThat(own.respond("{}")).isEqualTo("1");
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "absent.handler | Runtime.ImportModuleError | Error: Cannot find module 'absent'",
                "needs.handler | Runtime.ImportModuleError | Error: Cannot find module 'not-there'",
                "wrong.handler | Runtime.UserCodeSyntaxError | SyntaxError: Unexpected token '}'",
                "cases.absent | Runtime.HandlerNotFound | cases.absent is undefined or not exported",
                "cases.within.a | Runtime.HandlerNotFound | cases.within.a is not a function",
                "cases.notAFunction | Runtime.HandlerNotFound | cases.notAFunction is not a function",
                "cases | Runtime.MalformedHandlerName | Bad handler",
                "../cases.handler | Runtime.MalformedHandlerName | '../cases.handler' is not a valid handler name.",
                "throws.handler | TypeError | at start",
                "stream.handler | Runtime.MalformedStreamingHandler | Response streaming is not supported",
            })
    void aStartThatFailsIsReportedAndEndsTheProcess(String handler, String type, String message) throws IOException {
        Files.copy(cases.resolve("cases.mjs"), root.resolve("cases.mjs"));
        Files.writeString(root.resolve("needs.js"), "require('not-there'); exports.handler = async () => 1;");
        Files.writeString(root.resolve("wrong.js"), "exports.handler = async () => { ] } }".replace("] ", ""));
        Files.writeString(root.resolve("throws.js"), "throw new TypeError('at start');");
        Files.writeString(root.resolve("stream.js"), "exports.handler = awslambda.streamifyResponse(async () => {});");
        try (RunningFunction own = start(root, handler)) {
            JsonNode error = own.failToStart();

            assertThat(error.path("errorType").textValue()).isEqualTo(type);
            assertThat(error.path("errorMessage").textValue()).startsWith(message);
            assertThat(error.path("trace")).isNotEmpty();
            assertThat(own.awaitExit()).isEqualTo(129);
            assertThat(own.awaitLog("Uncaught Exception").getFirst()).contains("\tundefined\tERROR\t");
        }
    }

    @Test
    void callbacksAreRefusedFromNode24On() throws IOException {
        Files.writeString(root.resolve("index.js"), "exports.handler = (event, context, callback) => callback();");
        Map<String, String> as24 = Map.of("AWS_EXECUTION_ENV", "AWS_Lambda_nodejs24.x");
        try (RunningFunction own = new RunningFunction(launch, root, "index.handler", as24)) {
            assertThat(own.failToStart().path("errorType").textValue()).isEqualTo("Runtime.CallbackHandlerDeprecated");
        }
    }

    @Test
    void jsonLogsAreObjects() throws IOException {
        Files.writeString(
                root.resolve("index.mjs"),
                "export const handler = async (e) => { console.info('no'); console.warn('a %s', 'b'); throw new Error('bad'); };");
        Map<String, String> json = Map.of("AWS_LAMBDA_LOG_FORMAT", "JSON", "AWS_LAMBDA_LOG_LEVEL", "WARN");
        try (RunningFunction own = new RunningFunction(launch, root, "index.handler", json)) {
            own.fail("{}");

            JsonNode line = json(own.awaitLog("a b").getFirst());
            assertThat(line.path("level").textValue()).isEqualTo("WARN");
            assertThat(line.path("requestId").textValue()).isEqualTo(own.lastId());
            assertThat(json(own.awaitLog("bad").getFirst()).path("level").textValue())
                    .isEqualTo("ERROR");
            assertThat(own.log()).doesNotContain("\"no\"");
        }
    }

    @Test
    void anEnvironmentWithoutItsApiEnds() throws IOException {
        try (RunningFunction own = start(cases, "cases.handler")) {
            own.respond("{}");
            own.awaitIdle();
            own.orphan();

            assertThat(own.awaitExit()).isEqualTo(1);
        }
    }
}
