package dev.sendoff.runtimes;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NodejsTest {

    @TempDir
    Path folder;

    private Code code;

    @BeforeEach
    void install() throws IOException {
        code = new Code("nodejs20.x", folder);
    }

    @Test
    void asynchronousHandlersAreAwaited() throws IOException {
        code.file("index.mjs", """
                const started = await Promise.resolve('top level');
                export const handler = async (event, context) => {
                  await new Promise((resolve) => setTimeout(resolve, 10));
                  console.log('one', { a: 1 }, 'line\\nanother');
                  return { event, started, id: context.awsRequestId, name: context.functionName,
                    version: context.functionVersion, arn: context.invokedFunctionArn, memory: context.memoryLimitInMB,
                    custom: context.clientContext.custom, left: context.getRemainingTimeInMillis() > 1000,
                    trace: process.env._X_AMZN_TRACE_ID, text: 'grüß dich 👋' };
                };
                export const nothing = async () => {};
                """);
        try (RuntimeApi api = code.start("index.handler")) {
            String response = api.response("{\"n\":1}");
            assertThat(response)
                    .contains(
                            "\"event\":{\"n\":1}",
                            "\"started\":\"top level\"",
                            "\"name\":\"tested\"",
                            "\"version\":\"3\"",
                            "function:tested:3",
                            "\"memory\":\"256\"",
                            "\"custom\":{\"a\":\"b\"}",
                            "\"left\":true",
                            "\"trace\":\"Root=1-",
                            "grüß dich 👋");
            for (int i = 0; i < 50; i++) {
                assertThat(api.response("{\"n\":" + i + "}")).contains("\"event\":{\"n\":" + i + "}");
            }
            assertThat(api.output())
                    .containsPattern("Z\\t[0-9a-f-]{36}\\tINFO\\tone \\{ a: 1 } line\\ranother\\n")
                    .doesNotContain("still runs");
        }
        try (RuntimeApi api = code.start("index.nothing")) {
            assertThat(api.response("{}")).isEqualTo("null");
        }
    }

    @Test
    void callbacksAnswerOnceNothingIsLeftToDo() throws IOException {
        code.file("lib/work.js", """
                exports.handler = (event, context, callback) => {
                  context.callbackWaitsForEmptyEventLoop = event.waits;
                  setTimeout(() => { event.late = true; }, 50);
                  if (event.fails) { callback(new TypeError('no')); } else { callback(null, event); }
                };
                exports.never = () => 'ignored, as at AWS';
                exports.legacy = (event, context) => context.succeed('done');
                """);
        try (RuntimeApi api = code.start("lib/work.handler")) {
            assertThat(api.response("{\"waits\":true}")).isEqualTo("{\"waits\":true,\"late\":true}");
            assertThat(api.response("{\"waits\":false}")).isEqualTo("{\"waits\":false}");
            assertThat(api.error("{\"waits\":true,\"fails\":true}").body())
                    .startsWith("{\"errorType\":\"TypeError\",\"errorMessage\":\"no\",\"trace\":[\"TypeError: no\"");
        }
        try (RuntimeApi api = code.start("lib/work.never")) {
            assertThat(api.response("{}")).isEqualTo("null");
        }
        try (RuntimeApi api = code.start("lib/work.legacy")) {
            assertThat(api.response("{}")).isEqualTo("\"done\"");
        }
    }

    @Test
    void whateverIsThrownIsAnErrorAndTheProcessGoesOn() throws IOException {
        code.file("index.mjs", """
                class OrderError extends Error { constructor(m) { super(m); this.name = 'OrderError'; this.self = this; } }
                const evil = Object.create(Error.prototype, { message: { get() { throw new Error('asked'); } } });
                const kinds = { own: () => { throw new OrderError('bad order'); }, text: () => { throw 'a text'; },
                  object: () => { throw { a: 1 }; }, none: () => { throw undefined; }, evil: () => { throw evil; },
                  big: () => 10n, cycle: () => { const a = {}; a.a = a; return a; },
                  deep: () => { const f = () => f(); f(); }, ok: () => 'ok' };
                export const handler = async (event) => kinds[event]();
                """);
        try (RuntimeApi api = code.start("index.handler")) {
            RuntimeApi.Posted own = api.error("\"own\"");
            assertThat(own.errorType()).isEqualTo("OrderError");
            assertThat(own.body())
                    .contains("\"errorType\":\"OrderError\",\"errorMessage\":\"bad order\"", "index.mjs:");
            assertThat(api.error("\"text\"").body())
                    .isEqualTo("{\"errorType\":\"string\",\"errorMessage\":\"a text\",\"trace\":[]}");
            assertThat(api.error("\"object\"").body()).contains("\"errorMessage\":\"{\\\"a\\\":1}\"");
            assertThat(api.error("\"evil\"").body()).contains("\"errorType\":\"handled\"");
            assertThat(api.error("\"big\"").body()).contains("Unable to stringify response body");
            assertThat(api.error("\"cycle\"").body()).contains("Unable to stringify response body");
            assertThat(api.error("\"deep\"").errorType()).isEqualTo("RangeError");
            assertThat(api.error("\"none\"").body()).contains("\"errorType\":\"undefined\"");
            assertThat(api.response("\"ok\"")).isEqualTo("\"ok\"");
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "index.missing|Runtime.HandlerNotFound|index.missing is undefined or not exported",
                "index.text|Runtime.HandlerNotFound|index.text is not a function",
                "absent.handler|Runtime.ImportModuleError|Cannot find module 'absent'",
                "needs.handler|Runtime.ImportModuleError|Cannot find package 'left-pad'",
                "broken.handler|Runtime.UserCodeSyntaxError|SyntaxError: ",
                "throws.handler|Error|at the start",
                "../index.handler|Runtime.MalformedHandlerName|is not a valid handler name",
                "handler|Runtime.MalformedHandlerName|Bad handler"
            })
    void aHandlerThatCannotBeLoadedIsReportedInAwsWords(String handler, String type, String message)
            throws IOException {
        code.file("index.mjs", "export const text = 'text'; export const fine = async () => 1;")
                .file("needs.mjs", "import pad from 'left-pad'; export const handler = async () => pad;")
                .file("broken.js", "exports.handler = async () => { return ; } }")
                .file("throws.cjs", "throw new Error('at the start');");
        try (RuntimeApi api = code.start(handler)) {
            RuntimeApi.Posted posted = api.next();
            assertThat(posted.path()).isEqualTo("/init/error");
            assertThat(posted.errorType()).isEqualTo(type);
            assertThat(posted.body()).contains("\"errorType\":\"" + type + "\"", message);
            assertThat(api.exitStatus()).isEqualTo(1);
        }
    }

    @Test
    void modulesOfAPackageThatSaysSoAreEcmaScripts() throws IOException {
        code.file("package.json", "{\"type\":\"module\"}")
                .file("index.js", "export const a = { b: async () => 'nested' };");
        try (RuntimeApi api = code.start("index.a.b")) {
            assertThat(api.response("{}")).isEqualTo("\"nested\"");
        }
    }

    @Test
    void workThatIsLeftRunningIsNamed() throws IOException {
        code.file("index.mjs", """
                export const handler = async (event) => {
                  if (event.floats) { setTimeout(() => console.log('late'), 60000); fetchLater(); }
                  return 'done';
                };
                async function fetchLater() { await new Promise((resolve) => setTimeout(resolve, 60000)); }
                """);
        try (RuntimeApi api = code.start("index.handler")) {
            assertThat(api.response("{}")).isEqualTo("\"done\"");
            assertThat(api.output()).doesNotContain("still runs");
            String id = api.give("{\"floats\":true}");
            assertThat(api.next().body()).isEqualTo("\"done\"");
            assertThat(api.output())
                    .contains(id + "\tWARN\tThe handler has ended, but work that it began still runs: 2 Timeout.");
            assertThat(api.response("{}")).isEqualTo("\"done\"");
            assertThat(api.output()).as("told once").containsOnlyOnce("still runs");
        }
    }

    @Test
    void errorsThatNobodyCatchesEndTheProcess() throws IOException {
        code.file("index.mjs", """
                export const handler = async (event) => {
                  if (event === 'rejects') { Promise.reject(new Error('forgotten')); }
                  if (event === 'throws') { setTimeout(() => { throw new Error('later'); }, 1); }
                  if (event === 'exits') { process.exit(7); }
                  if (event === 'hangs') { return new Promise(() => {}); }
                  await new Promise((resolve) => setTimeout(resolve, 30000));
                };
                """);
        try (RuntimeApi api = code.start("index.handler")) {
            assertThat(api.error("\"rejects\"").body())
                    .contains("\"errorType\":\"Runtime.UnhandledPromiseRejection\"", "Error: forgotten");
            assertThat(api.exitStatus()).isEqualTo(128);
        }
        try (RuntimeApi api = code.start("index.handler")) {
            assertThat(api.error("\"throws\"").body()).contains("\"errorType\":\"Error\",\"errorMessage\":\"later\"");
            assertThat(api.exitStatus()).isEqualTo(129);
        }
        try (RuntimeApi api = code.start("index.handler")) {
            api.give("\"exits\"");
            assertThat(api.exitStatus()).isEqualTo(7);
        }
        try (RuntimeApi api = code.start("index.handler")) {
            assertThat(api.error("\"hangs\"").body()).contains("Runtime.NodeJsExit", "is not settled");
        }
    }

    @Test
    void largeEventsAndResponsesPass() throws IOException {
        code.file(
                "index.mjs",
                "export const handler = async (event) => ({ length: event.length, text: 'ü'.repeat(3e6) });");
        try (RuntimeApi api = code.start("index.handler")) {
            String response = api.response("\"" + "é".repeat(500_000) + "\"");
            assertThat(response).startsWith("{\"length\":500000,\"text\":\"üüü").hasSizeGreaterThan(3_000_000);
        }
    }
}
