package dev.sendoff.environments.sandbox;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Removes what environments have written, whatever permissions they gave it. */
final class Removal {

    private static final Logger log = LoggerFactory.getLogger(Removal.class);

    private Removal() {}

    /** Whatever in a folder that all share belongs to these users. What cannot be removed is logged. */
    static void of(Path shared, Predicate<Integer> whose) {
        if (!Files.isDirectory(shared)) {
            return;
        }
        try (var entries = Files.newDirectoryStream(shared)) {
            for (Path entry : entries) {
                try {
                    if (whose.test((Integer) Files.getAttribute(entry, "unix:uid", LinkOption.NOFOLLOW_LINKS))) {
                        whole(entry);
                    }
                } catch (IOException e) {
                    log.debug("{} could not be looked at", entry, e);
                }
            }
        } catch (IOException e) {
            log.warn("{} could not be searched for what an environment left", shared, e);
        }
    }

    /** It and all in it; a symbolic link is removed, not followed. */
    static void whole(Path path) throws IOException {
        if (!Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        Files.walkFileTree(path, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path dir, BasicFileAttributes attributes) throws IOException {
                if (!Files.isWritable(dir)) {
                    Files.setPosixFilePermissions(dir, PosixFilePermissions.fromString("rwx------"));
                }
                return FileVisitResult.CONTINUE;
            }

            /** A folder that was closed to its own user. */
            @Override
            public FileVisitResult visitFileFailed(Path file, IOException failed) throws IOException {
                if (!Files.isDirectory(file, LinkOption.NOFOLLOW_LINKS) || Files.isReadable(file)) {
                    throw failed;
                }
                Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwx------"));
                whole(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.delete(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path dir, @Nullable IOException failed) throws IOException {
                if (failed != null) {
                    throw failed;
                }
                Files.delete(dir);
                return FileVisitResult.CONTINUE;
            }
        });
    }
}
