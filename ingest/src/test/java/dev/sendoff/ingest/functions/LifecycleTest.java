package dev.sendoff.ingest.functions;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sendoff.core.Code;
import dev.sendoff.core.CodeLocation;
import dev.sendoff.core.Configuration;
import dev.sendoff.core.Function;
import dev.sendoff.core.FunctionVersion;
import dev.sendoff.ingest.InMemoryFunctions;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class LifecycleTest {

    private static final Instant NOW = Instant.parse("2026-11-25T10:00:00Z");
    private static final Lifecycle DONE = new Lifecycle(false, false);

    private static Function made(Instant created) {
        return Function.of(
                "web",
                new Code.Zip("sha", 10, new CodeLocation("upload", 1, 0, 0)),
                Configuration.of("nodejs22.x", "index.handler", Duration.ofSeconds(3), 128),
                created,
                "r1");
    }

    private static Lifecycle ofLatest(Function function) {
        return Lifecycle.of(function, function.latest(), NOW);
    }

    @Test
    void aFunctionIsCreatedForASecond() {
        assertThat(ofLatest(made(NOW))).isEqualTo(Lifecycle.CREATED);
        assertThat(ofLatest(made(NOW.minusMillis(999)))).isEqualTo(Lifecycle.CREATED);
        assertThat(ofLatest(made(NOW.minusMillis(1000)))).isEqualTo(DONE);
    }

    @Test
    void andThenUpdatedForASecondAfterEachChange() {
        Function old = made(NOW.minusSeconds(60));
        FunctionVersion latest = old.latest();
        assertThat(ofLatest(old.withLatest(latest.code(), latest.configuration(), "r2", NOW.minusMillis(300))))
                .isEqualTo(Lifecycle.UPDATED);
        assertThat(ofLatest(old.withLatest(latest.code(), latest.configuration(), "r2", NOW.minusMillis(1300))))
                .isEqualTo(DONE);
    }

    @Test
    void aVersionIsCreatedWhenItIsPublished() {
        Function old = made(NOW.minusSeconds(60));
        assertThat(Lifecycle.of(old, old.latest().publishedAs(1, "", "r3", NOW), NOW))
                .isEqualTo(Lifecycle.CREATED);
        assertThat(Lifecycle.of(old, old.latest().publishedAs(1, "", "r3", NOW.minusSeconds(2)), NOW))
                .isEqualTo(DONE);
    }

    @Test
    void aClockThatIsAheadKeepsNobodyWaiting() {
        assertThat(ofLatest(made(NOW.plusMillis(300)))).isEqualTo(Lifecycle.CREATED);
        assertThat(ofLatest(made(NOW.plusSeconds(3600)))).isEqualTo(DONE);
    }

    @Test
    void whatComesWithAnExecutorIsThereAtOnce() {
        Function hello = InMemoryFunctions.function("hello");
        assertThat(Lifecycle.of(hello, hello.latest(), hello.latest().lastModified()))
                .isEqualTo(DONE);
    }
}
