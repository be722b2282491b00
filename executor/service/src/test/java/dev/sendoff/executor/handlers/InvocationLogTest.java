package dev.sendoff.executor.handlers;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sendoff.executor.fixtures.Fixtures;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

/** What a handler is told about its attempt, and what a caller is told about its log. */
class InvocationLogTest {

    private static final String ID = TestHandlers.ID.toString();

    @Test
    void theLogHasAwssLines() throws Exception {
        try (Handlers handlers = TestHandlers.of(Fixtures.Talkative.class)) {
            String cold = log(handlers, "Talkative", Duration.ofSeconds(5));
            String warm = log(handlers, "Talkative", Duration.ofSeconds(5));

            String report = "REPORT RequestId: " + ID + "\tDuration: \\d+\\.\\d\\d ms\tBilled Duration: \\d+ ms"
                    + "\tMemory Size: 256 MB\tMax Memory Used: \\d+ MB\t";
            String before =
                    "START RequestId: " + ID + " Version: \\$LATEST\none line\nzwölf\nEND RequestId: " + ID + "\n";
            assertThat(cold).matches(before + report + "Init Duration: \\d+\\.\\d\\d ms\t\n");
            assertThat(warm).matches(before + report + "\n");
        }
    }

    @Test
    void theLogTellsOfAFailure() throws Exception {
        try (Handlers handlers = TestHandlers.of(Fixtures.BrokenPromise.class)) {
            assertThat(log(handlers, "BrokenPromise", Duration.ofSeconds(5)))
                    .contains("no good: dev.sendoff.handler.TerminalException\nEND RequestId: " + ID);
        }
    }

    /** Repeated, since the handler's thread, once interrupted, ends beside the one that writes the log. */
    @RepeatedTest(50)
    void theLogTellsOfATimeOut() throws Exception {
        try (Handlers handlers = TestHandlers.of(Fixtures.Asleep.class)) {
            assertThat(log(handlers, "Asleep", Duration.ofMillis(20)))
                    .startsWith("START RequestId: " + ID)
                    .contains("END RequestId: " + ID + "\nREPORT RequestId: " + ID)
                    .endsWith("\n2026-11-23T10:00:00Z " + ID + " Task timed out after 0.02 seconds\n\n");
        }
    }

    @Test
    void onlyTheLastFourKilobytesAreKept() {
        InvocationLog log = InvocationLog.tail();
        var whole = new StringBuilder();
        for (int i = 0; i < 2000; i++) {
            log.append("line " + i + "\n");
            whole.append("line ").append(i).append('\n');
            int from = Math.max(0, whole.length() - 4096);
            assertThat(new String(log.bytes(), StandardCharsets.UTF_8)).isEqualTo(whole.substring(from));
        }

        log.append("x".repeat(10_000) + "end");

        assertThat(log.bytes()).hasSize(4096);
        assertThat(new String(log.bytes(), StandardCharsets.UTF_8)).endsWith("xend");
    }

    @Test
    void nothingIsKeptOfALogThatNobodyWants() {
        InvocationLog.NONE.append("something");

        assertThat(InvocationLog.NONE.isKept()).isFalse();
        assertThat(InvocationLog.NONE.bytes()).isEmpty();
    }

    @Test
    void theContextTellsTheWholeAttempt() throws Exception {
        String client = "{\"client\":{\"app_title\":\"App\"},\"custom\":{\"a\":\"b\"},\"env\":{\"locale\":\"de\"}}";
        var call = new HandlerCall(
                TestHandlers.ID,
                "TellsContext",
                TestHandlers.ARN + "TellsContext:$LATEST",
                "{}",
                3,
                true,
                Duration.ofSeconds(5),
                "Root=1-5759e988-bd862e3fe1be46a994272793",
                Base64.getEncoder().encodeToString(client.getBytes(StandardCharsets.UTF_8)),
                null,
                InvocationLog.NONE);

        try (Handlers handlers = TestHandlers.of(Fixtures.TellsContext.class)) {
            var told = new ObjectMapper().readTree(TestHandlers.response(TestHandlers.run(handlers, call)));

            assertThat(told.get("logStream").textValue()).matches("2026/11/23/\\[\\$LATEST][0-9a-f]{32}");
            ((ObjectNode) told).remove("logStream");
            assertThat(told).isEqualTo(new ObjectMapper().readTree("""
                            {"awsRequestId":"%s","logGroup":"/aws/lambda/TellsContext","function":"TellsContext",
                             "version":"$LATEST",
                             "arn":"arn:aws:lambda:us-east-1:000000000000:function:TellsContext:$LATEST",
                             "identity":true,"memory":256,"remaining":true,
                             "trace":"Root=1-5759e988-bd862e3fe1be46a994272793","attempt":3,"redelivered":true,
                             "virtual":true,"contextLoader":true,
                             "client":["App",{"a":"b"},{"locale":"de"}]}
                            """.formatted(ID)));
        }
    }

    @Test
    void aClientContextThatIsNoneFailsWhoeverAsksForIt() throws Exception {
        var call = new HandlerCall(
                TestHandlers.ID,
                "TellsContext",
                TestHandlers.ARN,
                "{}",
                1,
                false,
                Duration.ofSeconds(5),
                null,
                "not base64",
                null,
                InvocationLog.NONE);

        try (Handlers handlers = TestHandlers.of(Fixtures.TellsContext.class)) {
            assertThat(TestHandlers.failed(TestHandlers.run(handlers, call))
                            .error()
                            .message())
                    .isEqualTo("the caller's client context is no JSON object in base64");
        }
    }

    private static String log(Handlers handlers, String function, Duration timeout) throws Exception {
        InvocationLog log = InvocationLog.tail();
        TestHandlers.run(handlers, TestHandlers.call(function, "{}", timeout, log));
        return new String(log.bytes(), StandardCharsets.UTF_8);
    }
}
