package dev.sendoff.standalone;

import dev.sendoff.process.StartRefusedException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/** A server that runs as a child process. It ends when its standard input does, and so never outlives this process. */
final class Child implements AutoCloseable {

    private static final Duration BETWEEN_PROBES = Duration.ofMillis(50);
    private static final int TAIL_LINES = 20;
    private static final int MAX_TAIL_BYTES = 64 << 10;

    private final String name;
    private final Process process;
    private final List<Path> logs;
    private volatile boolean stopping;

    private Child(String name, Process process, List<Path> logs) {
        this.name = name;
        this.process = process;
        this.logs = logs;
    }

    /** @param logs where it says what it does, and a file for what it prints */
    static Child start(String name, ProcessBuilder builder, Path log, Path console) {
        try {
            Files.createDirectories(console.toAbsolutePath().getParent());
            Process process = builder.redirectErrorStream(true)
                    .redirectInput(ProcessBuilder.Redirect.PIPE)
                    .redirectOutput(console.toFile())
                    .start();
            return new Child(name, process, List.of(log, console));
        } catch (IOException e) {
            throw new StartRefusedException(name + " could not be started: " + e.getMessage(), e);
        }
    }

    Process process() {
        return process;
    }

    /** @param listener is told, once, if the process ends without having been told to */
    void onDeath(Consumer<String> listener) {
        process.onExit().thenAccept(ended -> {
            if (!stopping) {
                listener.accept(obituary());
            }
        });
    }

    /**
     * Returns when the probe says yes.
     *
     * @throws StartRefusedException if the process ends before, or it takes too long
     */
    void awaitReady(BooleanSupplier probe, Duration timeout) {
        long deadline = System.nanoTime() + timeout.toNanos();
        try {
            while (!probe.getAsBoolean()) {
                if (process.waitFor(BETWEEN_PROBES)) {
                    throw new StartRefusedException(obituary());
                }
                if (System.nanoTime() > deadline) {
                    throw new StartRefusedException(
                            name + " is not ready after " + timeout.toSeconds() + " s. " + lastWords());
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StartRefusedException("interrupted while waiting for " + name, e);
        }
    }

    /** Tells it to end, and ends it by force if that takes too long. */
    void stop(Duration timeout) {
        stopping = true;
        try {
            process.getOutputStream().close();
        } catch (IOException e) {
            // It is gone already.
        }
        try {
            if (!process.waitFor(timeout.toMillis(), TimeUnit.MILLISECONDS)) {
                System.err.println(name + " does not stop within " + timeout.toSeconds() + " s, and is killed");
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            process.destroyForcibly();
        }
    }

    @Override
    public void close() {
        stop(Duration.ofSeconds(20));
    }

    private String obituary() {
        return name + " stopped by itself, with exit code " + process.exitValue() + ". " + lastWords();
    }

    private String lastWords() {
        StringBuilder words = new StringBuilder();
        for (Path log : logs) {
            String tail = tail(log);
            if (!tail.isBlank()) {
                words.append("The end of ").append(log).append(":\n").append(tail);
            }
        }
        return words.isEmpty() ? "It has said nothing." : words.toString();
    }

    private static String tail(Path log) {
        try (var file = Files.newByteChannel(log)) {
            file.position(Math.max(0, file.size() - MAX_TAIL_BYTES));
            var bytes = java.nio.ByteBuffer.allocate(MAX_TAIL_BYTES);
            while (bytes.hasRemaining() && file.read(bytes) >= 0) {
                // Until the end, or the buffer's.
            }
            List<String> lines = new String(bytes.array(), 0, bytes.position(), java.nio.charset.StandardCharsets.UTF_8)
                    .lines()
                    .toList();
            StringBuilder tail = new StringBuilder();
            lines.stream()
                    .skip(Math.max(0, lines.size() - TAIL_LINES))
                    .forEach(line -> tail.append("  ").append(line).append('\n'));
            return tail.toString();
        } catch (IOException e) {
            return "";
        }
    }
}
