package dev.sendoff.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class BackoffTest {

    private final Random random = new Random(1);

    @Test
    void growsFromOneToFiveMinutesForWhatWasThrottled() {
        Backoff steady =
                new Backoff(Backoff.THROTTLED.initial(), Backoff.THROTTLED.factor(), Backoff.THROTTLED.longest(), 0);
        assertThat(IntStream.range(0, 12).mapToObj(before -> steady.wait(before, random)))
                .extracting(Duration::toSeconds)
                .containsExactly(1L, 2L, 4L, 8L, 16L, 32L, 64L, 128L, 256L, 300L, 300L, 300L);
    }

    @Test
    void jitterTakesItsPartAtTheMost() {
        for (int i = 0; i < 1_000; i++) {
            assertThat(Backoff.THROTTLED.wait(3, random)).isBetween(Duration.ofSeconds(4), Duration.ofSeconds(8));
        }
    }

    @Test
    void aLongRowOfWaitsDoesNotOverflow() {
        assertThat(Backoff.THROTTLED.wait(Integer.MAX_VALUE, random)).isLessThanOrEqualTo(Duration.ofMinutes(5));
    }

    @Test
    void refusesWhatCannotBe() {
        assertThatThrownBy(() -> new Backoff(Duration.ofSeconds(-1), 2, Duration.ofSeconds(1), 0))
                .hasMessageContaining("zero or more");
        assertThatThrownBy(() -> new Backoff(Duration.ofSeconds(2), 2, Duration.ofSeconds(1), 0))
                .hasMessageContaining("longest");
        assertThatThrownBy(() -> new Backoff(Duration.ofSeconds(1), 0.5, Duration.ofSeconds(1), 0))
                .hasMessageContaining("factor");
        assertThatThrownBy(() -> new Backoff(Duration.ofSeconds(1), 2, Duration.ofSeconds(1), 2))
                .hasMessageContaining("jitter");
    }
}
