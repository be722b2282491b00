package dev.sendoff.state.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sendoff.core.Account;
import dev.sendoff.core.Aftermath;
import dev.sendoff.core.Attempt;
import dev.sendoff.core.DeadLetter;
import dev.sendoff.core.DeadLetterReason;
import dev.sendoff.core.DeliveryFact;
import dev.sendoff.core.DeliveryState;
import dev.sendoff.core.Disposition;
import dev.sendoff.core.FunctionError;
import dev.sendoff.core.Invocation;
import dev.sendoff.core.RequestId;
import dev.sendoff.core.SourceRecord;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class LetterJsonTest {

    private static final Instant T0 = Instant.parse("2026-11-23T10:00:00Z");

    private final ObjectMapper json = new ObjectMapper();

    @Test
    void hasTheStateAndTheEventDigitForDigit() throws IOException {
        Invocation invocation = Invocation.accepted(
                RequestId.generate(3, T0, new Random(1)), "flaky", null, "{\"n\": 1.00000000000000000001}", T0, null);
        Attempt failed = new Attempt(1, T0, T0, false, new FunctionError("E", "m", "{\"errorType\":\"E\"}"));
        DeadLetter letter = DeadLetter.of(
                invocation,
                failed,
                new Disposition.DeadLetter(DeadLetterReason.TERMINAL_FAILURE, "of no use"),
                Aftermath.NONE,
                T0);
        String written = write(letter);
        JsonNode shown = json.readTree(written);
        assertThat(shown.path("id").asText()).isEqualTo(letter.id().toString());
        assertThat(shown.path("deadLetterReason").asText()).isEqualTo("TERMINAL_FAILURE");
        assertThat(written).contains("\"payload\":{\"n\": 1.00000000000000000001}");
        assertThat(shown.path("event").path("error").path("errorType").asText()).isEqualTo("E");
        assertThat(shown.path("event").has("source")).isFalse();
    }

    @Test
    void showsARecordThatCouldNotBeReadAsItStood() throws IOException {
        SourceRecord source = new SourceRecord(
                "sendoff.invocations",
                2,
                4711,
                T0,
                null,
                new byte[] {0, (byte) 0xFE},
                List.of(new SourceRecord.Header("sendoff-function", "hello".getBytes(UTF_8))));
        JsonNode event = json.readTree(write(DeadLetter.ofRecord(
                        RequestId.derived(2, 4711, T0),
                        "hello",
                        source,
                        new Disposition.DeadLetter(DeadLetterReason.UNREADABLE, "no Avro"),
                        T0)))
                .path("event");
        assertThat(event.path("payload").isNull()).isTrue();
        assertThat(event.path("source")).isEqualTo(json.readTree("""
                {"topic":"sendoff.invocations","partition":2,"offset":4711,"timestamp":"2026-11-23T10:00:00.000Z",
                 "key":null,"value":{"base64":"AP4="},
                 "headers":[{"name":"sendoff-function","value":{"text":"hello"}}]}"""));
    }

    private String write(DeadLetter letter) throws IOException {
        DeliveryState state = DeliveryState.first(new DeliveryFact.GivenUp(letter, 3, 17L));
        return json.writeValueAsString(new LetterJson(
                InvocationJson.of(state, new Account("us-east-1", "000000000000")), LetterJson.EventJson.of(letter)));
    }
}
