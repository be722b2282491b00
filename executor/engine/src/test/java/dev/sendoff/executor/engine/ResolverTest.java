package dev.sendoff.executor.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sendoff.core.Aftermath;
import dev.sendoff.core.Cancellation;
import dev.sendoff.core.Code;
import dev.sendoff.core.Configuration;
import dev.sendoff.core.DeadLetter;
import dev.sendoff.core.DeadLetterReason;
import dev.sendoff.core.FunctionVersion;
import dev.sendoff.core.Hold;
import dev.sendoff.core.Invocation;
import dev.sendoff.core.Pause;
import dev.sendoff.core.Purge;
import dev.sendoff.core.QueueSettings;
import dev.sendoff.core.RequestId;
import dev.sendoff.core.RetryPolicy;
import dev.sendoff.core.Sharding;
import dev.sendoff.executor.engine.Resolver.Availability;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ResolverTest {

    private static final Instant T0 = Instant.parse("2026-11-23T10:00:00Z");
    private static final Duration MAX_AGE = Duration.ofHours(6);
    private static final Invocation EVENT =
            Invocation.accepted(RequestId.generate(0, T0, new Random(1)), "hello", null, "{}", T0, null);

    private final Resolver resolver = new Resolver(new Random(1));

    @Test
    void aPausedFunctionsEventIsPutBackAndMarkedAsHeld() {
        Instant now = T0.plusSeconds(1);
        Pause pause = new Pause(T0.plusMillis(500), "ann", "maintenance");
        Invocation held = putBack(instead(EVENT, new QueueSettings(pause, null, null), now));
        assertThat(held.hold())
                .isEqualTo(
                        new Hold(Hold.Cause.PAUSED, now, "paused by ann since 2026-11-23T10:00:00.500Z: maintenance"));
        assertThat(held.notBefore()).isEqualTo(now.plus(Duration.ofHours(1)));
        assertThat(held.attempt()).isEqualTo(1);
        assertThat(held.throttles()).isZero();
        assertThat(held.requeues()).isEqualTo(1);
    }

    @Test
    void thePauseDoesNotCountForTheAge() {
        Invocation held = putBack(instead(EVENT, paused(), T0.plusSeconds(10))).due();
        Instant resumed = T0.plus(Duration.ofDays(3));
        assertThat(instead(held, QueueSettings.DEFAULT, resumed)).isEmpty();
        assertThat(held.letGoAt(resumed).availableAt()).isEqualTo(resumed.minusSeconds(10));
        assertThat(letter(instead(EVENT, QueueSettings.DEFAULT, resumed)).reason())
                .isEqualTo(DeadLetterReason.EVENT_AGE_EXCEEDED);
    }

    @Test
    void whatIsHeldAgainKeepsWhatItHasGained() {
        Invocation once = putBack(instead(EVENT, paused(), T0.plusSeconds(10))).due();
        Invocation twice =
                putBack(instead(once, paused(), T0.plusSeconds(3_610))).due();
        assertThat(twice.letGoAt(T0.plusSeconds(7_210)).availableAt()).isEqualTo(T0.plusSeconds(7_200));
    }

    @Test
    void aPurgeEndsWhatWasAcceptedBeforeAndNothingElse() {
        QueueSettings purged = new QueueSettings(null, new Purge(T0.plusMillis(1), "ann", ""), null);
        DeadLetter letter = letter(instead(EVENT, purged, T0.plusSeconds(1)));
        assertThat(letter.reason()).isEqualTo(DeadLetterReason.CANCELLED);
        assertThat(letter.message()).startsWith("the queue of 'hello' was purged by ann");
        assertThat(letter.destination()).isNull();
        Invocation later = Invocation.accepted(
                RequestId.generate(0, T0.plusMillis(1), new Random(1)), "hello", null, "{}", T0.plusMillis(1), null);
        assertThat(instead(later, purged, T0.plusSeconds(1))).isEmpty();
    }

    @Test
    void aPurgeOfEarlierEventsDoesNotBringBackWhatALaterOneHasEnded() {
        Purge noon = new Purge(T0.plusSeconds(100), "ann", "");
        Purge morning = new Purge(T0.minusSeconds(100), "bob", "");
        QueueSettings both = QueueSettings.DEFAULT.withPurge(noon).withPurge(morning);
        assertThat(both.purge()).isEqualTo(noon);
        assertThat(QueueSettings.DEFAULT.withPurge(morning).withPurge(noon).purge())
                .isEqualTo(noon);
    }

    @Test
    void whatComesOfAnEarlierInvocationIsAsOldAsItsAcceptance() {
        QueueSettings purged = new QueueSettings(null, new Purge(T0.plusSeconds(5), "", ""), null);
        Invocation copy = Invocation.accepted(
                RequestId.comeOf(EVENT.id(), "job", 0, T0), "hello", null, "{}", T0.plusSeconds(9), null);
        assertThat(instead(copy, purged, T0.plusSeconds(10))).isEmpty();
    }

    @Test
    void aPurgeReachesWhatIsPaused() {
        QueueSettings both = new QueueSettings(new Pause(T0, "", ""), new Purge(T0.plusMillis(1), "", ""), null);
        assertThat(letter(instead(EVENT, both, T0.plusSeconds(1))).reason()).isEqualTo(DeadLetterReason.CANCELLED);
    }

    @Test
    void aCancelledEventNeverRunsWhateverElseIsTrueOfIt() {
        Cancellation cancellation = new Cancellation(EVENT.id(), 0, null, T0, "ann", "wrong customer");
        List<Availability> all = List.of(
                new Availability.Here(settings(QueueSettings.DEFAULT)),
                new Availability.Elsewhere(settings(paused())),
                new Availability.Nowhere("no such function"));
        for (Availability availability : all) {
            DeadLetter letter =
                    letter(resolver.insteadOfAttempt(EVENT, 0, availability, cancellation, T0.plusSeconds(1)));
            assertThat(letter.reason()).isEqualTo(DeadLetterReason.CANCELLED);
            assertThat(letter.message()).isEqualTo("cancelled by ann at 2026-11-23T10:00:00Z: wrong customer");
            assertThat(letter.payload()).isEqualTo("{}");
        }
    }

    private static QueueSettings paused() {
        return new QueueSettings(new Pause(T0, "", ""), null, null);
    }

    private Optional<Resolution> instead(Invocation invocation, QueueSettings queue, Instant now) {
        return resolver.insteadOfAttempt(invocation, 0, new Availability.Here(settings(queue)), null, now);
    }

    private static AttemptSettings settings(QueueSettings queue) {
        return new AttemptSettings(
                new FunctionVersion(
                        "hello",
                        FunctionVersion.LATEST,
                        new Code.InProcess("sha", 1),
                        Configuration.of("java25", "Handler", Duration.ofSeconds(3), 128),
                        T0,
                        "rev"),
                RetryPolicy.DEFAULT,
                MAX_AGE,
                new Aftermath("1", "kafka://good", "kafka://bad", null),
                new Sharding(1, 1).hand("hello"),
                null,
                false,
                queue);
    }

    private static Invocation putBack(Optional<Resolution> resolution) {
        return ((Resolution.PutBack) resolution.orElseThrow()).invocation();
    }

    private static DeadLetter letter(Optional<Resolution> resolution) {
        return ((Resolution.GivenUp) resolution.orElseThrow()).letter();
    }
}
