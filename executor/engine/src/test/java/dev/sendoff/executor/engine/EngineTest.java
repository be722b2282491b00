package dev.sendoff.executor.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sendoff.core.Invocation;
import dev.sendoff.core.RequestId;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class EngineTest {

    private static final Instant NOW = Instant.parse("2026-11-23T10:00:00Z");
    private static final Limits LIMITS = new Limits(3, 6, 1_000, 100, 10);

    private final Engine engine = new Engine(LIMITS);

    @Test
    void nothingBeginsBeforeTheClaimIsDurable() {
        engine.assign(0, Progress.untouched(5));
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
        engine.reconciled(group, Map.of(0, Progress.decode(written.base(), written.encode(), 10)));
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

        Engine successor = new Engine(LIMITS);
        Progress left = group.progress().get(0);
        successor.assign(0, Progress.decode(left.base(), left.encode(), 10));
        for (long offset = 0; offset < 20; offset++) {
            if (successor.hasRoomFor(0, offset, 10)) {
                successor.offer(0, offset, 10, invocation());
            }
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
        engine.drain(0);
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
        engine.drain(0);
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
    void holdsItsBounds() {
        assigned(0, 0);
        for (long offset = 0; offset < 6; offset++) {
            assertThat(engine.hasRoomFor(0, offset, 10)).isTrue();
            offer(0, offset);
        }
        assertThat(engine.hasRoomFor(0, 6, 10)).isFalse();
        List<Dispatch> running = engine.start(NOW);
        assertThat(running).hasSize(3);
        assertThat(engine.start(NOW)).isEmpty();
        end(running.get(0));
        assertThat(engine.start(NOW)).hasSize(1);
        assertThat(engine.hasRoomFor(0, 6, 10))
                .as("not durable yet, so still in memory")
                .isFalse();
        engine.committed(engine.nextGroup().orElseThrow());
        assertThat(engine.hasRoomFor(0, 6, 10)).isTrue();
    }

    @Test
    void admitsOneRecordHoweverLarge() {
        assigned(0, 0);
        assertThat(engine.hasRoomFor(0, 0, 5_000)).isTrue();
        engine.offer(0, 0, 5_000, invocation());
        assertThat(engine.hasRoomFor(0, 1, 1)).isFalse();
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
        engine.assign(partition, Progress.untouched(offset));
        engine.committed(engine.nextGroup().orElseThrow());
    }

    private List<Dispatch> offerAndStart(int partition, long... offsets) {
        for (long offset : offsets) {
            offer(partition, offset);
        }
        return engine.start(NOW);
    }

    private void offer(int partition, long offset) {
        engine.offer(partition, offset, 10, invocation());
    }

    private void end(Dispatch dispatch) {
        engine.resolved(dispatch, new Resolution.PutBack(dispatch.invocation()));
    }

    static Invocation invocation() {
        return Invocation.accepted(RequestId.derived(0, 0, NOW), "hello", null, "{}", NOW, null);
    }
}
