package dev.sendoff.destinations;

import static dev.sendoff.destinations.Ends.ACCOUNT;
import static dev.sendoff.destinations.Ends.ID;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sendoff.core.Aftermath;
import dev.sendoff.core.Attempt;
import dev.sendoff.core.DeadLetter;
import dev.sendoff.core.DeadLetterReason;
import dev.sendoff.core.Disposition;
import dev.sendoff.core.FunctionError;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ResultRecordTest {

    private static final int ROOMY = 1 << 20;
    private static final ObjectMapper JSON = new ObjectMapper();

    @Test
    void aSuccessHasTheKeysOfLambdasRecordAndNoOthers() {
        assertThat(text(ResultRecord.of(Ends.success(Ends.invocation("live", "{\"n\": 1}"), "kafka://done"), ACCOUNT)))
                .isEqualTo("""
                        {"version":"1.0","timestamp":"2026-11-25T10:00:00.120Z",\
                        "requestContext":{"requestId":"%s",\
                        "functionArn":"arn:aws:lambda:us-east-1:000000000000:function:work:live",\
                        "condition":"Success","approximateInvokeCount":1},\
                        "requestPayload":{"n": 1},\
                        "responseContext":{"statusCode":200,"executedVersion":"7"},\
                        "responsePayload":{"done":true}}""".formatted(ID));
    }

    @Test
    void aFailureTellsOfTheFunctionsError() {
        assertThat(text(ResultRecord.of(
                        Ends.deadLetter(
                                Ends.invocation(null, "[]"), DeadLetterReason.RETRIES_EXHAUSTED, 3, "kafka://lost"),
                        ACCOUNT)))
                .isEqualTo("""
                        {"version":"1.0","timestamp":"2026-11-25T10:00:00.120Z",\
                        "requestContext":{"requestId":"%s",\
                        "functionArn":"arn:aws:lambda:us-east-1:000000000000:function:work:$LATEST",\
                        "condition":"RetriesExhausted","approximateInvokeCount":3},\
                        "requestPayload":[],\
                        "responseContext":{"statusCode":200,"executedVersion":"$LATEST","functionError":"Unhandled"},\
                        "responsePayload":{"errorMessage":"no luck","errorType":"ValueError"}}""".formatted(ID));
    }

    @Test
    void whatNeverRanHasNoResponse() throws IOException {
        JsonNode record = JSON.readTree(text(ResultRecord.of(
                Ends.deadLetter(
                        Ends.invocation(null, "{}"), DeadLetterReason.ZERO_RESERVED_CONCURRENCY, 0, "kafka://lost"),
                ACCOUNT)));
        assertThat(record.has("responseContext")).isFalse();
        assertThat(record.has("responsePayload")).isFalse();
        assertThat(record.at("/requestContext/condition").asText()).isEqualTo("ZeroReservedConcurrency");
        assertThat(record.at("/requestContext/approximateInvokeCount").asInt()).isZero();
    }

    @ParameterizedTest
    @CsvSource({
        "RETRIES_EXHAUSTED, RetriesExhausted",
        "TERMINAL_FAILURE, RetriesExhausted",
        "EVENT_AGE_EXCEEDED, EventAgeExceeded",
        "ZERO_RESERVED_CONCURRENCY, ZeroReservedConcurrency"
    })
    void conditionsAreAwsWords(DeadLetterReason reason, String condition) throws IOException {
        JsonNode record = JSON.readTree(text(
                ResultRecord.of(Ends.deadLetter(Ends.invocation(null, "{}"), reason, 2, "kafka://lost"), ACCOUNT)));
        assertThat(record.at("/requestContext/condition").asText()).isEqualTo(condition);
    }

    @Test
    void anErrorThatIsNoJsonIsToldAsText() throws IOException {
        DeadLetter letter = DeadLetter.of(
                Ends.invocation(null, "{}"),
                new Attempt(1, Ends.NOW, Ends.NOW, false, new FunctionError("E", "m", "{broken \"")),
                new Disposition.DeadLetter(DeadLetterReason.RETRIES_EXHAUSTED, "?"),
                new Aftermath("1", null, "kafka://lost", null),
                Ends.NOW);
        assertThat(JSON.readTree(text(ResultRecord.of(letter, ACCOUNT)))
                        .get("responsePayload")
                        .asText())
                .isEqualTo("{broken \"");
    }

    @Test
    void whatIsTooLargeLeavesOutTheResponseFirstAndThenTheEvent() throws IOException {
        ResultRecord record = new ResultRecord(
                Ends.NOW,
                ID,
                "arn",
                "Success",
                1,
                "\"" + "e".repeat(2_000) + "\"",
                new ResultRecord.Response("7", false, "\"" + "r".repeat(1_000) + "\""));

        JsonNode withoutResponse = JSON.readTree(record.toJson(2_500));
        assertThat(withoutResponse.has("requestPayload")).isTrue();
        assertThat(withoutResponse.has("responseContext")).isTrue();
        assertThat(withoutResponse.has("responsePayload")).isFalse();
        assertThat(withoutResponse.get("deliveryError").asText()).contains("2500 are allowed");

        JsonNode withoutEither = JSON.readTree(record.toJson(1_000));
        assertThat(withoutEither.has("requestPayload")).isFalse();
        assertThat(withoutEither.at("/requestContext/requestId").asText()).isEqualTo(ID.toString());
    }

    private static String text(ResultRecord record) {
        return new String(record.toJson(ROOMY), UTF_8);
    }
}
