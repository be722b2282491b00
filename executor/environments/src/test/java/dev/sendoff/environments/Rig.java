package dev.sendoff.environments;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.sendoff.core.FunctionError;
import dev.sendoff.core.Outcome;
import dev.sendoff.core.RequestId;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;

/** Environments on real processes, and what tests ask of them. */
final class Rig implements AutoCloseable {

    static final Path PYTHON = Path.of("/usr/bin/python3");
    /** Not those of an executor that runs on this machine, as what is found of them is ended. */
    static final int FIRST_USER = 70_000;

    private static final Duration LIMIT = Duration.ofSeconds(5);

    final Path folder;
    final Path taskRoot;
    final Environments environments;
    private final Vertx vertx = Vertx.vertx();

    Rig() throws IOException {
        this(EnvironmentsSettings.in(Path.of("unused")));
    }

    /** @param settings whose folders are replaced by ones of the test's own */
    Rig(EnvironmentsSettings settings) throws IOException {
        folder = Files.createTempDirectory("environments");
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx--x--x"));
        taskRoot = Files.createDirectory(folder.resolve("task"));
        Files.setPosixFilePermissions(taskRoot, PosixFilePermissions.fromString("rwxr-xr-x"));
        install("runtime.py");
        install("bootstrap");
        environments = Environments.open(in(folder, settings), vertx);
    }

    static EnvironmentsSettings in(Path folder, EnvironmentsSettings s) {
        return new EnvironmentsSettings(
                s.most(),
                s.initialising(),
                s.idle(),
                s.init(),
                s.waiting(),
                s.patience(),
                s.outputBytes(),
                folder.resolve("environments"),
                s.separateUsers(),
                FIRST_USER,
                Path.of("/tmp/sendoff-test-locks"));
    }

    private void install(String name) throws IOException {
        Path file = taskRoot.resolve(name);
        try (InputStream resource = Rig.class.getResourceAsStream("/" + name)) {
            Files.copy(resource, file, StandardCopyOption.REPLACE_EXISTING);
        }
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    /** A function that does what its events say; the handler's name says how it starts. */
    Blueprint python(String handler) {
        assumeTrue(Files.isExecutable(PYTHON), "there is no " + PYTHON);
        return function("actor-" + handler, List.of(PYTHON.toString(), "runtime.py"), handler);
    }

    Blueprint shell(String script) {
        return function("shell-" + Integer.toHexString(script.hashCode()), List.of("/bin/sh", "-c", script), "none");
    }

    Blueprint function(String name, List<String> command, String handler) {
        return new Blueprint(name, "$LATEST", "1", command, taskRoot, Map.of(), handler, 128);
    }

    static Event event(String payload, Duration timeout) {
        return new Event(
                new RequestId(UUID.randomUUID()),
                "arn:aws:lambda:us-east-1:000000000000:function:actor",
                payload,
                null,
                null,
                timeout,
                1);
    }

    CompletableFuture<Outcome> start(Blueprint blueprint, String payload) {
        return environments
                .run(blueprint, event(payload, LIMIT), OutputLog.NONE)
                .toCompletableFuture();
    }

    Outcome run(Blueprint blueprint, String payload) {
        return await(start(blueprint, payload));
    }

    Outcome run(Blueprint blueprint, Event event, OutputLog log) {
        return await(environments.run(blueprint, event, log).toCompletableFuture());
    }

    String response(Blueprint blueprint, String payload) {
        return response(run(blueprint, payload));
    }

    static String response(Outcome outcome) {
        assertThat(outcome).isInstanceOf(Outcome.Succeeded.class);
        return ((Outcome.Succeeded) outcome).response();
    }

    FunctionError error(Blueprint blueprint, String payload) {
        return error(run(blueprint, payload));
    }

    static FunctionError error(Outcome outcome) {
        assertThat(outcome).isInstanceOf(Outcome.Failed.class);
        return ((Outcome.Failed) outcome).error();
    }

    static Outcome await(CompletableFuture<Outcome> outcome) {
        try {
            return outcome.get(30, TimeUnit.SECONDS);
        } catch (InterruptedException | ExecutionException | TimeoutException e) {
            throw new AssertionError("it has no outcome", e);
        }
    }

    static void until(String what, BooleanSupplier holds) {
        long end = System.nanoTime() + Duration.ofSeconds(15).toNanos();
        while (!holds.getAsBoolean()) {
            if (System.nanoTime() - end > 0) {
                throw new AssertionError("never: " + what);
            }
            LockSupport.parkNanos(10_000_000);
        }
    }

    /** A dead process whose parent does not care may be seen for long. */
    static boolean isAlive(long pid) {
        try {
            return !Files.readString(Path.of("/proc/" + pid + "/status")).contains("State:\tZ");
        } catch (IOException e) {
            return false;
        }
    }

    @Override
    public void close() throws IOException {
        environments.close();
        vertx.close().toCompletionStage().toCompletableFuture().join();
        remove(folder);
    }

    static void remove(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }

    /** Keeps all that it is given. */
    static final class Kept implements OutputLog {
        private final StringBuilder text = new StringBuilder();

        @Override
        public boolean isKept() {
            return true;
        }

        @Override
        public synchronized void append(String added) {
            text.append(added);
            if (text.length() > 100_000) {
                text.delete(0, 50_000);
            }
        }

        synchronized String text() {
            return text.toString();
        }
    }
}
