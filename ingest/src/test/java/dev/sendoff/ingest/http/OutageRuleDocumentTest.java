package dev.sendoff.ingest.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.sendoff.core.OutageRule;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OutageRuleDocumentTest {

    @Test
    void whatIsLeftOutIsAsByDefault() {
        assertThat(parse("")).isEqualTo(OutageRule.DEFAULT);
        assertThat(parse("{\"window\":50,\"firstProbe\":\"PT10M\"}"))
                .isEqualTo(new OutageRule(0.8, 50, Duration.ofMinutes(10), Duration.ofMinutes(10)));
    }

    @Test
    void showsWhatIsSet() {
        OutageRule rule = new OutageRule(0.55, 7, Duration.ofSeconds(1), Duration.ofSeconds(90));
        assertThat(OutageRuleDocument.of(rule)).isEqualTo(new OutageRuleDocument(0.55, 7, "PT1S", "PT1M30S"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"share\":0} | share must be above 0 and at most 1, not 0.0",
                "{\"share\":1.1} | share must be above 0 and at most 1, not 1.1",
                "{\"window\":1} | window must be 2 to 1000 attempts, not 1",
                "{\"window\":\"x\"} | window must be a whole number, not \"x\"",
                "{\"firstProbe\":\"PT0S\"} | firstProbe must be at least PT0.1S, not PT0S",
                "{\"firstProbe\":5} | firstProbe must be an ISO-8601 duration",
                "{\"firstProbe\":\"PT2S\",\"longestProbe\":\"PT1S\"} | longestProbe must be at least firstProbe (PT2S)",
                "{\"longestProbe\":\"PT25H\"} | at most PT24H, not PT25H",
                "{\"shares\":1} | there is no field shares",
                "[] | the body must be a JSON object"
            })
    void whatIsWrongIsNamed(String document, String message) {
        assertThatIllegalArgumentException().isThrownBy(() -> parse(document)).withMessageContaining(message);
    }

    private static OutageRule parse(String document) {
        return OutageRuleDocument.parse(document.getBytes(UTF_8));
    }
}
