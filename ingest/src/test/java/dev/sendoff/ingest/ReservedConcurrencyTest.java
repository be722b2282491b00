package dev.sendoff.ingest;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReservedConcurrencyTest {

    @Test
    void readsWhatClientsSend() {
        assertThat(read("{\"ReservedConcurrentExecutions\": 0}")).isEqualTo(new ReservedConcurrency.Asked(0));
        assertThat(read("{\"ReservedConcurrentExecutions\":250}")).isEqualTo(new ReservedConcurrency.Asked(250));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
            {}                                           | VALIDATION              | Value null at 'reservedConcurrentExecutions'
            {"ReservedConcurrentExecutions":null}        | VALIDATION              | Member must not be null
            {"ReservedConcurrentExecutions":-1}          | VALIDATION              | greater than or equal to 0
            {"ReservedConcurrentExecutions":"5"}         | INVALID_REQUEST_CONTENT | whole number
            {"ReservedConcurrentExecutions":1.5}         | INVALID_REQUEST_CONTENT | whole number
            {"ReservedConcurrentExecutions":99999999999} | INVALID_REQUEST_CONTENT | whole number
            [1]                                          | VALIDATION              | Value null
            {                                            | INVALID_REQUEST_CONTENT | Could not parse request body into json
            """)
    void refusesWhatMeansNothing(String body, LambdaErrorCode code, String message) {
        assertThat(read(body)).isInstanceOfSatisfying(ReservedConcurrency.Refused.class, refused -> {
            assertThat(refused.error().code()).isEqualTo(code);
            assertThat(refused.error().message()).contains(message);
        });
    }

    @Test
    void anEmptyBodyNamesWhatIsMissing() {
        assertThat(read(""))
                .isInstanceOfSatisfying(
                        ReservedConcurrency.Refused.class,
                        refused -> assertThat(refused.error().code()).isEqualTo(LambdaErrorCode.VALIDATION));
    }

    private static ReservedConcurrency read(String body) {
        return ReservedConcurrency.read(body.getBytes(UTF_8));
    }
}
