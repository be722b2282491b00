package dev.sendoff.environments.sandbox;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/**
 * User ids of which this executor is the only one on the machine to make use. The kernel gives the lock back when the
 * executor is gone, however it went.
 */
final class UserBlock implements AutoCloseable {

    /** How many ids are in a block: more than an executor has environments. */
    static final int SIZE = 1000;

    private static final int BLOCKS = 16;

    private final int first;
    private final FileChannel held;

    private UserBlock(int first, FileChannel held) {
        this.first = first;
        this.held = held;
    }

    /**
     * Takes the first block that is free.
     *
     * @param base the first id of the first block
     * @throws IOException if the folder cannot be used, or all blocks are taken
     */
    static UserBlock take(Path lockFolder, int base) throws IOException {
        Files.createDirectories(lockFolder);
        for (int block = 0; block < BLOCKS; block++) {
            int first = base + block * SIZE;
            FileChannel channel = FileChannel.open(
                    lockFolder.resolve("users-" + first + ".lock"),
                    StandardOpenOption.CREATE,
                    StandardOpenOption.WRITE);
            if (lock(channel) != null) {
                return new UserBlock(first, channel);
            }
            channel.close();
        }
        throw new IOException("all user ids from " + base + " on are used by other executors");
    }

    private static @Nullable FileLock lock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock();
        } catch (OverlappingFileLockException e) {
            // Another one in this very process.
            return null;
        }
    }

    int first() {
        return first;
    }

    boolean contains(int uid) {
        return uid >= first && uid < first + SIZE;
    }

    @Override
    public void close() throws IOException {
        held.close();
    }
}
