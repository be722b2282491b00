package dev.sendoff.environments;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sendoff.core.FunctionError;
import dev.sendoff.core.Outcome;
import dev.sendoff.core.RequestId;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What functions do, well and badly, and what their callers see. */
@Timeout(60)
class EnvironmentsTest {

    private static Rig rig;

    @BeforeAll
    static void open() throws IOException {
        rig = new Rig();
    }

    @AfterAll
    static void close() throws IOException {
        rig.close();
    }

    private final Blueprint actor = rig.python("plain");

    private long pid() {
        return Long.parseLong(rig.response(actor, "{\"do\":\"pid\"}"));
    }

    private static String exitError(Event event, String why) {
        return "RequestId: " + event.id() + " Error: " + why;
    }

    @Test
    void aResponseIsTheOutcome() {
        assertThat(rig.response(actor, "{\"a\":[1,\"ü\"]}")).isEqualTo("{\"a\": [1, \"\\u00fc\"]}");
    }

    @Test
    void anEnvironmentIsKeptWarm() {
        assertThat(pid()).isEqualTo(pid());
    }

    @Test
    void aRuntimeIsToldAllAboutItsEvent() {
        Event event = new Event(
                new RequestId(UUID.randomUUID()),
                "arn:aws:lambda:us-east-1:000000000000:function:actor:live",
                "{\"do\":\"headers\"}",
                "Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=1",
                "{\"custom\":{\"grüße\":\"1\"},\n\"n\":1}",
                Duration.ofSeconds(3),
                1);
        long before = System.currentTimeMillis();
        String headers = Rig.response(rig.run(actor, event, OutputLog.NONE));
        assertThat(headers)
                .contains("\"Lambda-Runtime-Aws-Request-Id\": \"" + event.id() + "\"")
                .contains("\"Lambda-Runtime-Invoked-Function-Arn\": \"" + event.invokedFunctionArn() + "\"")
                .contains("\"Lambda-Runtime-Trace-Id\": \"" + event.traceHeader() + "\"")
                .contains(
                        "\"Lambda-Runtime-Client-Context\": \"{\\\"custom\\\":{\\\"gr\\\\u00fc\\\\u00dfe\\\":\\\"1\\\"}, \\\"n\\\":1}\"");
        long deadline = Long.parseLong(headers.replaceAll(".*Deadline-Ms\": \"(\\d+)\".*", "$1"));
        assertThat(deadline).isBetween(before + 2900, System.currentTimeMillis() + 3000);
    }

    @Test
    void anEventWithoutATraceIsGivenOne() {
        assertThat(rig.response(actor, "{\"do\":\"headers\"}"))
                .containsPattern("Root=1-[0-9a-f]{8}-[0-9a-f]{24};Parent=[0-9a-f]{16};Sampled=0");
    }

    @Test
    void anErrorIsTheOutcomeToTheLetterWhateverItsCausesSize() {
        FunctionError error = rig.error(actor, "{\"do\":\"throw\"}");
        assertThat(error)
                .isEqualTo(
                        new FunctionError(
                                "OrderError",
                                "no such order",
                                "{\"errorMessage\": \"no such order\", \"errorType\": \"OrderError\", \"stackTrace\": [\"a\", \"b\"]}"));
    }

    @Test
    void anErrorWithoutATypeHasThatOfItsHeader() {
        FunctionError error = rig.error(actor, "{\"do\":\"fail\",\"body\":\"{}\",\"type\":\"Function.Odd\"}");
        assertThat(error).isEqualTo(new FunctionError("Function.Odd", "", "{}"));
    }

    @Test
    void anErrorTypeOfAnotherFormIsNotKept() {
        FunctionError error = rig.error(actor, "{\"do\":\"fail\",\"body\":\"{}\",\"type\":\"odd\"}");
        assertThat(error.type()).isEqualTo("Function.Unknown");
    }

    @Test
    void anErrorThatIsNoJsonIsAMessage() {
        FunctionError error =
                rig.error(actor, "{\"do\":\"fail\",\"body\":\"it \\\"broke\\\"\",\"type\":\"Function.Odd\"}");
        assertThat(error.payload()).isEqualTo("{\"errorMessage\":\"it \\\"broke\\\"\",\"errorType\":\"Function.Odd\"}");
    }

    @Test
    void aTimeOutEndsTheProcessAndTheNextEventHasAnother() {
        long before = pid();
        Event event = Rig.event("{\"do\":\"sleep\",\"seconds\":60}", Duration.ofSeconds(1));
        FunctionError error = Rig.error(rig.run(actor, event, OutputLog.NONE));
        assertThat(error.type()).isEqualTo("Sandbox.Timedout");
        assertThat(error.message()).isEqualTo("RequestId: " + event.id() + " Error: Task timed out after 1.00 seconds");
        assertThat(pid()).isNotEqualTo(before);
        Rig.until("the process is gone", () -> !Rig.isAlive(before));
    }

    @Test
    void anExitIsReported() {
        Event event = Rig.event("{\"do\":\"exit\",\"status\":3}", Duration.ofSeconds(5));
        Rig.Kept log = new Rig.Kept();
        FunctionError error = Rig.error(rig.run(actor, event, log));
        assertThat(error.type()).isEqualTo("Runtime.ExitError");
        assertThat(error.message()).isEqualTo(exitError(event, "Runtime exited with error: exit status 3"));
        assertThat(log.text()).contains("goes\n" + error.message() + "\nRuntime.ExitError\nEND RequestId: ");
    }

    @Test
    void anExitWithZeroIsReportedToo() {
        Event event = Rig.event("{\"do\":\"exit\",\"status\":0}", Duration.ofSeconds(5));
        assertThat(Rig.error(rig.run(actor, event, OutputLog.NONE)).message())
                .isEqualTo(exitError(event, "Runtime exited without providing a reason"));
    }

    @Test
    void anExitAfterTheResponseLeavesTheResponse() {
        long before = pid();
        assertThat(rig.run(actor, "{\"do\":\"exit after\"}")).isInstanceOf(Outcome.Succeeded.class);
        assertThat(pid()).isNotEqualTo(before);
    }

    @Test
    void oneThatKillsItselfIsReported() {
        Event event = Rig.event("{\"do\":\"signal\",\"number\":9}", Duration.ofSeconds(5));
        assertThat(Rig.error(rig.run(actor, event, OutputLog.NONE)).message())
                .isEqualTo(exitError(event, "Runtime exited with error: signal: killed"));
    }

    @Test
    void tooMuchMemoryEndsIt() {
        Event event = Rig.event("{\"do\":\"memory\",\"megabytes\":300}", Duration.ofSeconds(20));
        Rig.Kept log = new Rig.Kept();
        assertThat(Rig.error(rig.run(actor, event, log)).message())
                .isEqualTo(exitError(event, "Runtime exited with error: signal: killed"));
        assertThat(Integer.parseInt(log.text().replaceAll("(?s).*Max Memory Used: (\\d+) MB.*", "$1")))
                .isGreaterThan(128);
    }

    @Test
    void theMemoryOfItsChildrenIsItsOwn() {
        Event event = Rig.event("{\"do\":\"children\",\"megabytes\":45}", Duration.ofSeconds(20));
        assertThat(Rig.error(rig.run(actor, event, OutputLog.NONE)).message())
                .isEqualTo(exitError(event, "Runtime exited with error: signal: killed"));
    }

    @Test
    void muchOutputIsReadAndNotKept() {
        Rig.Kept log = new Rig.Kept();
        long began = System.nanoTime();
        Outcome outcome =
                rig.run(actor, Rig.event("{\"do\":\"print\",\"megabytes\":100}", Duration.ofSeconds(30)), log);
        assertThat(Rig.response(outcome)).isEqualTo("\"printed\"");
        assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(15));
        assertThat(log.text()).contains("x\nand that was all\nEND RequestId: ");
    }

    /** Some runtimes wait for room by polling, and leave the pipe empty when it is looked at again at once. */
    @Test
    void whoFillsItsPipeBetweenTwoLooksIsLookedAtSooner() {
        long pipe = 64 * 1024;
        double bytesASecond = pipe * 1e9 / Environments.pause(true, (int) pipe);
        assertThat(bytesASecond).isGreaterThan(100e6);
        assertThat(Environments.pause(true, 0)).as("and nobody else").isGreaterThan(Environments.pause(true, (int)
                pipe));
        assertThat(Environments.pause(false, 0)).isGreaterThan(Environments.pause(true, 0));
    }

    @Test
    void aResponseThatIsTooLargeIsRefusedAndReported() {
        FunctionError error = rig.error(actor, "{\"do\":\"large\",\"bytes\":7000000}");
        assertThat(error.type()).isEqualTo("Function.ResponseSizeTooLarge");
        assertThat(error.message())
                .isEqualTo("Response payload size exceeded maximum allowed payload size (6291556 bytes).");
        assertThat(rig.response(actor, "{\"do\":\"status\"}")).isEqualTo("413");
    }

    @Test
    void aResponseOfTheLargestSizeIsTaken() {
        assertThat(rig.response(actor, "{\"do\":\"large\",\"bytes\":6291556}")).hasSize(6291556);
        assertThat(rig.response(actor, "{\"do\":\"status\"}")).isEqualTo("202");
        assertThat(rig.error(actor, "{\"do\":\"large\",\"bytes\":6291557}").type())
                .isEqualTo("Function.ResponseSizeTooLarge");
    }

    @Test
    void aResponseThatIsNoJsonIsTakenAsText() {
        assertThat(rig.response(actor, "{\"do\":\"raw\",\"body\":\"{\\\"a\\\": nope\"}"))
                .isEqualTo("\"{\\\"a\\\": nope\"");
        assertThat(rig.response(actor, "{\"do\":\"raw\",\"body\":\"1 2\"}")).isEqualTo("\"1 2\"");
        assertThat(rig.response(actor, "{\"do\":\"raw\",\"body\":\"\"}")).isEqualTo("null");
    }

    @Test
    void aResponseInChunksIsTaken() {
        assertThat(rig.response(actor, "{\"do\":\"chunks\"}")).isEqualTo("[1,2,3]");
    }

    @Test
    void oneThatClosesItsOutputGoesOn() {
        Blueprint mute = rig.python("mute");
        assertThat(rig.run(mute, "{\"do\":\"shut\"}")).isInstanceOf(Outcome.Succeeded.class);
        assertThat(rig.response(mute, "1")).isEqualTo("1");
    }

    @Test
    void aSecondAnswerIsRefused() {
        assertThat(rig.response(actor, "{\"do\":\"twice\"}")).isEqualTo("1");
        assertThat(rig.response(actor, "{\"do\":\"status\"}"))
                .isEqualTo("[400, {\"errorMessage\": \"Invalid request ID\", \"errorType\": \"InvalidRequestID\"}]");
    }

    @Test
    void anAnswerToAnotherEventIsRefused() {
        assertThat(rig.response(actor, "{\"do\":\"wrong\"}"))
                .startsWith("[400, ")
                .contains("InvalidRequestID");
    }

    @Test
    void askingForMoreBeforeAnsweringIsRefused() {
        assertThat(rig.response(actor, "{\"do\":\"asks\"}"))
                .startsWith("[403, ")
                .contains("InvalidStateTransition");
    }

    @Test
    void anAnswerBeforeAskingIsRefused() {
        Rig.Kept log = new Rig.Kept();
        rig.run(rig.python("early"), Rig.event("1", Duration.ofSeconds(5)), log);
        assertThat(log.text()).contains("early 403 ").contains("InvalidStateTransition");
    }

    @Test
    void anInitErrorIsTheOutcome() {
        FunctionError error = rig.error(rig.python("init error"), "1");
        assertThat(error.type()).isEqualTo("Runtime.ImportModuleError");
        assertThat(error.payload())
                .isEqualTo("{\"errorMessage\": \"No module named 'x'\", \"errorType\": \"Runtime.ImportModuleError\","
                        + " \"requestId\": \"\", \"stackTrace\": []}");
    }

    @Test
    void anExitBeforeAskingIsReported() {
        assertThat(rig.error(rig.python("init exit"), "1").message())
                .endsWith("Error: Runtime exited with error: exit status 4");
        assertThat(rig.error(rig.shell("exit 127"), "1").message())
                .endsWith("Error: Runtime exited with error: exit status 127");
    }

    @Test
    void aProgramThatIsNotThereIsReported() {
        FunctionError error = rig.error(rig.function("none", List.of("/var/task/bootstrap"), "x"), "1");
        assertThat(error.type()).isEqualTo("Runtime.InvalidEntrypoint");
        assertThat(error.message()).endsWith("Error: Couldn't find valid bootstrap(s): [/var/task/bootstrap]");
    }

    @Test
    void aCodeFolderThatIsNotThereIsNoFaultOfTheFunctions() {
        Blueprint lost = new Blueprint("lost", "1", "1", List.of("x"), rig.folder.resolve("no"), Map.of(), "h", 128);
        assertThat(rig.run(lost, "1")).isInstanceOf(Outcome.NotRun.class);
    }

    @Test
    void aShellScriptOfFortyLinesIsARuntime() {
        Blueprint tutorial = rig.function("tutorial", List.of("./bootstrap"), "function.handler");
        assertThat(rig.response(tutorial, "{\"a\":1}")).isEqualTo("\"Echoing request: '{\\\"a\\\":1}'\"");
        // curl asks for leave before it sends this much.
        assertThat(rig.response(tutorial, "\"large\"")).hasSize(2_000_002);
    }

    @Test
    void theLinesAroundAnAttemptAreAsAwsWritesThem() {
        Blueprint fresh = rig.python("fresh");
        Rig.Kept first = new Rig.Kept();
        Event event = Rig.event("{\"do\":\"say\",\"text\":\"one\\ntwo ü\"}", Duration.ofSeconds(5));
        rig.run(fresh, event, first);
        assertThat(first.text())
                .matches("START RequestId: " + event.id() + " Version: \\$LATEST\ninit\none\ntwo üEND RequestId: "
                        + event.id() + "\nREPORT RequestId: " + event.id()
                        + "\tDuration: \\d+\\.\\d\\d ms\tBilled Duration: \\d+ ms\tMemory Size: 128 MB"
                        + "\tMax Memory Used: [1-9]\\d* MB\tInit Duration: \\d+\\.\\d\\d ms\t\n");
        Rig.Kept second = new Rig.Kept();
        rig.run(fresh, Rig.event("{\"do\":\"say\",\"text\":\"one\\n\"}", Duration.ofSeconds(5)), second);
        assertThat(second.text()).contains("\none\nEND ").endsWith("MB\t\n").doesNotContain("Init Duration");
    }

    @Test
    void aTimeOutIsLoggedAsAwsLogsIt() {
        Rig.Kept log = new Rig.Kept();
        Event event = Rig.event("{\"do\":\"sleep\",\"seconds\":60}", Duration.ofSeconds(1));
        rig.run(actor, event, log);
        assertThat(log.text())
                .contains("begins to sleep\nEND ")
                .endsWith(event.id() + " Task timed out after 1.00 seconds\n\n");
    }

    @Test
    void aNewRevisionRunsInNewEnvironments() {
        Blueprint one = rig.python("revised");
        Blueprint two = new Blueprint(
                one.function(), one.version(), "2", one.command(), one.taskRoot(), Map.of(), one.handler(), 128);
        long old = Long.parseLong(rig.response(one, "{\"do\":\"pid\"}"));
        long other = Long.parseLong(rig.response(two, "{\"do\":\"pid\"}"));
        assertThat(other).isNotEqualTo(old);
        Rig.until("the old one is gone", () -> !Rig.isAlive(old));
    }

    @Test
    void fewEnvironmentsServeManyEvents() throws IOException {
        try (Rig small = new Rig(EnvironmentsSettings.in(rig.folder).withMost(3).withSeparateUsers(false))) {
            Blueprint a = small.python("a");
            Blueprint b = small.python("b");
            List<CompletableFuture<Outcome>> outcomes = IntStream.range(0, 200)
                    .mapToObj(i -> small.start(i % 10 == 0 ? b : a, "{\"do\":\"pid\"}"))
                    .toList();
            assertThat(small.environments.figures().waiting()).isPositive();
            for (CompletableFuture<Outcome> outcome : outcomes) {
                assertThat(Rig.await(outcome)).isInstanceOf(Outcome.Succeeded.class);
            }
            Figures after = small.environments.figures();
            assertThat(after.idle() + after.ending()).isLessThanOrEqualTo(3);
            assertThat(after.waiting() + after.busy()).isZero();
        }
    }

    @Test
    void anInitThatTakesTooLongIsRepeatedAndThenTimesOut() throws IOException {
        try (Rig hasty = new Rig(EnvironmentsSettings.in(rig.folder).withInit(Duration.ofMillis(300)))) {
            Rig.Kept log = new Rig.Kept();
            Event event = Rig.event("1", Duration.ofSeconds(1));
            FunctionError error = Rig.error(hasty.run(hasty.shell("echo begins; sleep 60"), event, log));
            assertThat(error.type()).isEqualTo("Sandbox.Timedout");
            assertThat(log.text()).contains("begins\nbegins\n");
            // Slower than an init may be, but not than the event.
            assertThat(Rig.response(hasty.run(
                            hasty.python("init slow"), Rig.event("2", Duration.ofSeconds(3)), OutputLog.NONE)))
                    .isEqualTo("2");
        }
    }

    @Test
    void theEndOfTheFirstInitsProcessIsNotTheSecondsOwn() throws IOException {
        try (Rig hasty = new Rig(EnvironmentsSettings.in(rig.folder).withInit(Duration.ofMillis(200)))) {
            Blueprint slow = hasty.python("init slow");
            List<CompletableFuture<Outcome>> outcomes = IntStream.range(0, 8)
                    .mapToObj(i -> hasty.environments
                            .run(slow, Rig.event("3", Duration.ofSeconds(20)), OutputLog.NONE)
                            .toCompletableFuture())
                    .toList();
            for (CompletableFuture<Outcome> outcome : outcomes) {
                assertThat(Rig.response(Rig.await(outcome))).isEqualTo("3");
            }
        }
    }

    @Test
    void idleOnesAreEnded() throws IOException {
        try (Rig brief = new Rig(EnvironmentsSettings.in(rig.folder).withIdle(Duration.ofMillis(200)))) {
            long pid = Long.parseLong(brief.response(brief.python("brief"), "{\"do\":\"pid\"}"));
            Rig.until("it is gone", () -> !Rig.isAlive(pid));
            Rig.until("its place is free", () -> brief.environments.figures().equals(new Figures(0, 0, 0, 0, 0, 0)));
        }
    }

    @Test
    void closingEndsWhatRuns() throws IOException {
        CompletableFuture<Outcome> running;
        long pid;
        try (Rig closing = new Rig()) {
            Blueprint blueprint = closing.python("closing");
            pid = Long.parseLong(closing.response(blueprint, "{\"do\":\"pid\"}"));
            running = closing.start(blueprint, "{\"do\":\"sleep\",\"seconds\":60}");
        }
        assertThat(Rig.await(running)).isEqualTo(new Outcome.NotRun("this executor was closed"));
        assertThat(Rig.isAlive(pid)).isFalse();
    }
}
