package dev.sendoff.runtimes;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RuntimesTest {

    @TempDir
    Path folder;

    private Runtimes runtimes(String path) throws IOException {
        return Runtimes.install(folder.resolve("runtimes"), null, null, path, false);
    }

    private Path interpreter(String name, String version) throws IOException {
        Path bin = Files.createDirectories(folder.resolve("bin"));
        Path program = bin.resolve(name);
        Files.writeString(program, "#!/bin/sh\necho " + version + "\n");
        Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwxr-xr-x"));
        return bin;
    }

    @Test
    void anInterpreterOfAnotherVersionRunsTheCodeAndIsRemarked() throws IOException {
        Path bin = interpreter("node", "v20.1.0");
        Runtimes runtimes = runtimes("/nowhere:" + bin);
        assertThat(runtimes.launch("nodejs20.x", "a.b", folder))
                .isInstanceOfSatisfying(Launch.Command.class, launch -> {
                    assertThat(launch.remark()).isEmpty();
                    assertThat(launch.command())
                            .containsExactly(
                                    bin.resolve("node").toString(),
                                    "--max-http-header-size=81920",
                                    folder.resolve("runtimes/nodejs/bootstrap.mjs")
                                            .toString());
                    assertThat(launch.variables()).containsEntry("AWS_EXECUTION_ENV", "AWS_Lambda_nodejs20.x");
                });
        assertThat(((Launch.Command) runtimes.launch("nodejs22.x", "a.b", folder)).remark())
                .hasValue("'nodejs22.x' runs on node 20.1.0 here");
    }

    @Test
    void whatIsNotHereIsNamed() throws IOException {
        Runtimes runtimes = runtimes("/nowhere");
        assertThat(runtimes.launch("python3.12", "a.b", folder))
                .isEqualTo(
                        new Launch.NotHere("'python3.12' needs python3, which this executor's machine does not have"));
        assertThat(runtimes.has("python3.12")).isFalse();
        assertThat(runtimes.has("cobol")).isFalse();
        assertThat(runtimes.launch("cobol", "a.b", folder)).isInstanceOf(Launch.NotHere.class);
        assertThat(runtimes.launch("java99", "a.b", folder)).isInstanceOf(Launch.NotHere.class);
        assertThat(runtimes.has("java21")).isTrue();
        assertThat(runtimes.has("provided.al2023")).isTrue();
    }

    @Test
    void anInterpreterThatOthersCannotRunIsNoneForThem() throws IOException {
        Path bin = interpreter("node", "v20.1.0");
        Files.setPosixFilePermissions(bin, PosixFilePermissions.fromString("rwx------"));
        assertThat(Runtimes.install(folder.resolve("runtimes"), null, null, bin.toString(), true)
                        .has("nodejs20.x"))
                .isFalse();
        assertThat(runtimes(bin.toString()).has("nodejs20.x")).isTrue();
    }

    @Test
    void anInterpreterThatDoesNotWorkIsNone() throws IOException {
        Path bin = interpreter("node", "v20; exit 1");
        assertThat(runtimes(bin.toString()).has("nodejs20.x")).isFalse();
    }

    @Test
    void aBootstrapMustBeThereAndExecutable() throws IOException {
        Runtimes runtimes = runtimes("");
        assertThat(runtimes.launch("provided.al2023", "a.b", folder)).isInstanceOf(Launch.InvalidEntrypoint.class);
        Path bootstrap = Files.writeString(folder.resolve("bootstrap"), "#!/bin/sh");
        assertThat(runtimes.launch("provided.al2023", "a.b", folder)).isInstanceOf(Launch.InvalidEntrypoint.class);
        Files.setPosixFilePermissions(bootstrap, PosixFilePermissions.fromString("rwxr-xr-x"));
        assertThat(runtimes.launch("provided", "a.b", folder))
                .isInstanceOfSatisfying(
                        Launch.Command.class,
                        launch -> assertThat(launch.command()).isEqualTo(List.of(bootstrap.toString())));
    }
}
