package dev.sendoff.redrive;

import static dev.sendoff.redrive.Letters.T0;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PaceTest {

    @ParameterizedTest
    @ValueSource(doubles = {0.5, 1, 7, 250, 10_000})
    void keepsTheRateHoweverOftenItIsAsked(double rate) {
        Pace pace = new Pace(rate, T0);
        long putIn = 0;
        Instant now = T0;
        for (int turn = 0; turn < 20_000; turn++) {
            now = now.plusMillis(5);
            int allowed = pace.available(now);
            pace.spend(allowed);
            putIn += allowed;
        }
        assertThat(putIn).isBetween((long) (100 * rate), (long) (100 * rate) + 1);
    }

    @Test
    void saysWhenTheNextMayGo() {
        Pace pace = new Pace(4.0, T0);
        assertThat(pace.next(T0)).isEqualTo(T0);
        pace.spend(1);
        assertThat(pace.available(T0)).isZero();
        assertThat(pace.next(T0)).isEqualTo(T0.plusMillis(250));
        assertThat(pace.available(T0.plusMillis(250))).isEqualTo(1);
    }

    @Test
    void makesUpForNoMoreThanASecond() {
        Pace pace = new Pace(10.0, T0);
        assertThat(pace.available(T0.plusSeconds(3600))).isEqualTo(10);
    }

    @Test
    void knowsNoLimitWhereNoneIsSet() {
        Pace pace = new Pace(null, T0);
        pace.spend(1_000_000);
        assertThat(pace.available(T0)).isEqualTo(Integer.MAX_VALUE);
        assertThat(pace.next(T0)).isEqualTo(T0);
    }
}
