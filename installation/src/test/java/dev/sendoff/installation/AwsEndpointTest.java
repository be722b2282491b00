package dev.sendoff.installation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.net.URI;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AwsEndpointTest {

    @Test
    void isAwssOwnOrAUrl() {
        assertThat(AwsEndpoint.parse("x", "aws")).isEqualTo(new AwsEndpoint(null));
        assertThat(AwsEndpoint.parse("x", "http://127.0.0.1:9324"))
                .isEqualTo(new AwsEndpoint(URI.create("http://127.0.0.1:9324")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "AWS", "sqs.example.org", "ftp://example.org", "http://", "http://a b"})
    void anythingElseIsRefusedByName(String value) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> AwsEndpoint.parse("sendoff.aws.sqs.endpoint", value))
                .withMessage("sendoff.aws.sqs.endpoint must be 'aws' or a URL such as https://sqs.example.org, not '"
                        + value + "'");
    }
}
