package dev.sendoff.executor.zips;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sendoff.core.Code;
import dev.sendoff.core.CodeLocation;
import dev.sendoff.core.Configuration;
import dev.sendoff.core.FunctionVersion;
import dev.sendoff.registry.code.CodeFolders;
import dev.sendoff.registry.code.CodeStore;
import dev.sendoff.registry.code.CodeZip;
import dev.sendoff.runtimes.Runtimes;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PreparationsTest {

    @TempDir
    Path folder;

    private final AtomicInteger reads = new AtomicInteger();
    private final byte[] zip = zip();
    private boolean isThere = true;
    private Preparations preparations;

    @BeforeEach
    void open() throws IOException {
        CodeStore store = location -> {
            reads.incrementAndGet();
            if (!isThere) {
                throw new CodeStore.CodeGoneException(location);
            }
            return zip;
        };
        preparations = new Preparations(
                new CodeFolders(folder.resolve("code"), store),
                Runtimes.install(folder.resolve("runtimes"), null, null, "", false),
                Map.of("AWS_REGION", "us-east-1", "COLOUR", "grey"),
                Runnable::run);
    }

    private static byte[] zip() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
            zip.putNextEntry(new ZipEntry("Greet.class"));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        return bytes.toByteArray();
    }

    private FunctionVersion version(String function, String number, String runtime, String revision) {
        Configuration configuration = Configuration.of(runtime, "Greet", Duration.ofSeconds(3), 256);
        return new FunctionVersion(
                function,
                number,
                new Code.Zip(CodeZip.sha256(zip), zip.length, new CodeLocation("u", 1, 0, 0)),
                new Configuration(
                        configuration.runtime(),
                        configuration.handler(),
                        "",
                        "",
                        configuration.timeout(),
                        configuration.memorySize(),
                        Map.of("COLOUR", "blue"),
                        configuration.architecture(),
                        configuration.ephemeralStorage(),
                        configuration.tracingMode(),
                        configuration.deadLetterTarget()),
                Instant.EPOCH,
                revision);
    }

    private Preparation prepare(FunctionVersion version) {
        return preparations.of(version, (Code.Zip) version.code()).join();
    }

    private Preparation prepare(String runtime, String revision) {
        return prepare(version("greet", FunctionVersion.LATEST, runtime, revision));
    }

    @Test
    void aVersionIsMadeReadyOnceUntilItChanges() {
        Preparation first = prepare("java21", "r1");
        assertThat(first).isInstanceOfSatisfying(Preparation.Ready.class, ready -> {
            assertThat(ready.blueprint().memoryMb()).isEqualTo(256);
            assertThat(ready.blueprint().variables())
                    .as("the function's own win")
                    .containsEntry("COLOUR", "blue")
                    .containsEntry("AWS_REGION", "us-east-1")
                    .containsEntry("AWS_EXECUTION_ENV", "AWS_Lambda_java21");
        });
        assertThat(prepare("java21", "r1")).isSameAs(first);
        assertThat(prepare("java21", "r2"))
                .isInstanceOfSatisfying(
                        Preparation.Ready.class,
                        ready -> assertThat(ready.blueprint().revision())
                                .isNotEqualTo(
                                        ((Preparation.Ready) first).blueprint().revision()));
        assertThat(reads).as("the code is the same").hasValue(1);
    }

    @Test
    void whatCouldNotBeReadIsTriedAgain() {
        isThere = false;
        assertThat(prepare("java21", "r1")).isInstanceOf(Preparation.NotNow.class);
        isThere = true;
        assertThat(prepare("java21", "r1")).isInstanceOf(Preparation.Ready.class);
    }

    @Test
    void whatHasNoEntryOrNoInterpreterSaysSo() {
        assertThat(prepare("provided.al2023", "r1")).isInstanceOf(Preparation.InvalidEntrypoint.class);
        assertThat(prepare("nodejs22.x", "r2"))
                .isEqualTo(
                        new Preparation.NotNow("'nodejs22.x' needs node, which this executor's machine does not have"));
    }

    @Test
    void whatIsDeployedNoMoreIsForgotten() {
        Preparation latest = prepare("java21", "r1");
        prepare(version("greet", "1", "java21", "r2"));
        prepare(version("other", "1", "java21", "r3"));
        assertThat(preparations.keepOnly(Set.of("greet"))).containsExactly("other");
        assertThat(prepare("java21", "r1")).isSameAs(latest);
        assertThat(preparations.keepOnly(Set.of())).containsExactly("greet");
        assertThat(prepare("java21", "r1")).isNotSameAs(latest);
    }
}
