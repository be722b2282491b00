package dev.sendoff.runtimes;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PythonTest {

    @TempDir
    Path folder;

    private Code code;

    @BeforeEach
    void install() throws IOException {
        code = new Code("python3.13", folder);
    }

    @Test
    void aHandlerGetsItsEventAndAwsContext() throws IOException {
        code.file("pkg/app.py", """
                import logging, os, helper
                log = logging.getLogger()
                log.setLevel(logging.INFO)
                def handler(event, context):
                    log.info("seen")
                    print("printed")
                    return dict(event=event, helped=helper.VALUE, id=context.aws_request_id, name=context.function_name,
                        version=context.function_version, arn=context.invoked_function_arn,
                        memory=context.memory_limit_in_mb, custom=context.client_context.custom,
                        left=context.get_remaining_time_in_millis() > 1000, trace=os.environ["_X_AMZN_TRACE_ID"],
                        identity=context.identity.cognito_identity_id, text="grüß dich 👋")
                """).file("helper.py", "VALUE = 7");
        try (RuntimeApi api = code.start("pkg/app.handler")) {
            assertThat(api.response("{\"n\":1}"))
                    .contains(
                            "\"event\": {\"n\": 1}",
                            "\"helped\": 7",
                            "\"name\": \"tested\"",
                            "\"version\": \"3\"",
                            "function:tested:3",
                            "\"memory\": \"256\"",
                            "\"custom\": {\"a\": \"b\"}",
                            "\"left\": true",
                            "\"trace\": \"Root=1-",
                            "\"identity\": null",
                            "grüß dich 👋");
            for (int i = 0; i < 50; i++) {
                assertThat(api.response("{\"n\":" + i + "}")).contains("\"event\": {\"n\": " + i + "}");
            }
            assertThat(api.output())
                    .contains("printed\n")
                    .containsPattern("\\[INFO]\\t[0-9TZ:.-]+\\t[0-9a-f-]{36}\\tseen\\n")
                    .doesNotContain("still runs");
        }
    }

    @Test
    void whateverIsRaisedIsAnErrorAndTheProcessGoesOn() throws IOException {
        code.file("app.py", """
                class OrderError(Exception):
                    pass
                class Evil(Exception):
                    def __str__(self):
                        raise RuntimeError("asked")
                def deep():
                    return deep()
                async def later():
                    return 1
                def numbers():
                    yield 1
                def handler(event, context):
                    if event == "own":
                        raise OrderError("bad order")
                    if event == "evil":
                        raise Evil()
                    if event == "deep":
                        deep()
                    return {"set": {1}, "async": later(), "generator": numbers(), "nan": float("nan"), "ok": "ok"}[event] \\
                        if event in ("async", "generator", "nan", "ok") else {1}
                """);
        try (RuntimeApi api = code.start("app.handler")) {
            RuntimeApi.Posted own = api.error("\"own\"");
            assertThat(own.errorType()).isEqualTo("OrderError");
            assertThat(own.body())
                    .startsWith("{\"errorMessage\": \"bad order\", \"errorType\": \"OrderError\", \"requestId\": \"")
                    .contains("\"stackTrace\": [\"  File \\\"", "in handler\\n    raise OrderError")
                    .doesNotContain("bootstrap.py");
            assertThat(api.error("\"evil\"").body()).contains("\"errorType\": \"Evil\"");
            assertThat(api.error("\"deep\"").errorType()).isEqualTo("RecursionError");
            for (String value : new String[] {"set", "async", "generator", "nan"}) {
                assertThat(api.error("\"" + value + "\"").body())
                        .contains("\"errorType\": \"Runtime.MarshalError\"", "Unable to marshal response: ");
            }
            assertThat(api.response("\"ok\"")).isEqualTo("\"ok\"");
            assertThat(api.output()).contains("[ERROR] OrderError: bad order\rTraceback (most recent call last):\r");
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "app.missing|Runtime.HandlerNotFound|Handler 'missing' missing on module 'app'",
                "absent.handler|Runtime.ImportModuleError|Unable to import module 'absent': No module named 'absent'",
                "needs.handler|Runtime.ImportModuleError|Unable to import module 'needs': No module named 'left_pad'",
                "broken.handler|Runtime.UserCodeSyntaxError|Syntax error in module 'broken': ",
                "raises.handler|ValueError|at the start",
                "handler|Runtime.MalformedHandlerName|Bad handler 'handler': not enough values to unpack"
            })
    void aHandlerThatCannotBeLoadedIsReportedInAwsWords(String handler, String type, String message)
            throws IOException {
        code.file("app.py", "def handler(event, context):\n    return 1\n")
                .file("needs.py", "import left_pad\n")
                .file("broken.py", "def handler(:\n")
                .file("raises.py", "raise ValueError('at the start')\n");
        try (RuntimeApi api = code.start(handler)) {
            RuntimeApi.Posted posted = api.next();
            assertThat(posted.path()).isEqualTo("/init/error");
            assertThat(posted.errorType()).isEqualTo(type);
            assertThat(posted.body()).contains("\"errorType\": \"" + type + "\"", message);
            assertThat(api.exitStatus()).isEqualTo(1);
        }
    }

    @Test
    void threadsThatAreLeftRunningAreNamed() throws IOException {
        code.file("app.py", """
                import threading, time
                from concurrent.futures import ThreadPoolExecutor
                pool = ThreadPoolExecutor(2)
                def handler(event, context):
                    pool.submit(lambda: 1).result()
                    if event:
                        threading.Thread(target=time.sleep, args=(60,), name="mailer").start()
                    return "done"
                """);
        try (RuntimeApi api = code.start("app.handler")) {
            assertThat(api.response("false")).isEqualTo("\"done\"");
            assertThat(api.output()).doesNotContain("still runs");
            String id = api.give("true");
            assertThat(api.next().body()).isEqualTo("\"done\"");
            assertThat(api.output())
                    .contains(id + "\tThe handler has ended, but work that it began still runs: 1 thread(s): mailer.");
        }
    }

    @Test
    void anExitEndsTheProcess() throws IOException {
        code.file("app.py", "import sys\ndef handler(event, context):\n    sys.exit(7)\n");
        try (RuntimeApi api = code.start("app.handler")) {
            api.give("{}");
            assertThat(api.exitStatus()).isEqualTo(7);
        }
    }

    @Test
    void largeEventsAndResponsesPass() throws IOException {
        code.file("app.py", "def handler(event, context):\n    return {'length': len(event), 'text': 'ü' * 3000000}\n");
        try (RuntimeApi api = code.start("app.handler")) {
            assertThat(api.response("\"" + "é".repeat(500_000) + "\""))
                    .startsWith("{\"length\": 500000, \"text\": \"üüü")
                    .hasSizeGreaterThan(3_000_000);
        }
    }
}
