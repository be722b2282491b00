package dev.sendoff.executor.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sendoff.core.OutageRule;
import dev.sendoff.executor.engine.Breaker.Pass;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class BreakerTest {

    private static final Instant T0 = Instant.parse("2026-11-23T10:00:00Z");
    private static final OutageRule RULE = new OutageRule(0.5, 4, Duration.ofSeconds(4), Duration.ofSeconds(10));

    private final Breaker breaker = new Breaker(RULE, new Random(1));

    @Test
    void aWindowThatIsNotFullSaysNothing() {
        end("E", "E", "E");
        assertThat(breaker.admit(T0)).isInstanceOf(Pass.Free.class);
        end("E");
        assertThat(breaker.isHolding()).isTrue();
    }

    @Test
    void errorsOfManyTypesAreNoOutage() {
        end("A", "B", "C", "D", "A", "B", "C", "D");
        assertThat(breaker.isHolding()).isFalse();
    }

    @Test
    void whatHasLeftTheWindowDoesNotCount() {
        end("E", null, null, null, "E", null);
        assertThat(breaker.isHolding()).isFalse();
        end("E");
        assertThat(breaker.isHolding()).isTrue();
        assertThat(breaker.why()).startsWith("2 of the last 4 attempts ended with E; since " + T0);
    }

    @Test
    void heldOnesComeBackWithTheNextProbeOrAfterIt() {
        end("E", "E", "E", "E");
        for (int i = 0; i < 100; i++) {
            assertThat(breaker.admit(T0.plusSeconds(1)))
                    .isInstanceOfSatisfying(
                            Pass.Held.class,
                            held -> assertThat(held.until()).isBetween(T0.plusSeconds(4), T0.plusSeconds(8)));
        }
    }

    @Test
    void oneProbeAtATimeAndEachLaterThanTheOneBefore() {
        end("E", "E", "E", "E");
        Instant probe = T0;
        for (int wait : new int[] {4, 8, 10, 10}) {
            assertThat(breaker.admit(probe.plusSeconds(wait).minusMillis(1))).isInstanceOf(Pass.Held.class);
            probe = probe.plusSeconds(wait);
            assertThat(breaker.admit(probe)).isInstanceOf(Pass.Probe.class);
            assertThat(breaker.admit(probe)).isInstanceOf(Pass.Held.class);
            breaker.probed("E", probe);
        }
    }

    @Test
    void aProbeThatDoesNotFailSoEndsIt() {
        for (String error : Arrays.asList(null, "other")) {
            end("E", "E", "E", "E");
            assertThat(breaker.admit(T0.plusSeconds(4))).isInstanceOf(Pass.Probe.class);
            breaker.probed(error, T0.plusSeconds(5));
            assertThat(breaker.admit(T0.plusSeconds(5))).isInstanceOf(Pass.Free.class);
        }
    }

    @Test
    void whatBeganBeforeSaysNothingOfTheOutage() {
        end("E", "E", "E", "E");
        end(null, null, null, null, null);
        assertThat(breaker.isHolding()).isTrue();
    }

    @Test
    void aProbeThatCouldNotBeMadeIsFollowedByAnother() {
        end("E", "E", "E", "E");
        assertThat(breaker.admit(T0.plusSeconds(4))).isInstanceOf(Pass.Probe.class);
        breaker.notProbed();
        assertThat(breaker.admit(T0.plusSeconds(4))).isInstanceOf(Pass.Probe.class);
    }

    @Test
    void aProbeThatIsNeverHeardOfAgainIsFollowedByAnother() {
        end("E", "E", "E", "E");
        assertThat(breaker.admit(T0.plusSeconds(4))).isInstanceOf(Pass.Probe.class);
        assertThat(breaker.admit(T0.plusSeconds(15 * 60))).isInstanceOf(Pass.Held.class);
        assertThat(breaker.admit(T0.plusSeconds(17 * 60))).isInstanceOf(Pass.Probe.class);
    }

    @Test
    void whileAProbeIsMadeTheOthersComeBackWithinOneWait() {
        end("E", "E", "E", "E");
        Instant now = T0.plusSeconds(4);
        assertThat(breaker.admit(now)).isInstanceOf(Pass.Probe.class);
        for (int i = 0; i < 100; i++) {
            assertThat(breaker.admit(now))
                    .isInstanceOfSatisfying(
                            Pass.Held.class,
                            held -> assertThat(held.until()).isBetween(now.plusMillis(1), now.plusSeconds(4)));
        }
    }

    @Test
    void anErrorWithoutATypeIsOneLikeAnyOther() {
        for (int i = 0; i < 10; i++) {
            end("", null, null, null);
        }
        assertThat(breaker.isHolding()).isFalse();
        end("", "");
        assertThat(breaker.isHolding()).isTrue();
    }

    @Test
    void aSmallerWindowForgetsTheOldest() {
        end("E", null, null);
        breaker.follow(new OutageRule(1, 2, Duration.ofSeconds(4), Duration.ofSeconds(10)));
        end("E");
        assertThat(breaker.isHolding()).isFalse();
        end("E");
        assertThat(breaker.isHolding()).isTrue();
    }

    private void end(@Nullable String... errors) {
        for (String error : errors) {
            breaker.ended(error, T0);
        }
    }
}
