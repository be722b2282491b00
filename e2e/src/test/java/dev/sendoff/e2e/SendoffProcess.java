package dev.sendoff.e2e;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One <code>./sendoff up</code>, or another command of the launcher, on a data folder and on ports of its own, which it
 * keeps over restarts. Closing it ends the whole family, whatever became of it.
 */
final class SendoffProcess implements AutoCloseable {

    /** How long a start may take on a machine that is busy with other things. */
    static final Duration STARTS_WITHIN = Duration.ofSeconds(120);

    /** What is promised for a stop. */
    static final Duration STOPS_WITHIN = Duration.ofSeconds(30);

    private static final int LINES_KEPT = 400;
    private static final Pattern UP = Pattern.compile("Sendoff( [a-z-]+)? is up");

    private final List<String> command;
    private final Path data;
    private final Map<String, String> settings;
    private final Deque<String> output = new ArrayDeque<>();
    private final Set<ProcessHandle> family = new LinkedHashSet<>();
    private @Nullable Process process;
    private @Nullable Thread reader;
    private CompletableFuture<String> up = new CompletableFuture<>();

    private SendoffProcess(List<String> command, Path data, Map<String, String> settings) {
        this.command = command;
        this.data = data;
        this.settings = settings;
    }

    /** Not started. The settings are environment variables, and go before those that are made here. */
    static SendoffProcess in(Path data, Map<String, String> settings) {
        return of(List.of("up"), data, settings);
    }

    /** The same for another command of the launcher. */
    static SendoffProcess of(List<String> command, Path data, Map<String, String> settings) {
        Map<String, String> all = new HashMap<>(Map.of(
                "SENDOFF_HTTP_PORT", Integer.toString(Ports.free()),
                "SENDOFF_KAFKA_PORT", Integer.toString(Ports.free()),
                "SENDOFF_REGISTRY_PORT", Integer.toString(Ports.free()),
                "SENDOFF_DATA", data.toString(),
                // What is tested is what this build has made.
                "SENDOFF_BUILD", "no"));
        all.putAll(settings);
        return new SendoffProcess(command, data, Map.copyOf(all));
    }

    /** The same for a program that users have made. */
    static SendoffProcess ofJar(Path jar, Path data, Map<String, String> settings) {
        return of(
                List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx256m",
                        "--sun-misc-unsafe-memory-access=allow",
                        "--enable-native-access=ALL-UNNAMED",
                        "-jar",
                        jar.toString()),
                data,
                settings);
    }

    /** Not started; the folder is new. */
    static SendoffProcess inNewFolder(Map<String, String> settings) {
        return in(newFolder(), settings);
    }

    static Path newFolder() {
        try {
            Path work = Files.createDirectories(Path.of(System.getProperty("sendoff.e2e.work", "target/work")));
            return Files.createTempDirectory(work.toAbsolutePath(), "sendoff");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Starts it, and returns when it says that it is up. */
    SendoffProcess start() {
        launch();
        awaitUp();
        return this;
    }

    /** Starts it, and returns at once. */
    SendoffProcess launch() {
        if (process != null && process.isAlive()) {
            throw new IllegalStateException("it runs already");
        }
        List<String> line = new ArrayList<>(command);
        if (!Path.of(line.getFirst()).isAbsolute()) {
            line.addFirst(launcher().toString());
        }
        ProcessBuilder builder = new ProcessBuilder(line).redirectErrorStream(true);
        builder.environment().keySet().removeIf(name -> name.startsWith("SENDOFF_") || name.startsWith("QUARKUS_"));
        builder.environment().putAll(settings);
        CompletableFuture<String> announced = new CompletableFuture<>();
        up = announced;
        try {
            Process started = builder.start();
            process = started;
            family.add(started.toHandle());
            reader = Thread.ofVirtual().start(() -> collect(started, announced));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return this;
    }

    void awaitUp() {
        try {
            CompletableFuture.anyOf(up, process().onExit()).get(STARTS_WITHIN.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            throw new AssertionError("not up after " + STARTS_WITHIN + "\n" + output(), e);
        } catch (ExecutionException e) {
            throw new AssertionError(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
        if (!up.isDone()) {
            throw new AssertionError("it ended, with exit code " + process().exitValue() + "\n" + output());
        }
        process().descendants().forEach(family::add);
    }

    /** As no process can prepare for. Its children are left to themselves, as they would be. */
    void kill9() {
        process().descendants().forEach(family::add);
        process().toHandle().destroyForcibly();
        exitCode(Duration.ofSeconds(10));
    }

    /** The same for its children too. */
    void killFamily9() {
        Process started = process();
        started.descendants().forEach(family::add);
        livingFamily().forEach(ProcessHandle::destroyForcibly);
        exitCode(Duration.ofSeconds(10));
    }

    /** SIGSTOP: it does nothing any more, and does not know. */
    void pause() {
        signal("STOP");
    }

    /** SIGCONT. */
    void goOn() {
        signal("CONT");
    }

    private void signal(String name) {
        try {
            Process kill = new ProcessBuilder("kill", "-" + name, Long.toString(pid()))
                    .inheritIO()
                    .start();
            if (kill.waitFor() != 0) {
                throw new AssertionError("no signal " + name + " for process " + pid());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    boolean isRunning() {
        return process != null && process.isAlive();
    }

    /** Stops it as an init system does. @return its exit code */
    int stop() {
        process().descendants().forEach(family::add);
        // Not by the Process: that would close its output as well, and with it what it has yet to say.
        process().toHandle().destroy();
        return exitCode(STOPS_WITHIN);
    }

    /** Waits until it ends by itself. @return its exit code */
    int exitCode(Duration timeout) {
        try {
            if (!process().waitFor(timeout)) {
                throw new AssertionError("it still runs after " + timeout + "\n" + output());
            }
            // Its last words may still be on their way.
            if (reader != null) {
                reader.join(Duration.ofSeconds(5));
            }
            return process().exitValue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    /** Those that live of all the processes that were ever seen to belong to it. */
    Set<ProcessHandle> livingFamily() {
        Set<ProcessHandle> living = new LinkedHashSet<>(family);
        living.removeIf(member -> !member.isAlive());
        return living;
    }

    /** The child that does what {@code mainClass} does. */
    ProcessHandle child(String mainClass) {
        return process()
                .children()
                .filter(child -> child.info().commandLine().orElse("").contains(mainClass))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no child that runs " + mainClass + "\n" + output()));
    }

    long pid() {
        return process().pid();
    }

    URI base() {
        return URI.create("http://127.0.0.1:" + setting("SENDOFF_HTTP_PORT"));
    }

    Http http() {
        return new Http(base());
    }

    String bootstrap() {
        return settings.getOrDefault("SENDOFF_KAFKA_BOOTSTRAP", "127.0.0.1:" + setting("SENDOFF_KAFKA_PORT"));
    }

    String registryUrl() {
        return settings.getOrDefault(
                "SENDOFF_REGISTRY_URL", "http://127.0.0.1:" + setting("SENDOFF_REGISTRY_PORT") + "/apis/ccompat/v7");
    }

    String setting(String name) {
        String value = settings.get(name);
        if (value == null) {
            throw new IllegalArgumentException(name + " is not set");
        }
        return value;
    }

    Path data() {
        return data;
    }

    /** The end of what it printed, over all of its starts. */
    String output() {
        synchronized (output) {
            return String.join("\n", output);
        }
    }

    @Override
    public void close() {
        if (process != null) {
            process.descendants().forEach(family::add);
        }
        livingFamily().forEach(ProcessHandle::destroyForcibly);
        for (ProcessHandle member : family) {
            member.onExit().orTimeout(10, TimeUnit.SECONDS).join();
        }
    }

    private void collect(Process source, CompletableFuture<String> announced) {
        try (BufferedReader reader = source.inputReader()) {
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                synchronized (output) {
                    output.addLast(line);
                    if (output.size() > LINES_KEPT) {
                        output.removeFirst();
                    }
                }
                if (UP.matcher(line).lookingAt()) {
                    announced.complete(line);
                }
            }
        } catch (IOException e) {
            // It was killed while it wrote.
        }
    }

    private Process process() {
        if (process == null) {
            throw new IllegalStateException("not started");
        }
        return process;
    }

    private static Path launcher() {
        return root().resolve("sendoff");
    }

    /** Where the sources are, and what is built of them. */
    static Path root() {
        return Path.of(System.getProperty("sendoff.root", ".."))
                .toAbsolutePath()
                .normalize();
    }
}
