package dev.sendoff.state.http;

import static org.assertj.core.api.Assertions.assertThat;

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
import java.io.IOException;
import java.time.Instant;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class InvocationJsonTest {

    private static final Instant T0 = Instant.parse("2026-11-23T10:00:00Z");
    private static final RequestId ID = new RequestId(UUID.fromString("019ab000-0000-8003-8000-000000000001"));

    private final ObjectMapper json = new ObjectMapper();
    private final Invocation invocation = Invocation.accepted(ID, "flaky", null, "{}", T0, null);
    private final Attempt failed =
            new Attempt(1, T0.plusMillis(5), T0.plusMillis(25), false, new FunctionError("E", "no luck", "{}"));

    @Test
    void saysWhatItWaitsFor() throws IOException {
        DeliveryState state = DeliveryState.first(new DeliveryFact.Queued(invocation, 3, 4711L))
                .apply(new DeliveryFact.Waits(invocation.retriedAt(T0.plusSeconds(60), failed), 3));
        assertIs(state, """
                {"id":"019ab000-0000-8003-8000-000000000001","function":"flaky",
                 "functionArn":"arn:aws:lambda:us-east-1:000000000000:function:flaky:$LATEST","status":"WAITING",
                 "acceptedAt":"2026-11-23T10:00:00.000Z","endedAt":null,
                 "waiting":{"for":"RETRY","until":"2026-11-23T10:01:00.000Z"},
                 "attempts":[{"number":1,"startedAt":"2026-11-23T10:00:00.005Z","endedAt":"2026-11-23T10:00:00.025Z",
                              "outcome":"FAILED","errorType":"E","errorMessage":"no luck","redelivered":false}],
                 "home":{"partition":3,"offset":4711},"deliveries":[]}""");
    }

    @Test
    void saysWhyItWasGivenUp() throws IOException {
        DeliveryState state = DeliveryState.first(new DeliveryFact.GivenUp(
                DeadLetter.of(
                        invocation,
                        null,
                        new Disposition.DeadLetter(DeadLetterReason.UNKNOWN_FUNCTION, "no such function"),
                        Aftermath.NONE,
                        T0.plusMillis(7)),
                0,
                5L));
        assertIs(state, """
                {"id":"019ab000-0000-8003-8000-000000000001","function":"flaky",
                 "functionArn":"arn:aws:lambda:us-east-1:000000000000:function:flaky:$LATEST","status":"DEAD_LETTERED",
                 "acceptedAt":"2026-11-23T10:00:00.000Z","endedAt":"2026-11-23T10:00:00.007Z","waiting":null,
                 "attempts":[],"home":{"partition":0,"offset":null},"deliveries":[],
                 "deadLetterReason":"UNKNOWN_FUNCTION","deadLetterMessage":"no such function"}""");
    }

    private void assertIs(DeliveryState state, String expected) throws IOException {
        String written = json.writeValueAsString(InvocationJson.of(state, new Account("us-east-1", "000000000000")));
        assertThat(json.readTree(written)).isEqualTo(json.readTree(expected));
    }
}
