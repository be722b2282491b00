package dev.sendoff.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import java.time.Duration;
import java.time.Instant;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RetryPolicyTest {

    private static final Instant ACCEPTED = Instant.parse("2026-11-23T10:00:00Z");
    private static final Duration SIX_HOURS = Duration.ofHours(6);
    private final Random random = new Random(1);

    @ParameterizedTest
    @CsvSource({"1, PT1M", "2, PT2M"})
    void waitsAsLambdaDoes(int attempt, Duration wait) {
        Instant now = ACCEPTED.plusSeconds(5);
        assertThat(RetryPolicy.DEFAULT.decide(
                        invocation(attempt), failure("java.io.IOException"), SIX_HOURS, now, random))
                .isEqualTo(new Disposition.Retry(now.plus(wait)));
    }

    @Test
    void givesUpAfterTheThirdAttempt() {
        assertThat(RetryPolicy.DEFAULT.decide(
                        invocation(3), failure("java.io.IOException"), SIX_HOURS, ACCEPTED, random))
                .asInstanceOf(type(Disposition.DeadLetter.class))
                .satisfies(verdict -> {
                    assertThat(verdict.reason()).isEqualTo(DeadLetterReason.RETRIES_EXHAUSTED);
                    assertThat(verdict.message()).contains("3 of 3", "java.io.IOException", "no luck");
                });
    }

    @Test
    void completesASuccessHoweverOldTheEvent() {
        assertThat(RetryPolicy.DEFAULT.decide(
                        invocation(1),
                        new Outcome.Succeeded("{}"),
                        Duration.ofSeconds(60),
                        ACCEPTED.plusSeconds(3600),
                        random))
                .isEqualTo(new Disposition.Complete("{}"));
    }

    /** As recorded from AWS: at a maximum age of 60 s there is no retry at all, at 90 s there is one. */
    @Test
    void looksAheadToTheNextAttemptsAge() {
        Instant firstEnd = ACCEPTED.plusSeconds(1);
        assertThat(decideAt(1, Duration.ofSeconds(60), firstEnd))
                .asInstanceOf(type(Disposition.DeadLetter.class))
                .extracting(Disposition.DeadLetter::reason)
                .isEqualTo(DeadLetterReason.EVENT_AGE_EXCEEDED);
        assertThat(decideAt(1, Duration.ofSeconds(90), firstEnd)).isInstanceOf(Disposition.Retry.class);
        assertThat(decideAt(2, Duration.ofSeconds(90), ACCEPTED.plusSeconds(62)))
                .asInstanceOf(type(Disposition.DeadLetter.class))
                .extracting(Disposition.DeadLetter::reason)
                .isEqualTo(DeadLetterReason.EVENT_AGE_EXCEEDED);
    }

    @Test
    void exhaustedRetriesAreNamedBeforeAge() {
        assertThat(decideAt(3, Duration.ofSeconds(60), ACCEPTED.plusSeconds(500)))
                .asInstanceOf(type(Disposition.DeadLetter.class))
                .extracting(Disposition.DeadLetter::reason)
                .isEqualTo(DeadLetterReason.RETRIES_EXHAUSTED);
    }

    @Test
    void ageOfADelayedEventCountsFromWhenItMayRun() {
        Instant due = ACCEPTED.plus(Duration.ofDays(2));
        Invocation delayed = invocation(1).delayedUntil(due).due();
        assertThat(RetryPolicy.DEFAULT.decide(
                        delayed, failure("java.io.IOException"), SIX_HOURS, due.plusSeconds(1), random))
                .isInstanceOf(Disposition.Retry.class);
    }

    @ParameterizedTest
    @CsvSource({"ValidationError", "com.example.ValidationError"})
    void terminalErrorsAreKnownByEitherName(String listed) {
        RetryPolicy policy = new RetryPolicy(5, Duration.ofSeconds(1), 2, Duration.ofMinutes(5), 0, Set.of(listed));
        assertThat(policy.decide(invocation(1), failure("com.example.ValidationError"), SIX_HOURS, ACCEPTED, random))
                .asInstanceOf(type(Disposition.DeadLetter.class))
                .extracting(Disposition.DeadLetter::reason)
                .isEqualTo(DeadLetterReason.TERMINAL_FAILURE);
    }

    @Test
    void theHandlersAdviceIsTaken() {
        FunctionError error = new FunctionError("E", "", "{}");
        assertThat(RetryPolicy.DEFAULT.decide(
                        invocation(1), new Outcome.Failed(error, new RetryAdvice.Never()), SIX_HOURS, ACCEPTED, random))
                .asInstanceOf(type(Disposition.DeadLetter.class))
                .extracting(Disposition.DeadLetter::reason)
                .isEqualTo(DeadLetterReason.TERMINAL_FAILURE);
        assertThat(RetryPolicy.DEFAULT.decide(
                        invocation(1),
                        new Outcome.Failed(error, new RetryAdvice.After(Duration.ofSeconds(7))),
                        SIX_HOURS,
                        ACCEPTED,
                        random))
                .isEqualTo(new Disposition.Retry(ACCEPTED.plusSeconds(7)));
    }

    @Test
    void adviceToWaitDoesNotBuyMoreAttempts() {
        assertThat(RetryPolicy.DEFAULT.decide(
                        invocation(3),
                        new Outcome.Failed(
                                new FunctionError("E", "", "{}"), new RetryAdvice.After(Duration.ofSeconds(7))),
                        SIX_HOURS,
                        ACCEPTED,
                        random))
                .isInstanceOf(Disposition.DeadLetter.class);
    }

    @Test
    void backoffGrowsUpToItsCapAndJitterOnlyShortens() {
        RetryPolicy policy = new RetryPolicy(50, Duration.ofSeconds(1), 3, Duration.ofSeconds(20), 0, Set.of());
        assertThat(policy.backoff(1, random)).isEqualTo(Duration.ofSeconds(1));
        assertThat(policy.backoff(3, random)).isEqualTo(Duration.ofSeconds(9));
        assertThat(policy.backoff(4, random)).isEqualTo(Duration.ofSeconds(20));
        assertThat(policy.backoff(5000, random)).isEqualTo(Duration.ofSeconds(20));
        RetryPolicy jittered = new RetryPolicy(50, Duration.ofSeconds(10), 1, Duration.ofSeconds(10), 0.2, Set.of());
        for (int i = 0; i < 1000; i++) {
            assertThat(jittered.backoff(1, random)).isBetween(Duration.ofSeconds(8), Duration.ofSeconds(10));
        }
    }

    @Test
    void refusesSenselessSettingsByName() {
        assertThatThrownBy(() -> new RetryPolicy(0, Duration.ZERO, 1, Duration.ZERO, 0, Set.of()))
                .hasMessageContaining("maxAttempts");
        assertThatThrownBy(() -> new RetryPolicy(1, Duration.ofSeconds(-1), 1, Duration.ZERO, 0, Set.of()))
                .hasMessageContaining("initialDelay");
        assertThatThrownBy(() -> new RetryPolicy(1, Duration.ZERO, Double.NaN, Duration.ZERO, 0, Set.of()))
                .hasMessageContaining("factor");
        assertThatThrownBy(() -> new RetryPolicy(1, Duration.ofSeconds(2), 1, Duration.ofSeconds(1), 0, Set.of()))
                .hasMessageContaining("maxDelay");
        assertThatThrownBy(() -> new RetryPolicy(1, Duration.ZERO, 1, Duration.ZERO, 1.1, Set.of()))
                .hasMessageContaining("jitter");
    }

    private Disposition decideAt(int attempt, Duration maxEventAge, Instant now) {
        return RetryPolicy.DEFAULT.decide(
                invocation(attempt), failure("java.io.IOException"), maxEventAge, now, random);
    }

    private static Outcome failure(String type) {
        return new Outcome.Failed(new FunctionError(type, "no luck", "{}"));
    }

    private Invocation invocation(int attempt) {
        Invocation first =
                Invocation.accepted(RequestId.generate(0, ACCEPTED, random), "hello", null, "{}", ACCEPTED, null);
        Invocation current = first;
        for (int made = 1; made < attempt; made++) {
            current = current.retriedAt(ACCEPTED, new Attempt(made, ACCEPTED, ACCEPTED, false, null))
                    .due();
        }
        return current;
    }
}
