package dev.sendoff.standalone;

import dev.sendoff.process.StartRefusedException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/**
 * The folder that outlives the process. Whoever holds it is alone with it: claiming it waits for a predecessor, and for
 * the children that one left behind, to be gone.
 */
final class DataFolder implements AutoCloseable {

    private static final Duration BETWEEN_TRIES = Duration.ofMillis(50);

    private final Path path;
    private final FileChannel lock;

    private DataFolder(Path path, FileChannel lock) {
        this.path = path;
        this.lock = lock;
    }

    /**
     * @param patience how long a predecessor may take to end
     * @throws StartRefusedException if the folder cannot be written, or another process keeps it
     */
    static DataFolder claim(Path folder, Duration patience) {
        Path path = folder.toAbsolutePath().normalize();
        long deadline = System.nanoTime() + patience.toNanos();
        try {
            Files.createDirectories(path);
            FileChannel channel = FileChannel.open(
                    path.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
            boolean told = false;
            while (channel.tryLock() == null) {
                if (System.nanoTime() > deadline) {
                    String holder = holder(channel);
                    channel.close();
                    throw new StartRefusedException("the data folder " + path + " is in use by " + holder
                            + ". Stop that one, or set SENDOFF_DATA to another folder.");
                }
                if (!told) {
                    System.out.println("The data folder " + path + " is in use by " + holder(channel)
                            + "; waiting up to " + patience.toSeconds() + " s for it to end ...");
                    told = true;
                }
                LockSupport.parkNanos(BETWEEN_TRIES.toNanos());
            }
            channel.truncate(0);
            channel.write(
                    ByteBuffer.wrap(Long.toString(ProcessHandle.current().pid()).getBytes(StandardCharsets.UTF_8)));
            DataFolder claimed = new DataFolder(path, channel);
            claimed.outliveOrphans(deadline);
            return claimed;
        } catch (IOException e) {
            throw new StartRefusedException(
                    "the data folder " + path + " cannot be used (SENDOFF_DATA names another): " + e, e);
        }
    }

    Path path() {
        return path;
    }

    Path resolve(String name) {
        return path.resolve(name);
    }

    /** Keeps a note of a child, so that the next process can tell it from a stranger if this one is killed. */
    void note(Process child, String name) {
        try {
            Path folder = Files.createDirectories(path.resolve("processes"));
            Files.writeString(folder.resolve(name), child.pid() + " " + startOf(child.toHandle()));
        } catch (IOException e) {
            throw new StartRefusedException("the data folder " + path + " cannot be written: " + e, e);
        }
    }

    /** A killed predecessor's children end by themselves. One that cannot is ended here: no one else is to use them. */
    private void outliveOrphans(long deadline) throws IOException {
        for (ProcessHandle orphan : orphans()) {
            try {
                orphan.onExit().get(Math.max(0, deadline - System.nanoTime()), TimeUnit.NANOSECONDS);
            } catch (TimeoutException e) {
                System.out.println("Ending process " + orphan.pid() + ", left behind in " + path + " by a predecessor");
                orphan.destroyForcibly();
                orphan.onExit().orTimeout(5, TimeUnit.SECONDS).join();
            } catch (ExecutionException e) {
                throw new IllegalStateException(e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new StartRefusedException("interrupted while waiting for a predecessor to end", e);
            }
        }
    }

    private List<ProcessHandle> orphans() throws IOException {
        Path folder = path.resolve("processes");
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> notes = Files.list(folder)) {
            return notes.flatMap(note -> alive(note).stream()).toList();
        }
    }

    private static Optional<ProcessHandle> alive(Path note) {
        try {
            String[] parts = Files.readString(note).strip().split(" ", -1);
            if (parts.length != 2) {
                return Optional.empty();
            }
            // Process ids are used again: only together with its start is one the child that was noted.
            return ProcessHandle.of(Long.parseLong(parts[0]))
                    .filter(process -> Long.toString(startOf(process)).equals(parts[1]));
        } catch (IOException | NumberFormatException e) {
            return Optional.empty();
        }
    }

    private static long startOf(ProcessHandle process) {
        return process.info()
                .startInstant()
                .map(java.time.Instant::toEpochMilli)
                .orElse(0L);
    }

    private static String holder(FileChannel channel) throws IOException {
        ByteBuffer content = ByteBuffer.allocate(32);
        channel.read(content, 0);
        String pid = new String(content.array(), 0, content.position(), StandardCharsets.UTF_8).strip();
        return pid.isEmpty() ? "another process" : "process " + pid;
    }

    @Override
    public void close() {
        try {
            lock.close();
        } catch (IOException e) {
            // The lock ends with the process at the latest.
        }
    }
}
