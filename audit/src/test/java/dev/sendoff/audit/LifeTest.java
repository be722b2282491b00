package dev.sendoff.audit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sendoff.core.RequestId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class LifeTest {

    private static final RequestId ID = new RequestId(new UUID(1, 2));
    private static final Instant ACCEPTED = Instant.parse("2026-11-23T10:00:00Z");
    private static final Instant DUE = ACCEPTED.plusSeconds(60);
    private static final Duration GRACE = Duration.ofSeconds(5);
    private static final Instant IN_TIME = DUE.plus(GRACE);
    private static final Instant TOO_LATE = IN_TIME.plusMillis(1);

    @Test
    void oneEndSettlesIt() {
        assertThat(judge(TOO_LATE, queued(3, 10, DUE), succeeded(3, 7))).isInstanceOf(Verdict.Settled.class);
        assertThat(judge(TOO_LATE, queued(3, 10, DUE), deadLettered(3, 7))).isInstanceOf(Verdict.Settled.class);
    }

    @Test
    void withoutAnEndItIsPendingAndAfterItsTimeMissing() {
        assertThat(judge(IN_TIME, queued(3, 10, DUE))).isInstanceOf(Verdict.Pending.class);
        assertWrong(judge(TOO_LATE, queued(3, 10, DUE)), Reason.MISSING, "invocations 3:10");
    }

    @Test
    void theLatestTimeCountsThatItWasPutBackFor() {
        Sighting later = new Sighting.PutBack(ID, at(Station.RETRIES, 3, 4), ACCEPTED, DUE.plusSeconds(30));

        assertThat(judge(IN_TIME.plusSeconds(30), queued(3, 10, DUE), later)).isInstanceOf(Verdict.Pending.class);
        assertWrong(judge(TOO_LATE.plusSeconds(30), later, queued(3, 10, DUE)), Reason.MISSING, "put back in 1 record");
    }

    @Test
    void aDelayedOneIsSeenOnBothTopicsAndAcceptedOnce() {
        assertThat(judge(TOO_LATE, delayed(3, 1, DUE), queued(3, 10, DUE), succeeded(3, 7)))
                .isInstanceOf(Verdict.Settled.class);
        assertWrong(
                judge(TOO_LATE, delayed(3, 1, DUE), queued(3, 10, DUE), succeeded(3, 7), deadLettered(3, 2)),
                Reason.TWICE,
                "successes 3:7 and dead-letters 3:2");
        assertThat(judge(IN_TIME, delayed(3, 1, DUE))).isInstanceOf(Verdict.Pending.class);
    }

    @Test
    void aSecondEndIsOneTooMany() {
        assertWrong(judge(IN_TIME, queued(3, 10, DUE), succeeded(3, 7), succeeded(3, 8)), Reason.TWICE, "3:7");
        assertWrong(
                judge(IN_TIME, queued(3, 10, DUE), succeeded(3, 9), succeeded(3, 7), succeeded(3, 8)),
                Reason.TWICE,
                "ended 3 times, such as at successes 3:7 and successes 3:8");
    }

    @Test
    void anEndNeedsAnAcceptance() {
        Verdict verdict = judge(IN_TIME, deadLettered(2, 7), putBack(2, 5));

        assertWrong(verdict, Reason.NOT_ACCEPTED, "dead-letters 2:7");
        assertThat(((Verdict.Wrong) verdict).finding().home()).isEqualTo(at(Station.DEAD_LETTERS, 2, 7));
    }

    @Test
    void ofWhatWasOnlyPutBackNothingIsSaid() {
        assertThat(judge(TOO_LATE, putBack(2, 5))).isInstanceOf(Verdict.Aside.class);
    }

    @Test
    void anEndElsewhereIsMisplacedAndStillAnEnd() {
        assertWrong(judge(TOO_LATE, queued(3, 10, DUE), succeeded(1, 7)), Reason.MISPLACED, "successes 1:7");
    }

    @Test
    void aCopyThatRunsInAnotherPartitionChangesNothing() {
        assertThat(judge(TOO_LATE, queued(3, 10, DUE), putBack(0, 99), succeeded(3, 7)))
                .isInstanceOf(Verdict.Settled.class);
    }

    @Test
    void anIdThatIsUsedAgainHasToEndAgain() {
        assertThat(judge(TOO_LATE, queued(3, 10, DUE), queued(1, 11, DUE), succeeded(3, 7), succeeded(1, 8)))
                .isInstanceOf(Verdict.Settled.class);
        assertWrong(
                judge(TOO_LATE, queued(3, 10, DUE), queued(3, 11, DUE), succeeded(3, 7)),
                Reason.MISSING,
                "accepted 2 times, first at invocations 3:10; ended at successes 3:7");
        assertWrong(
                judge(
                        TOO_LATE,
                        queued(3, 1, DUE),
                        queued(3, 2, DUE),
                        succeeded(3, 7),
                        succeeded(3, 8),
                        succeeded(3, 9)),
                Reason.TWICE,
                "ended 3 times");
    }

    @Test
    void theOrderOfSightingsChangesNothing() {
        List<Sighting> sightings = new ArrayList<>(List.of(
                delayed(3, 1, DUE),
                queued(3, 10, DUE),
                putBack(3, 2),
                putBack(3, 12),
                succeeded(3, 7),
                deadLettered(3, 8),
                deadLettered(3, 5)));
        Verdict verdict = judge(IN_TIME, sightings.toArray(Sighting[]::new));
        Random random = new Random(5);
        for (int i = 0; i < 100; i++) {
            Collections.shuffle(sightings, random);
            assertThat(judge(IN_TIME, sightings.toArray(Sighting[]::new))).isEqualTo(verdict);
        }
    }

    @Test
    void aTallyCountsIdsAndEndsAndReasons() {
        Tally tally = new Tally();
        for (List<Sighting> seen : List.<List<Sighting>>of(
                List.of(queued(3, 10, DUE), succeeded(3, 7)),
                List.of(queued(3, 10, DUE), queued(3, 11, DUE), succeeded(3, 7), deadLettered(3, 7)),
                List.of(queued(3, 10, DUE)),
                List.of(queued(3, 10, DUE.plusSeconds(1))),
                List.of(succeeded(3, 7)),
                List.of(putBack(3, 7)))) {
            Life life = life(seen.toArray(Sighting[]::new));
            tally.add(life, life.judge(TOO_LATE, GRACE));
        }
        Tally sum = new Tally();
        sum.add(tally);
        sum.add(tally);

        assertThat(sum.accepted()).isEqualTo(8);
        assertThat(sum.acceptedAgain()).isEqualTo(2);
        assertThat(sum.successes()).isEqualTo(6);
        assertThat(sum.deadLetters()).isEqualTo(2);
        assertThat(sum.pending()).isEqualTo(2);
        assertThat(sum.exceptions(Reason.MISSING)).isEqualTo(2);
        assertThat(sum.exceptions(Reason.NOT_ACCEPTED)).isEqualTo(2);
        assertThat(sum.exceptions(Reason.TWICE)).isZero();
        assertThat(sum.exceptions()).isEqualTo(4);
    }

    private static Verdict judge(Instant cut, Sighting... sightings) {
        return life(sightings).judge(cut, GRACE);
    }

    private static Life life(Sighting... sightings) {
        Life life = new Life(ID);
        Arrays.stream(sightings).forEach(life::add);
        return life;
    }

    private static void assertWrong(Verdict verdict, Reason reason, String words) {
        assertThat(verdict).isInstanceOfSatisfying(Verdict.Wrong.class, wrong -> {
            assertThat(wrong.finding().reason()).isEqualTo(reason);
            assertThat(wrong.finding().id()).isEqualTo(ID);
            assertThat(wrong.finding().detail()).contains(words);
        });
    }

    private static Coordinates at(Station station, int partition, long offset) {
        return new Coordinates(station, partition, offset);
    }

    private static Sighting queued(int partition, long offset, Instant due) {
        return new Sighting.Accepted(ID, at(Station.INVOCATIONS, partition, offset), ACCEPTED, due);
    }

    private static Sighting delayed(int partition, long offset, Instant due) {
        return new Sighting.Accepted(ID, at(Station.RETRIES, partition, offset), ACCEPTED, due);
    }

    private static Sighting putBack(int partition, long offset) {
        return new Sighting.PutBack(ID, at(Station.INVOCATIONS, partition, offset), ACCEPTED, DUE);
    }

    private static Sighting succeeded(int partition, long offset) {
        return new Sighting.Ended(ID, at(Station.SUCCESSES, partition, offset), ACCEPTED, DUE);
    }

    private static Sighting deadLettered(int partition, long offset) {
        return new Sighting.Ended(ID, at(Station.DEAD_LETTERS, partition, offset), ACCEPTED, DUE);
    }
}
