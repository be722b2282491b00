package dev.sendoff.executor.services;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sendoff.core.Outcome;
import dev.sendoff.core.RetryAdvice;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ServiceAnswerTest {

    private static final Instant NOW = Instant.parse("2026-11-25T10:00:00Z");

    private static Outcome outcome(int status, String retryAfter, String retry, String body) {
        return new ServiceAnswer(status, retryAfter, retry, body.getBytes(UTF_8)).outcome(NOW);
    }

    private static Outcome.Failed failed(int status, String retryAfter, String retry, String body) {
        return (Outcome.Failed) outcome(status, retryAfter, retry, body);
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            delimiter = '|',
            value = {"200|{\"ok\":1}|{\"ok\":1}", "204|``|null", "201|done|\"done\"", "202|\"x\"|\"x\""})
    void whatBeginsWithTwoIsASuccess(int status, String body, String response) {
        assertThat(outcome(status, null, null, body)).isEqualTo(new Outcome.Succeeded(response));
    }

    @Test
    void bytesThatAreNoTextAreNoResponse() {
        Outcome outcome = new ServiceAnswer(200, null, null, new byte[] {(byte) 0xFF, 0}).outcome(NOW);
        assertThat(((Outcome.Failed) outcome).error().type()).isEqualTo("Function.InvalidResponse");
    }

    @Test
    void anyOtherStatusIsAFailureWithWhatTheServiceSays() {
        Outcome.Failed failed = failed(500, null, null, "it broke");
        assertThat(failed.error().type()).isEqualTo("Http.500");
        assertThat(failed.error().message()).isEqualTo("The service answered with status 500: it broke");
        assertThat(failed.error().payload())
                .isEqualTo("{\"errorMessage\":\"The service answered with status 500: it broke\","
                        + "\"errorType\":\"Http.500\"}");
        assertThat(failed.advice()).isEqualTo(new RetryAdvice.ByPolicy());
        assertThat(failed(301, null, null, "").error().message()).isEqualTo("The service answered with status 301");
    }

    @Test
    void anErrorOfLambdasFormIsTakenAsItIs() {
        Outcome.Failed failed = failed(400, null, null, "{\"errorType\":\"Bad\",\"errorMessage\":\"no\",\"more\":1}");
        assertThat(failed.error().type()).isEqualTo("Bad");
        assertThat(failed.error().message()).isEqualTo("no");
        assertThat(failed.error().payload()).contains("\"more\":1");
    }

    @ParameterizedTest
    @CsvSource({
        "7,PT7S",
        "'Wed, 25 Nov 2026 10:00:30 GMT',PT30S",
        "'Wed, 25 Nov 2026 09:00:00 GMT',PT0S",
        "999999999,PT8760H"
    })
    void aServiceMaySayHowLongToWait(String retryAfter, Duration wait) {
        assertThat(failed(503, retryAfter, null, "").advice()).isEqualTo(new RetryAdvice.After(wait));
    }

    @ParameterizedTest
    @CsvSource({"soon", "-1", "''", "99999999999999"})
    void aWaitThatCannotBeReadIsNone(String retryAfter) {
        assertThat(failed(503, retryAfter, null, "").advice()).isEqualTo(new RetryAdvice.ByPolicy());
    }

    @Test
    void aServiceMaySayThatNoFurtherAttemptHelps() {
        assertThat(failed(422, "5", "no", "").advice()).isEqualTo(new RetryAdvice.Never());
    }
}
