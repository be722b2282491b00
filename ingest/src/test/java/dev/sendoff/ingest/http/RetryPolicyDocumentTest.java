package dev.sendoff.ingest.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sendoff.core.RetryPolicy;
import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RetryPolicyDocumentTest {

    private static RetryPolicy parse(String json) throws RetryPolicyDocument.MalformedException {
        return RetryPolicyDocument.parse(json.getBytes(UTF_8), RetryPolicy.DEFAULT);
    }

    @Test
    void readsEveryField() throws Exception {
        assertThat(parse("""
                {"maxAttempts":5,"initialDelay":"PT2S","factor":3,"maxDelay":"PT10S","jitter":0.5,
                 "terminalErrors":["ValidationError"]}
                """))
                .isEqualTo(new RetryPolicy(
                        5, Duration.ofSeconds(2), 3.0, Duration.ofSeconds(10), 0.5, Set.of("ValidationError")));
    }

    @Test
    void whatIsLeftOutTakesTheDefault() throws Exception {
        assertThat(parse("{}")).isEqualTo(RetryPolicy.DEFAULT);
        assertThat(parse("{\"initialDelay\":\"PT0.2S\"}"))
                .isEqualTo(RetryPolicy.DEFAULT.withInitialDelay(Duration.ofMillis(200)));
    }

    @Test
    void theLongestWaitIsRaisedToTheFirstWhereItWasNotGiven() throws Exception {
        assertThat(parse("{\"initialDelay\":\"PT1H\"}").maxDelay()).isEqualTo(Duration.ofHours(1));
    }

    @Test
    void readsWhatItWrites() throws Exception {
        RetryPolicyDocument document = RetryPolicyDocument.of(RetryPolicy.DEFAULT);
        assertThat(document.initialDelay()).isEqualTo("PT1M");
        assertThat(document.maxDelay()).isEqualTo("PT5M");
        assertThat(parse("{\"initialDelay\":\"" + document.initialDelay() + "\",\"maxDelay\":\"" + document.maxDelay()
                        + "\"}"))
                .isEqualTo(RetryPolicy.DEFAULT);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
            {"maxRetries":3}                            | 'maxRetries'
            {"maxAttempts":0}                           | maxAttempts must be at least 1, not 0
            {"maxAttempts":"3"}                         | maxAttempts must be a whole number
            {"maxAttempts":2.5}                         | not 2.5
            {"maxAttempts":99999999999}                 | not 99999999999
            {"initialDelay":60}                         | initialDelay must be an ISO-8601 duration
            {"initialDelay":"1m"}                       | not "1m"
            {"initialDelay":"PT-1S"}                    | from PT0S to 365 days
            {"initialDelay":"PT999999999H"}             | from PT0S to 365 days
            {"initialDelay":null}                       | not null
            {"initialDelay":"PT2S","maxDelay":"PT1S"}   | maxDelay must be at least initialDelay (PT2S)
            {"factor":0.5}                              | factor must be a number of at least 1
            {"factor":"2"}                              | factor must be a number
            {"jitter":1.5}                              | jitter must be between 0 and 1
            {"terminalErrors":"ValidationError"}        | terminalErrors must be a list
            {"terminalErrors":{"a":"b"}}                | terminalErrors must be a list
            {"terminalErrors":[1]}                      | names of error types
            {"terminalErrors":[""]}                     | names of error types
            []                                          | must be a JSON object
            {"maxAttempts":3                            | not JSON
            {} {}                                       | not JSON
            ~~                                          | must be a JSON object
            """)
    void saysWhatIsWrong(String json, String what) {
        assertThatThrownBy(() -> parse(json))
                .isInstanceOf(RetryPolicyDocument.MalformedException.class)
                .hasMessageContaining(what);
    }
}
