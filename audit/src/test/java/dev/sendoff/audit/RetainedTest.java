package dev.sendoff.audit;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class RetainedTest {

    private static final Instant NOW = Instant.parse("2026-11-23T10:00:00Z");
    private static final Duration WEEK = Duration.ofDays(7);
    private static final Duration DISORDER = Duration.ofMinutes(10);

    @Test
    void whereNothingWasDeletedEverythingIsWhole() {
        assertThat(Retained.wholeSince(List.of(new Retained(0, NOW.minus(WEEK.multipliedBy(9)), WEEK)), NOW))
                .isEmpty();
        assertThat(Retained.wholeSince(List.of(new Retained(0, null, null)), NOW))
                .isEmpty();
    }

    @Test
    void whatIsDeletedIsNoYoungerThanTheRetention() {
        // Of a quiet topic the first record may be young, and says nothing.
        assertThat(new Retained(5, NOW.minusSeconds(9), WEEK).wholeSince(NOW))
                .hasValue(NOW.minus(WEEK).plus(DISORDER));
        assertThat(new Retained(5, null, WEEK).wholeSince(NOW))
                .hasValue(NOW.minus(WEEK).plus(DISORDER));
    }

    @Test
    void andNoYoungerThanTheFirstThatIsLeft() {
        Instant first = NOW.minus(WEEK).minusSeconds(3600);

        assertThat(new Retained(5, first, WEEK).wholeSince(NOW)).hasValue(first.plus(DISORDER));
    }

    @Test
    void whereTheAgeOfDeletedOnesIsNotKnownTheFirstThatIsLeftIsTheMark() {
        assertThat(new Retained(5, NOW.minusSeconds(900), null).wholeSince(NOW))
                .hasValue(NOW.minusSeconds(900).plus(DISORDER));
        assertThat(new Retained(5, null, null).wholeSince(NOW)).hasValue(NOW.plus(DISORDER));
    }

    @Test
    void thePartitionThatHoldsLeastDecides() {
        assertThat(Retained.wholeSince(
                        List.of(
                                new Retained(0, null, WEEK),
                                new Retained(5, NOW.minusSeconds(900), null),
                                new Retained(5, NOW.minusSeconds(800), null)),
                        NOW))
                .hasValue(NOW.minusSeconds(800).plus(DISORDER));
    }
}
