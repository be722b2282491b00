package dev.sendoff.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sendoff.process.StartRefusedException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ChildTest {

    private static final Duration LONG = Duration.ofSeconds(20);

    @TempDir
    Path folder;

    @Test
    void endsWhenItsInputDoes() {
        Child child = start("read line; exit 0");
        child.stop(LONG);
        assertThat(child.process().exitValue()).isZero();
    }

    @Test
    void isKilledWhereThatDoesNotHelp() throws Exception {
        Child child = start("exec sleep 60");
        child.stop(Duration.ofMillis(100));
        assertThat(child.process().waitFor(LONG)).isTrue();
    }

    @Test
    void aDeathIsToldWithItsCodeAndLastWords() throws Exception {
        CompletableFuture<String> told = new CompletableFuture<>();
        Child child = start("echo out of memory; read line; exit 7");
        child.onDeath(told::complete);
        child.process().getOutputStream().close();
        assertThat(told.get(20, TimeUnit.SECONDS)).contains("The server", "exit code 7", "out of memory");
    }

    @Test
    void anEndThatWasAskedForIsNoDeath() {
        CompletableFuture<String> told = new CompletableFuture<>();
        Child child = start("read line");
        child.onDeath(told::complete);
        child.stop(LONG);
        child.process().onExit().thenRun(() -> told.complete("nothing")).join();
        assertThat(told.join()).isEqualTo("nothing");
    }

    @Test
    void whoWaitsForOneThatDiesIsToldWhy() {
        try (Child child = start("echo no such file; exit 3")) {
            assertThatThrownBy(() -> child.awaitReady(() -> false, LONG))
                    .isInstanceOf(StartRefusedException.class)
                    .hasMessageContainingAll("exit code 3", "no such file");
        }
    }

    @Test
    void whoWaitsTooLongIsToldSo() {
        try (Child child = start("read line")) {
            assertThatThrownBy(() -> child.awaitReady(() -> false, Duration.ofMillis(100)))
                    .isInstanceOf(StartRefusedException.class)
                    .hasMessageContaining("not ready");
        }
    }

    private Child start(String script) {
        return Child.start(
                "The server",
                new ProcessBuilder("sh", "-c", script),
                folder.resolve("server.log"),
                folder.resolve("console.log"));
    }
}
