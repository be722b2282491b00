package dev.sendoff.registry.code;

import dev.sendoff.core.Code;
import dev.sendoff.registry.RegistryException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Zips, unpacked in folders that are named by their hash. A folder is whole from the moment it has its name, and is there
 * after a restart. Safe for many threads: the same zip is read once, different ones at the same time.
 */
public final class CodeFolders {

    private static final String UNFINISHED = ".unfinished-";

    private final Path root;
    private final CodeStore store;
    private final ConcurrentHashMap<String, ReentrantLock> making = new ConcurrentHashMap<>();

    /**
     * @param root of this process alone; made if it is not there
     * @throws UncheckedIOException if it cannot be made or cleared of what an earlier process left unfinished
     */
    public CodeFolders(Path root, CodeStore store) {
        this.root = root.toAbsolutePath();
        this.store = store;
        try {
            Files.createDirectories(this.root);
            try (Stream<Path> children = Files.list(this.root)) {
                for (Path child : children.toList()) {
                    if (name(child).startsWith(UNFINISHED)) {
                        delete(child);
                    }
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException("the folder for code, " + root + ", cannot be used: " + e.getMessage(), e);
        }
    }

    /**
     * The folder with the zip's files, which nobody may change. Blocks while it is read and unpacked.
     *
     * @throws CodeStore.CodeGoneException if it is not kept any more
     * @throws RegistryException if it could not be read in time, or the disk failed
     */
    public Path of(Code.Zip zip) throws CodeStore.CodeGoneException {
        String name = HexFormat.of().formatHex(Base64.getDecoder().decode(zip.sha256()));
        Path folder = root.resolve(name);
        if (Files.isDirectory(folder)) {
            return folder;
        }
        ReentrantLock lock = making.computeIfAbsent(name, _ -> new ReentrantLock());
        lock.lock();
        try {
            if (!Files.isDirectory(folder)) {
                make(zip, name, folder);
            }
            return folder;
        } catch (IOException | UnusableZipException e) {
            throw new RegistryException("the code of " + zip.sha256() + " cannot be unpacked: " + e.getMessage(), e);
        } finally {
            lock.unlock();
        }
    }

    private void make(Code.Zip zip, String name, Path folder)
            throws IOException, UnusableZipException, CodeStore.CodeGoneException {
        byte[] bytes = store.read(zip.location());
        if (!CodeZip.sha256(bytes).equals(zip.sha256())) {
            throw new IOException("what was read has another hash: " + CodeZip.sha256(bytes));
        }
        Path unfinished = root.resolve(UNFINISHED + name);
        delete(unfinished);
        Files.createDirectories(unfinished);
        CodeZip.unpack(bytes, unfinished);
        Files.move(unfinished, folder, StandardCopyOption.ATOMIC_MOVE);
    }

    /**
     * Deletes the folders that have not been deployed for some time.
     *
     * @param deployed what is deployed now
     * @param grace how long a folder stays after it was seen deployed for the last time; longer than anything runs in it
     */
    public void sweep(Set<Code.Zip> deployed, Duration grace, Instant now) throws IOException {
        Set<String> used = deployed.stream()
                .map(zip -> HexFormat.of().formatHex(Base64.getDecoder().decode(zip.sha256())))
                .collect(Collectors.toSet());
        try (Stream<Path> children = Files.list(root)) {
            for (Path child : children.toList()) {
                if (used.contains(name(child))) {
                    // So that it is known after a restart.
                    Files.setLastModifiedTime(child, FileTime.from(now));
                } else if (!name(child).startsWith(UNFINISHED)
                        && Files.getLastModifiedTime(child).toInstant().isBefore(now.minus(grace))) {
                    delete(child);
                }
            }
        }
    }

    private static String name(Path path) {
        return String.valueOf(path.getFileName());
    }

    private static void delete(Path folder) throws IOException {
        if (!Files.exists(folder)) {
            return;
        }
        Files.walkFileTree(folder, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.delete(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path visited, @Nullable IOException failure) throws IOException {
                if (failure != null) {
                    throw failure;
                }
                Files.delete(visited);
                return FileVisitResult.CONTINUE;
            }
        });
    }
}
