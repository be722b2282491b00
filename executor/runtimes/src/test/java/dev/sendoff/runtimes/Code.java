package dev.sendoff.runtimes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A function's folder, and what it is started with. */
final class Code {

    private final String runtime;
    private final Path root;
    private final Path output;
    private final Runtimes runtimes;

    Code(String runtime, Path folder) throws IOException {
        this.runtime = runtime;
        this.root = Files.createDirectories(folder.resolve("task"));
        this.output = folder.resolve("output");
        this.runtimes = Runtimes.install(folder.resolve("runtimes"), null, null, System.getenv("PATH"), false);
        assumeTrue(runtimes.has(runtime), () -> "no " + runtime + " on this machine: " + runtimes.described());
    }

    Code file(String name, String content) throws IOException {
        Path file = root.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, content);
        return this;
    }

    Path root() {
        return root;
    }

    RuntimeApi start(String handler) throws IOException {
        Launch launch = runtimes.launch(runtime, handler, root);
        assertThat(launch).isInstanceOf(Launch.Command.class);
        return new RuntimeApi((Launch.Command) launch, root, handler, output);
    }
}
