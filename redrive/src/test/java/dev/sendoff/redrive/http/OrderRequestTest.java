package dev.sendoff.redrive.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.sendoff.core.DeadLetterReason;
import dev.sendoff.core.JobOptions;
import dev.sendoff.core.LetterSelection;
import dev.sendoff.core.RequestId;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OrderRequestTest {

    private static final String ID = "019ab000-0000-8003-8000-000000000001";

    @Test
    void readsEveryFieldOfARedrive() {
        OrderRequest request = OrderRequest.redrive("""
                {"selection":{"function":"flaky","reason":"RETRIES_EXHAUSTED","errorType":"E",
                              "since":"2026-11-23T11:00:00+01:00","until":"2026-11-24T10:00:00Z","text":"luck"},
                 "function":"hello","qualifier":"live","ratePerSecond":12.5,"canary":10,"stopAtFailureRate":0.2,
                 "window":50,"minimum":5,"maxInFlight":70,"maxTimes":4,"again":true,"comment":"mended","dryRun":true}""");
        assertThat(request.selection())
                .isEqualTo(new LetterSelection(
                        "flaky",
                        DeadLetterReason.RETRIES_EXHAUSTED,
                        "E",
                        Instant.parse("2026-11-23T10:00:00Z"),
                        Instant.parse("2026-11-24T10:00:00Z"),
                        "luck"));
        assertThat(request.options())
                .isEqualTo(new JobOptions("hello", "live", null, 12.5, 10, 0.2, 50, 5, 70, 4, true));
        assertThat(request.comment()).isEqualTo("mended");
        assertThat(request.isDryRun()).isTrue();
    }

    @Test
    void meansAllOnlyIfThatIsSaid() {
        assertThat(OrderRequest.redrive("{\"selection\":{}}").selection()).isEqualTo(LetterSelection.ALL);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> OrderRequest.redrive(""))
                .withMessageContaining("which ones?");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> OrderRequest.purge("{}"))
                .withMessageContaining("which ones?");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> OrderRequest.replay("{\"selection\":{\"function\":\"hello\"}}"))
                .withMessageContaining("a replay needs selection.since");
    }

    @Test
    void keepsTheDigitsOfAnEditedEvent() {
        OrderRequest request = OrderRequest.redrive(
                RequestId.parse(ID), "{\"payload\":{\"n\":1.00000000000000000001,\"big\":123456789012345678901}}");
        assertThat(request.options().payload())
                .isEqualTo("{\"n\":1.00000000000000000001,\"big\":123456789012345678901}");
        assertThat(OrderRequest.redrive(RequestId.parse(ID), "{\"payload\":null}")
                        .options()
                        .payload())
                .isEqualTo("null");
        assertThat(OrderRequest.redrive(RequestId.parse(ID), "").options().payload())
                .isNull();
    }

    @Test
    void takesAnEditedEventForOneAlone() {
        assertThat(OrderRequest.redrive("{\"ids\":[\"" + ID + "\"],\"payload\":7}")
                        .options()
                        .payload())
                .isEqualTo("7");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> OrderRequest.redrive("{\"selection\":{},\"payload\":7}"))
                .withMessage("payload is for one event alone: give its id");
        assertThatIllegalArgumentException()
                .isThrownBy(() ->
                        OrderRequest.redrive(RequestId.parse(ID), "{\"payload\":\"" + "x".repeat(1 << 20) + "\"}"))
                .withMessageContaining("payload must have at most 1048576 bytes, not 1048578");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '^', textBlock = """
            {"selection":{},"speed":1}                        | there is no field speed; there are [again, canary
            {"selection":{"functions":"a"}}                   | there is no field selection.functions; there are [errorType
            {"selection":{"reason":"DEAD"}}                   | selection.reason must be one of [RETRIES_EXHAUSTED
            {"selection":{"since":"yesterday"}}               | selection.since must be a time such as
            {"selection":[]}                                  | selection must be an object, not []
            {"selection":{"since":"2026-11-23T10:00:00Z","until":"2026-11-23T10:00:00Z"}} | selection.since must be before
            {"selection":{},"ratePerSecond":0}                | ratePerSecond must be 0.01 to 100000, not 0.0
            {"selection":{},"stopAtFailureRate":1.5}          | stopAtFailureRate must be 0.001 to 1, not 1.5
            {"selection":{},"canary":5}                       | canary needs stopAtFailureRate
            {"selection":{},"canary":1.5,"stopAtFailureRate":1} | canary must be a whole number, not 1.5
            {"selection":{},"window":10,"minimum":11}         | minimum must be 1 to 10, not 11
            {"selection":{},"window":0}                       | window must be 1 to 1000, not 0
            {"selection":{},"maxInFlight":0}                  | maxInFlight must be 1 to 1000000, not 0
            {"selection":{},"function":"a b"}                 | function must be the name of one
            {"selection":{},"qualifier":"a b"}                | qualifier must be $LATEST, a version or an alias
            {"selection":{},"again":"yes"}                    | again must be true or false, not "yes"
            {"ids":["x"]}                                     | ids must be UUIDs of 36 characters, unlike 'x'
            {"ids":[]}                                        | ids must be a list of 1 to 10000 texts, not []
            [1]                                               | the body must be a JSON object
            {"selection"                                      | the body is not JSON
            {"selection":{},"selection":{}}                   | the body is not JSON: Duplicate field
            """)
    void refusesWhatItDoesNotKnowAndSaysWhatIsAllowed(String body, String message) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> OrderRequest.redrive(body))
                .withMessageContaining(message);
    }
}
