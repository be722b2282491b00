package dev.sendoff.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sendoff.process.StartRefusedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataFolderTest {

    @TempDir
    Path folder;

    @Test
    void isMadeWhereThereIsNone() {
        try (DataFolder claimed = DataFolder.claim(folder.resolve("a/b"), Duration.ZERO)) {
            assertThat(claimed.path()).isDirectory().isAbsolute();
        }
    }

    @Test
    void canBeClaimedAgainOnceItIsClosed() {
        DataFolder.claim(folder, Duration.ZERO).close();
        DataFolder.claim(folder, Duration.ZERO).close();
    }

    @Test
    void whatIsNoFolderIsRefusedByItsNameAndSetting() throws Exception {
        Path file = Files.createFile(folder.resolve("file"));
        assertThatThrownBy(() -> DataFolder.claim(file, Duration.ZERO))
                .isInstanceOf(StartRefusedException.class)
                .hasMessageContainingAll(file.toString(), "SENDOFF_DATA");
    }

    @Test
    void anOrphanIsGivenTimeAndThenEnded() throws Exception {
        Process orphan = new ProcessBuilder("sleep", "60").start();
        try (DataFolder predecessor = DataFolder.claim(folder, Duration.ZERO)) {
            predecessor.note(orphan, "broker");
        }
        DataFolder.claim(folder, Duration.ofMillis(200)).close();
        assertThat(orphan.waitFor(10, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void aStrangerThatHasAnOrphansProcessIdNowIsLeftAlone() throws Exception {
        Process stranger = new ProcessBuilder("sleep", "60").start();
        try {
            Files.createDirectories(folder.resolve("processes"));
            Files.writeString(folder.resolve("processes/broker"), stranger.pid() + " 1");
            DataFolder.claim(folder, Duration.ZERO).close();
            assertThat(stranger.isAlive()).isTrue();
        } finally {
            stranger.destroyForcibly();
        }
    }
}
