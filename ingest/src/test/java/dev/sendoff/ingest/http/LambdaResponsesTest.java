package dev.sendoff.ingest.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sendoff.ingest.LambdaError;
import dev.sendoff.ingest.LambdaErrorCode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LambdaResponsesTest {

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
            RESOURCE_NOT_FOUND      | {"Type":"User","Message":"m"}
            SERVICE                 | {"Type":"Service","Message":"m"}
            INVALID_PARAMETER_VALUE | {"Type":"User","message":"m"}
            INVALID_REQUEST_CONTENT | {"Type":"User","message":"m"}
            REQUEST_TOO_LARGE       | {"Type":"User","message":"m"}
            VALIDATION              | {"message":"m"}
            """)
    void theMessageStandsUnderTheKeyOfItsCode(LambdaErrorCode code, String body) {
        assertThat(LambdaResponses.body(new LambdaError(code, "m", null)))
                .asString(UTF_8)
                .isEqualTo(body);
    }

    @Test
    void aThrottledRequestIsToldItsReason() {
        assertThat(LambdaResponses.body(new LambdaError(
                        LambdaErrorCode.TOO_MANY_REQUESTS, "Rate Exceeded.", "CallerRateLimitExceeded")))
                .asString(UTF_8)
                .isEqualTo("{\"Reason\":\"CallerRateLimitExceeded\",\"Type\":\"User\",\"message\":\"Rate Exceeded.\"}");
    }
}
