package dev.sendoff.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class PendingLimitTest {

    @Test
    void boundsTheNumber() {
        PendingLimit limit = new PendingLimit(2, 1000);
        assertThat(limit.tryTake(1)).isTrue();
        assertThat(limit.tryTake(1)).isTrue();
        assertThat(limit.tryTake(1)).isFalse();
        limit.giveBack(1);
        assertThat(limit.tryTake(1)).isTrue();
    }

    @Test
    void boundsTheBytes() {
        PendingLimit limit = new PendingLimit(100, 1000);
        assertThat(limit.tryTake(600)).isTrue();
        assertThat(limit.tryTake(401)).isFalse();
        assertThat(limit.tryTake(400)).isTrue();
        limit.giveBack(600);
        assertThat(limit.tryTake(600)).isTrue();
    }

    @Test
    void letsInASingleOneHoweverLarge() {
        PendingLimit limit = new PendingLimit(100, 1000);
        assertThat(limit.tryTake(5000)).isTrue();
        assertThat(limit.tryTake(1)).isFalse();
        limit.giveBack(5000);
        assertThat(limit.tryTake(1)).isTrue();
    }

    @Test
    void refusesALimitThatLetsNothingThrough() {
        assertThatThrownBy(() -> new PendingLimit(0, 1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new PendingLimit(1, 0)).isInstanceOf(IllegalArgumentException.class);
    }
}
