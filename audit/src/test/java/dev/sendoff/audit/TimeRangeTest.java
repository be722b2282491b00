package dev.sendoff.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Instant;
import org.junit.jupiter.api.Test;

class TimeRangeTest {

    private static final Instant TEN = Instant.parse("2026-11-23T10:00:00Z");

    @Test
    void holdsItsFirstInstantAndNotItsEnd() {
        TimeRange range = new TimeRange(TEN, TEN.plusSeconds(1));

        assertThat(range.contains(TEN.minusMillis(1))).isFalse();
        assertThat(range.contains(TEN)).isTrue();
        assertThat(range.contains(TEN.plusMillis(999))).isTrue();
        assertThat(range.contains(TEN.plusSeconds(1))).isFalse();
        assertThat(TimeRange.ALL.contains(Instant.MIN)).isTrue();
    }

    @Test
    void doesNotEndBeforeItBegins() {
        assertThatIllegalArgumentException().isThrownBy(() -> new TimeRange(TEN, TEN));
    }
}
