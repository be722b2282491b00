package dev.sendoff.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DelayTest {

    private static final Instant NOW = Instant.parse("2026-11-23T10:00:00Z");

    @ParameterizedTest
    @CsvSource({
        "1, PT1S",
        "0.25, PT0.25S",
        "+30, PT30S",
        "' 30 ', PT30S",
        "PT1M30S, PT1M30S",
        "P365D, P365D",
        "31536000, P365D"
    })
    void readsSecondsAndDurations(String text, Duration delay) {
        assertThat(Delay.read(text, null, NOW)).isEqualTo(new Delay.Until(NOW.plus(delay)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "0.0", "PT0S", "-0"})
    void zeroIsNoDelay(String text) {
        assertThat(Delay.read(text, null, NOW)).isEqualTo(new Delay.None());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            -1             | is negative
            PT-1S          | is negative
            31536001       | is longer than 365 days
            P366D          | is longer than 365 days
            999999999999   | is longer than 365 days
            soon           | is neither a number of seconds nor an ISO-8601 duration
            ''             | is neither a number of seconds nor an ISO-8601 duration
            1e9            | is neither a number of seconds nor an ISO-8601 duration
            99999999999999999999 | is neither a number of seconds nor an ISO-8601 duration
            NaN            | is neither a number of seconds nor an ISO-8601 duration
            """)
    void saysWhatIsWrongWithADelay(String text, String what) {
        assertThat(Delay.read(text, null, NOW))
                .isInstanceOfSatisfying(
                        Delay.Malformed.class,
                        malformed -> assertThat(malformed.message())
                                .contains("Sendoff-Delay")
                                .contains(text)
                                .contains(what));
    }

    @Test
    void readsAnInstant() {
        assertThat(Delay.read(null, "2026-11-23T10:00:00.5Z", NOW)).isEqualTo(new Delay.Until(NOW.plusMillis(500)));
        assertThat(Delay.read(null, "2027-11-23T10:00:00Z", NOW))
                .isEqualTo(new Delay.Until(NOW.plus(Duration.ofDays(365))));
    }

    @ParameterizedTest
    @ValueSource(strings = {"2026-11-23T10:00:00Z", "1999-01-01T00:00:00Z"})
    void aTimeThatHasPassedIsNoDelay(String text) {
        assertThat(Delay.read(null, text, NOW)).isEqualTo(new Delay.None());
    }

    @ParameterizedTest
    @CsvSource({
        "2027-11-23T10:00:01Z, is more than 365 days from now",
        "tomorrow, is no ISO-8601 instant",
        "2026-11-23, is no ISO-8601 instant",
        "+1000000000-12-31T23:59:59Z, is more than 365 days from now"
    })
    void saysWhatIsWrongWithAnInstant(String text, String what) {
        assertThat(Delay.read(null, text, NOW))
                .isInstanceOfSatisfying(
                        Delay.Malformed.class,
                        malformed -> assertThat(malformed.message())
                                .contains("Sendoff-Not-Before")
                                .contains(what));
    }

    @Test
    void bothAtOnceAreAnError() {
        assertThat(Delay.read("1", "2026-11-23T10:00:01Z", NOW)).isInstanceOf(Delay.Malformed.class);
    }

    @Test
    void noneIsNoDelay() {
        assertThat(Delay.read(null, null, NOW)).isEqualTo(new Delay.None());
    }
}
