package dev.sendoff.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class EventInvokeConfigTest {

    private static final Instant NOW = Instant.parse("2026-11-25T10:00:00Z");

    @Test
    void retriesAreAttemptsLessTheFirst() {
        EventInvokeConfig once = new EventInvokeConfig(0, null, null, null, NOW);
        assertThat(once.applyTo(RetryPolicy.DEFAULT).maxAttempts()).isEqualTo(1);
        assertThat(EventInvokeConfig.NONE.applyTo(RetryPolicy.DEFAULT)).isEqualTo(RetryPolicy.DEFAULT);
    }

    @Test
    void theAgeIsAwssWhereNoneIsSet() {
        assertThat(EventInvokeConfig.NONE.eventAge()).isEqualTo(Duration.ofHours(6));
        assertThat(new EventInvokeConfig(null, Duration.ofSeconds(90), null, null, NOW).eventAge())
                .isEqualTo(Duration.ofSeconds(90));
    }

    @Test
    void whatAwsDoesNotAllowCannotBe() {
        assertThatIllegalArgumentException().isThrownBy(() -> new EventInvokeConfig(3, null, null, null, NOW));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new EventInvokeConfig(null, Duration.ofSeconds(59), null, null, NOW));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new EventInvokeConfig(null, Duration.ofSeconds(21_601), null, null, NOW));
    }

    @Test
    void eachKindOfEndGoesWhereItIsToGo() {
        FunctionVersion version = new FunctionVersion(
                "work",
                "3",
                new Code.InProcess("sha=", 1),
                Configuration.of("java25", "Handler", Duration.ofSeconds(1), 128),
                NOW,
                "rev");
        EventInvokeConfig config = new EventInvokeConfig(null, null, "kafka://done", "kafka://lost", NOW);
        assertThat(Aftermath.of(version, config)).isEqualTo(new Aftermath("3", "kafka://done", "kafka://lost", null));
    }
}
