package dev.sendoff.scheduler;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class CommitPaceTest {

    private final CommitPace pace = new CommitPace();

    @Test
    void allowsTheFirstCommitAtOnce() {
        assertThat(pace.allows(at(0))).isTrue();
    }

    @Test
    void leavesRoomAfterTheEndOfACommitHoweverLongItTook() {
        pace.requested();
        pace.ended(at(100));
        assertThat(pace.allows(at(101))).isFalse();
        assertThat(pace.allows(at(100) + CommitPace.ROOM.toNanos() - 1)).isFalse();
        assertThat(pace.allows(at(100) + CommitPace.ROOM.toNanos())).isTrue();
    }

    @Test
    void letsOthersJoinACommitThatIsToCome() {
        pace.requested();
        pace.ended(at(100));
        pace.requested();
        assertThat(pace.allows(at(101))).isTrue();
    }

    @Test
    void countsACommitOnceHoweverManyHadAskedForIt() {
        pace.requested();
        pace.requested();
        pace.ended(at(100));
        pace.ended(at(110));
        assertThat(pace.allows(at(100) + CommitPace.ROOM.toNanos())).isTrue();
    }

    private static long at(long millis) {
        return Duration.ofMillis(millis).toNanos();
    }
}
