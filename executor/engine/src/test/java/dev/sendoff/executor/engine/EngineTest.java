package dev.sendoff.executor.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sendoff.core.Invocation;
import dev.sendoff.core.RequestId;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class EngineTest {

    private static final Instant NOW = Instant.parse("2026-11-23T10:00:00Z");
    /** A lone function has half of it: three places, six in the window. */
    private static final Limits LIMITS = new Limits(6, 12, 1_000, 100, 10, Duration.ofSeconds(1));

    private static final Duration LONGEST = Duration.ofSeconds(3);

    private final Map<String, Integer> shares = new HashMap<>();
    private final Quota.Source quotas =
            (function, partition) -> Optional.ofNullable(shares.get(function)).map(share -> new Quota(share, LONGEST));
    private final Engine engine = new Engine(LIMITS, quotas, "first");

    @Test
    void nothingBeginsBeforeTheClaimIsDurable() {
        engine.assign(0, Progress.untouched(5), NOW);
        offer(0, 5);
        assertThat(engine.start(NOW)).isEmpty();
        CompletionGroup claim = engine.nextGroup().orElseThrow();
        assertThat(claim.endings()).isEmpty();
        assertThat(claim.progress().get(0).base()).isEqualTo(5);
        assertThat(engine.start(NOW)).isEmpty();
        engine.committed(claim);
        assertThat(engine.start(NOW)).hasSize(1);
    }

    @Test
    void endsOutOfOrderAndCommitsTheOldestUnfinished() {
        assigned(0, 0);
        List<Dispatch> running = offerAndStart(0, 0, 1, 2);
        end(running.get(2));
        CompletionGroup group = engine.nextGroup().orElseThrow();
        assertThat(group.endings()).extracting(Dispatch::offset).containsExactly(2L);
        Progress progress = group.progress().get(0);
        assertThat(progress.base()).isZero();
        assertThat(progress.isFinished(1)).isFalse();
        assertThat(progress.isFinished(2)).isTrue();
    }

    @Test
    void oneGroupIsUnderWayWhileTheNextGathers() {
        assigned(0, 0);
        List<Dispatch> running = offerAndStart(0, 0, 1, 2);
        end(running.get(0));
        CompletionGroup first = engine.nextGroup().orElseThrow();
        end(running.get(1));
        end(running.get(2));
        assertThat(engine.nextGroup()).isEmpty();
        engine.committed(first);
        assertThat(engine.nextGroup().orElseThrow().endings())
                .extracting(Dispatch::offset)
                .containsExactlyInAnyOrder(1L, 2L);
    }

    @Test
    void anAbortedGroupIsWrittenLaterAndNotRunAgain() {
        assigned(0, 0);
        List<Dispatch> running = offerAndStart(0, 0, 1);
        end(running.get(0));
        engine.aborted(engine.nextGroup().orElseThrow());
        assertThat(engine.start(NOW)).isEmpty();
        end(running.get(1));
        assertThat(engine.nextGroup().orElseThrow().endings())
                .extracting(Dispatch::offset)
                .containsExactly(0L, 1L);
    }

    @Test
    void anUnknownCommitIsSettledByWhatTheBrokerHas() {
        assigned(0, 0);
        List<Dispatch> running = offerAndStart(0, 0, 1);
        end(running.get(0));
        CompletionGroup group = engine.nextGroup().orElseThrow();
        Progress written = group.progress().get(0);
        engine.reconciled(group, Map.of(0, Progress.decode(written.base(), written.encode())));
        assertThat(engine.admittedCount()).isEqualTo(1);

        end(running.get(1));
        CompletionGroup lost = engine.nextGroup().orElseThrow();
        engine.reconciled(lost, Map.of(0, written));
        assertThat(engine.nextGroup().orElseThrow().endings())
                .extracting(Dispatch::offset)
                .containsExactly(1L);
    }

    @Test
    void aNewOwnerPassesOverWhatIsDoneAndMarksWhatMayHaveBegun() {
        assigned(0, 0);
        List<Dispatch> running = offerAndStart(0, 0, 1, 2);
        end(running.get(1));
        CompletionGroup group = engine.nextGroup().orElseThrow();
        engine.committed(group);

        Engine successor = new Engine(LIMITS, quotas, "second");
        Progress left = group.progress().get(0);
        successor.assign(0, Progress.decode(left.base(), left.encode()), NOW);
        for (long offset = 0; offset < 20; offset++) {
            successor.offer(0, offset, 10, invocation(), NOW);
        }
        successor.committed(successor.nextGroup().orElseThrow());
        List<Dispatch> again = successor.start(NOW);
        assertThat(again).extracting(Dispatch::offset).containsExactly(0L, 2L, 3L);
        assertThat(again).allMatch(Dispatch::redelivered);
    }

    @Test
    void aCleanHandOverMarksOnlyWhatWasBegun() {
        assigned(0, 0);
        List<Dispatch> running = offerAndStart(0, 0, 1);
        engine.drain(0, NOW);
        end(running.get(0));
        end(running.get(1));
        assertThat(engine.isDrained(0)).isFalse();
        CompletionGroup last = engine.nextGroup().orElseThrow();
        engine.committed(last);
        assertThat(engine.isDrained(0)).isTrue();
        assertThat(last.progress().get(0).mayHaveBegun(1)).isTrue();
        assertThat(last.progress().get(0).mayHaveBegun(2)).isFalse();
    }

    @Test
    void anIdlePartitionIsHandedOverToo() {
        assigned(0, 7);
        engine.drain(0, NOW);
        engine.committed(engine.nextGroup().orElseThrow());
        assertThat(engine.isDrained(0)).isTrue();
        assertThat(engine.nextGroup()).isEmpty();
    }

    @Test
    void whatEndsAfterTheHandOverIsDroppedAndCounted() {
        assigned(0, 0);
        List<Dispatch> running = offerAndStart(0, 0, 1);
        end(running.get(0));
        engine.revoke(0);
        end(running.get(1));
        assertThat(engine.nextGroup()).isEmpty();
        assertThat(engine.fenced()).isEqualTo(2);
        assertThat(engine.admittedCount()).isZero();
    }

    @Test
    void aLoneFunctionHasHalfOfThePlacesAndOfTheWindow() {
        assigned(0, 0);
        for (long offset = 0; offset < 6; offset++) {
            assertThat(offer(0, offset)).isEqualTo(Admission.TAKEN);
        }
        assertThat(offer(0, 6)).isEqualTo(Admission.NO_ROOM);
        List<Dispatch> running = engine.start(NOW);
        assertThat(running).hasSize(3);
        assertThat(engine.start(NOW)).isEmpty();
        end(running.get(0));
        assertThat(engine.start(NOW)).hasSize(1);
        assertThat(engine.admittedCount())
                .as("what has ended takes up room until it is durable")
                .isEqualTo(6);
        engine.committed(engine.nextGroup().orElseThrow());
        assertThat(engine.admittedCount()).isEqualTo(5);
        assertThat(offer(0, 6)).isEqualTo(Admission.TAKEN);
    }

    @Test
    void thereIsAlwaysRoomForAnotherFunction() {
        assigned(0, 0);
        long offset = 0;
        for (String function : List.of("a", "b", "c", "d")) {
            int taken = 0;
            while (engine.offer(0, offset, 10, invocation(function), NOW) == Admission.TAKEN) {
                taken++;
                offset++;
            }
            assertThat(taken).as(function).isPositive();
        }
        assertThat(engine.start(NOW))
                .extracting(dispatch -> dispatch.invocation().function())
                .contains("a", "b", "c");
    }

    @Test
    void functionsTakeTurns() {
        assigned(0, 0);
        for (long offset = 0; offset < 4; offset++) {
            engine.offer(0, offset, 10, invocation("many"), NOW);
        }
        engine.offer(0, 4, 10, invocation("few"), NOW);
        assertThat(engine.start(NOW))
                .extracting(dispatch -> dispatch.invocation().function())
                .startsWith("many", "few");
    }

    @Test
    void whatAFunctionDoesNotGetOnWithIsTooMuch() {
        assigned(0, 0);
        for (long offset = 0; offset < 6; offset++) {
            offer(0, offset);
        }
        engine.start(NOW);
        assertThat(engine.offer(0, 6, 10, invocation(), NOW.plusMillis(999))).isEqualTo(Admission.NO_ROOM);
        assertThat(engine.offer(0, 6, 10, invocation(), NOW.plusMillis(1_000))).isEqualTo(Admission.EXCESS);
        assertThat(engine.offerResolved(
                        0, 6, 10, invocation(), new Resolution.PutBack(invocation()), NOW.plusMillis(1_000)))
                .isTrue();
        assertThat(engine.offer(0, 7, 10, invocation("other"), NOW.plusMillis(1_000)))
                .isEqualTo(Admission.TAKEN);
        assertThat(engine.nextGroup().orElseThrow().endings())
                .extracting(Dispatch::offset)
                .containsExactly(6L);
    }

    @Test
    void whatIsSetAsideComesBackAtThePaceOfItsFunction() {
        assigned(0, 0);
        offerAndStart(0, 0); // and goes on
        Instant now = NOW;
        for (long offset = 1; offset < 40; offset++) {
            offer(0, offset);
            for (Dispatch dispatch : engine.start(now)) {
                end(dispatch);
            }
            engine.nextGroup().ifPresent(engine::committed);
            now = now.plusMillis(100);
        }
        offer(0, 40);
        Instant first = engine.turnAfter("hello", now).orElseThrow();
        Instant second = engine.turnAfter("hello", now.plusMillis(1)).orElseThrow();
        Instant third = engine.turnAfter("hello", now.plusMillis(20)).orElseThrow();
        assertThat(first).isEqualTo(now.plusSeconds(1));
        assertThat(Duration.between(first, second)).isBetween(Duration.ofMillis(80), Duration.ofMillis(130));
        assertThat(Duration.between(second, third)).isBetween(Duration.ofMillis(80), Duration.ofMillis(130));
    }

    @Test
    void thePaceOfAFunctionThatHasNotBegunIsNotKnown() {
        assigned(0, 0);
        offer(0, 0);
        assertThat(engine.turnAfter("hello", NOW)).isEmpty();
        assertThat(engine.turnAfter("nobody", NOW)).isEmpty();
    }

    @Test
    void nothingIsSetAsideForLongerThanFiveMinutes() {
        assigned(0, 0);
        offerAndStart(0, 0);
        Instant now = NOW.plusSeconds(2);
        Instant turn = now;
        for (int i = 0; i < 10_000; i++) {
            turn = engine.turnAfter("hello", now).orElseThrow();
        }
        assertThat(turn).isEqualTo(now.plus(Duration.ofMinutes(5)));
    }

    @Test
    void whatRunsForLongIsTooMuchThoughNothingWaits() {
        assigned(0, 0);
        engine.offer(0, 0, 600, invocation(), NOW);
        engine.start(NOW);
        assertThat(engine.offer(0, 1, 600, invocation(), NOW.plusMillis(999))).isEqualTo(Admission.NO_ROOM);
        Engine large = new Engine(new Limits(6, 12, 2_000, 100, 10, Duration.ofSeconds(1)), quotas, "large");
        large.assign(0, Progress.untouched(0), NOW);
        large.committed(large.nextGroup().orElseThrow());
        large.offer(0, 0, 600, invocation(), NOW);
        large.start(NOW);
        assertThat(large.offer(0, 1, 900, invocation(), NOW.plusMillis(999))).isEqualTo(Admission.NO_ROOM);
        assertThat(large.offer(0, 1, 900, invocation(), NOW.plusMillis(1_000))).isEqualTo(Admission.EXCESS);
        assertThat(large.offer(0, 1, 900, invocation("other"), NOW.plusMillis(1_000)))
                .isEqualTo(Admission.TAKEN);
    }

    /** However long a slow one's queue, and however much others do behind it, their commits can say so. */
    @Test
    void aSlowFunctionDoesNotUseUpWhatCommitsCanSay() {
        Engine usual =
                new Engine(new Limits(2_000, 8_000, 64 << 20, 2_000, 2_000, Duration.ofSeconds(1)), quotas, "usual");
        shares.put("slow", 1);
        usual.assign(0, Progress.untouched(0), NOW);
        usual.committed(usual.nextGroup().orElseThrow());
        Instant now = NOW;
        long offset = 0;
        int refused = 0;
        for (int turn = 0; turn < 40_000 && refused < 1_000; turn++) {
            now = now.plusMillis(1);
            Invocation invocation = invocation(turn < 6_000 ? "slow" : "quick");
            Admission admission = usual.offer(0, offset, 100, invocation, now);
            if (admission == Admission.EXCESS) {
                assertThat(usual.offerResolved(0, offset, 100, invocation, new Resolution.PutBack(invocation), now))
                        .isTrue();
                admission = Admission.TAKEN;
            }
            if (admission == Admission.TAKEN) {
                offset++;
                refused = 0;
            } else {
                refused++;
            }
            usual.start(now).stream()
                    .filter(dispatch -> dispatch.invocation().function().equals("quick"))
                    .forEach(dispatch -> usual.resolved(dispatch, new Resolution.PutBack(dispatch.invocation())));
            usual.nextGroup().ifPresent(usual::committed);
        }
        assertThat(refused).as("times in a row that nothing was taken").isLessThan(1_000);
        assertThat(offset).isGreaterThan(Progress.MAX_BITMAP_SPAN + 2_000L);
    }

    @Test
    void aLimitedFunctionRunsAsOftenAsItsShareSays() {
        shares.put("hello", 2);
        assigned(0, 0);
        List<Dispatch> running = offerAndStart(0, 0, 1, 2, 3);
        assertThat(running).hasSize(2);
        end(running.getFirst());
        assertThat(engine.start(NOW))
                .as("a place is free before the outcome is durable")
                .hasSize(1);
        assertThat(engine.start(NOW)).isEmpty();
    }

    @Test
    void aShareIsThatOfOnePartition() {
        shares.put("hello", 1);
        assigned(0, 0);
        assigned(1, 0);
        offer(0, 0);
        offer(0, 1);
        offer(1, 0);
        assertThat(engine.start(NOW)).extracting(Dispatch::partition).containsExactlyInAnyOrder(0, 1);
    }

    @Test
    void aLimitedFunctionWaitsForWhatALostOwnerMayHaveRunning() {
        shares.put("hello", 5);
        assigned(0, 0);
        List<Dispatch> running = offerAndStart(0, 0, 1);
        end(running.get(0));
        CompletionGroup group = engine.nextGroup().orElseThrow();
        Progress left = group.progress().get(0);

        Engine successor = new Engine(LIMITS, quotas, "second");
        successor.assign(0, Progress.decode(left.base(), left.encode()), NOW);
        successor.offer(0, 1, 10, invocation(), NOW);
        successor.offer(0, 2, 10, invocation("unlimited"), NOW);
        successor.committed(successor.nextGroup().orElseThrow());
        assertThat(successor.start(NOW.plus(LONGEST).minusMillis(1)))
                .extracting(dispatch -> dispatch.invocation().function())
                .containsExactly("unlimited");
        assertThat(successor.start(NOW.plus(LONGEST))).hasSize(1);
    }

    @Test
    void aCleanHandOverKeepsALimitedFunctionWaitingForNothing() {
        shares.put("hello", 5);
        assigned(0, 0);
        List<Dispatch> running = offerAndStart(0, 0, 1);
        engine.drain(0, NOW);
        end(running.get(0));
        end(running.get(1));
        CompletionGroup last = engine.nextGroup().orElseThrow();
        engine.committed(last);
        Progress left = last.progress().get(0);

        Engine successor = new Engine(LIMITS, quotas, "second");
        successor.assign(0, Progress.decode(left.base(), left.encode()), NOW);
        successor.committed(successor.nextGroup().orElseThrow());
        successor.offer(0, 2, 10, invocation(), NOW);
        assertThat(successor.start(NOW)).hasSize(1);
    }

    @Test
    void oneThatComesBackUnderItsNameWaitsForNothing() {
        shares.put("hello", 5);
        assigned(0, 0);
        List<Dispatch> running = offerAndStart(0, 0, 1);
        end(running.getFirst());
        Progress left = engine.nextGroup().orElseThrow().progress().get(0);

        Engine again = new Engine(LIMITS, quotas, "first");
        again.assign(0, Progress.decode(left.base(), left.encode()), NOW);
        again.committed(again.nextGroup().orElseThrow());
        again.offer(0, 1, 10, invocation(), NOW);
        assertThat(again.start(NOW)).hasSize(1);
    }

    @Test
    void whatStillRunsHereIsCountedWhenAPartitionComesBack() {
        shares.put("hello", 2);
        assigned(0, 0);
        List<Dispatch> running = offerAndStart(0, 0, 1);
        end(running.getFirst());
        CompletionGroup group = engine.nextGroup().orElseThrow();
        engine.committed(group);
        Progress left = group.progress().get(0);
        engine.revoke(0);

        engine.assign(0, Progress.decode(left.base(), left.encode()), NOW);
        engine.committed(engine.nextGroup().orElseThrow());
        offer(0, 2);
        offer(0, 3);
        assertThat(engine.start(NOW)).as("one of the time before goes on").hasSize(1);
        end(running.getLast());
        assertThat(engine.start(NOW)).hasSize(1);
    }

    @Test
    void synchronousCallsSpendOfTheSameShares() {
        shares.put("hello", 2);
        assigned(0, 0);
        offerAndStart(0, 0);
        Engine.Loan loan = engine.borrow("hello", NOW).orElseThrow();
        assertThat(engine.borrow("hello", NOW)).isEmpty();
        offer(0, 1);
        assertThat(engine.start(NOW)).isEmpty();
        engine.giveBack(loan);
        assertThat(engine.start(NOW)).hasSize(1);
    }

    @Test
    void aPartitionIsNotHandedOverWhileACallSpendsOfIt() {
        shares.put("hello", 2);
        assigned(0, 0);
        Engine.Loan loan = engine.borrow("hello", NOW).orElseThrow();
        engine.drain(0, NOW);
        engine.nextGroup().ifPresent(engine::committed);
        assertThat(engine.isDrained(0)).isFalse();
        engine.giveBack(loan);
        CompletionGroup last = engine.nextGroup().orElseThrow();
        engine.committed(last);
        assertThat(engine.isDrained(0)).isTrue();
        assertThat(last.progress().get(0).busy()).isEqualTo(Progress.NOBODY);
    }

    @Test
    void admitsOneRecordHoweverLarge() {
        assigned(0, 0);
        assertThat(engine.offer(0, 0, 5_000, invocation(), NOW)).isEqualTo(Admission.TAKEN);
        assertThat(engine.offer(0, 1, 1, invocation("other"), NOW)).isEqualTo(Admission.NO_ROOM);
    }

    @Test
    void recordsReadTwiceAreTakenOnce() {
        assigned(0, 0);
        offerAndStart(0, 0, 1);
        offer(0, 0);
        offer(0, 1);
        assertThat(engine.admittedCount()).isEqualTo(2);
        assertThat(engine.start(NOW)).isEmpty();
    }

    @Test
    void refusesToResolveWhatDoesNotRun() {
        assigned(0, 0);
        Dispatch dispatch = offerAndStart(0, 0).getFirst();
        end(dispatch);
        assertThatThrownBy(() -> end(dispatch)).isInstanceOf(IllegalStateException.class);
    }

    private void assigned(int partition, long offset) {
        engine.assign(partition, Progress.untouched(offset), NOW);
        engine.committed(engine.nextGroup().orElseThrow());
    }

    private List<Dispatch> offerAndStart(int partition, long... offsets) {
        for (long offset : offsets) {
            offer(partition, offset);
        }
        return engine.start(NOW);
    }

    private Admission offer(int partition, long offset) {
        return engine.offer(partition, offset, 10, invocation(), NOW);
    }

    private void end(Dispatch dispatch) {
        engine.resolved(dispatch, new Resolution.PutBack(dispatch.invocation()));
    }

    static Invocation invocation() {
        return invocation("hello");
    }

    static Invocation invocation(String function) {
        return Invocation.accepted(RequestId.derived(0, 0, NOW), function, null, "{}", NOW, null);
    }
}
