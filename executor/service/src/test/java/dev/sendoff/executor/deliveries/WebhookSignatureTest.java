package dev.sendoff.executor.deliveries;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WebhookSignatureTest {

    private static final String SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

    /** The example of the specification's reference libraries. */
    @Test
    void signsAsTheSpecificationSays() {
        assertThat(WebhookSignature.of(List.of(SECRET))
                        .sign(
                                "msg_p5jXN8AQM9LWM0D4loKWxJek",
                                Instant.ofEpochSecond(1614265330),
                                "{\"test\": 2432232314}".getBytes(UTF_8)))
                .isEqualTo("v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
    }

    @Test
    void signsByEachSecret() {
        String signature =
                WebhookSignature.of(List.of(SECRET, "whsec_" + "A".repeat(32))).sign("id", Instant.EPOCH, new byte[0]);
        assertThat(signature.split(" "))
                .hasSize(2)
                .allSatisfy(each -> assertThat(each).startsWith("v1,"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "whsec_", "whsec_c2hvcnQ=", "whsec_?!"})
    void whatIsNoSecretIsRefusedAndNotRepeated(String secret) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> WebhookSignature.of(List.of(secret)))
                .withMessageContaining("sendoff.destinations.webhook.secrets")
                .satisfies(e -> assertThat(secret.length() < 7
                                || !String.valueOf(e.getMessage()).contains(secret))
                        .isTrue());
    }
}
