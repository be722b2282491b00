package dev.sendoff.registry.code;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.Enumeration;
import java.util.HashSet;
import java.util.Set;
import org.apache.commons.compress.archivers.zip.ZipArchiveEntry;
import org.apache.commons.compress.archivers.zip.ZipFile;
import org.jspecify.annotations.Nullable;

/**
 * The code of a function as its user handed it over. Nothing of it is believed: sizes are counted while it is unpacked,
 * and no entry leaves the folder, be it by its name or through a link.
 */
public final class CodeZip {

    /** AWS's limit of a zip that comes with the request, in bytes. */
    public static final int MAX_BYTES = 50 * 1024 * 1024;

    /** AWS's limit of what it unpacks to, in bytes. */
    public static final long MAX_UNPACKED_BYTES = 262_144_000;

    /** Ours: a folder of this many files is no function any more. */
    static final int MAX_ENTRIES = 200_000;

    /** A link says where it points in a few bytes. */
    private static final int MAX_LINK_BYTES = 4096;

    private CodeZip() {}

    /** As AWS prints it: base64. */
    public static String sha256(byte[] bytes) {
        try {
            return Base64.getEncoder()
                    .encodeToString(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    /**
     * Reads it to its end, and keeps nothing.
     *
     * @return how many bytes it unpacks to
     */
    public static long check(byte[] zip) throws UnusableZipException {
        return walk(zip, null);
    }

    /**
     * Unpacks it. What was written before a failure stays.
     *
     * @param folder is there, and empty
     * @throws IOException if the folder cannot be written to
     */
    public static void unpack(byte[] zip, Path folder) throws UnusableZipException, IOException {
        try {
            walk(zip, folder);
        } catch (FolderException e) {
            throw new IOException("code cannot be unpacked to " + folder + ": " + e.getMessage(), e);
        }
    }

    private static long walk(byte[] zip, @Nullable Path folder) throws UnusableZipException {
        Unpacking unpacking = new Unpacking(folder);
        try (ZipFile file = ZipFile.builder().setByteArray(zip).get()) {
            Enumeration<ZipArchiveEntry> entries = file.getEntries();
            while (entries.hasMoreElements()) {
                ZipArchiveEntry entry = entries.nextElement();
                if (!file.canReadEntryData(entry)) {
                    throw new UnusableZipException(
                            UnusableZipException.Reason.UNREADABLE,
                            "the entry '" + entry.getName() + "' is encrypted, or packed in a way that is not known");
                }
                unpacking.take(file, entry);
            }
            return unpacking.bytes;
        } catch (IOException | IllegalArgumentException e) {
            throw new UnusableZipException("it cannot be read: " + e.getMessage(), e);
        }
    }

    /** The folder's failure, not the zip's. */
    private static final class FolderException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        FolderException(IOException cause) {
            super(String.valueOf(cause.getMessage()), cause);
        }
    }

    private static final class Unpacking {

        /** Where names are tried out if nothing is to be written. */
        private static final Path NOWHERE = Path.of("/nowhere");

        private final @Nullable Path folder;
        private final Path root;
        private final Set<Path> links = new HashSet<>();
        private final byte[] buffer = new byte[64 * 1024];
        private long bytes;
        private int entries;

        Unpacking(@Nullable Path folder) {
            this.folder = folder;
            this.root = folder == null ? NOWHERE : folder.toAbsolutePath().normalize();
        }

        void take(ZipFile file, ZipArchiveEntry entry) throws UnusableZipException, IOException {
            if (++entries > MAX_ENTRIES) {
                throw new UnusableZipException(
                        UnusableZipException.Reason.TOO_LARGE, "it has more than " + MAX_ENTRIES + " entries");
            }
            Path target = target(entry.getName());
            if (entry.isUnixSymlink()) {
                link(file, entry, target);
            } else if (entry.isDirectory()) {
                write(() -> Files.createDirectories(target));
            } else {
                file(file, entry, target);
            }
        }

        private Path target(String name) throws UnusableZipException {
            Path target;
            try {
                target = root.resolve(name).normalize();
            } catch (InvalidPathException e) {
                throw forbidden(name, "has a name that no file can have");
            }
            if (!target.startsWith(root)) {
                throw forbidden(name, "leaves the function's folder");
            }
            for (Path each = target; !each.equals(root); each = parent(each)) {
                if (links.contains(each)) {
                    throw forbidden(name, "leads through a link");
                }
            }
            return target;
        }

        private static Path parent(Path path) {
            Path parent = path.getParent();
            if (parent == null) {
                throw new IllegalStateException(path + " is below the root");
            }
            return parent;
        }

        private void link(ZipFile file, ZipArchiveEntry entry, Path link) throws UnusableZipException, IOException {
            byte[] content;
            try (InputStream in = file.getInputStream(entry)) {
                content = in.readNBytes(MAX_LINK_BYTES + 1);
            }
            String pointsTo = new String(content, StandardCharsets.UTF_8);
            Path target;
            try {
                target = link.resolveSibling(pointsTo).normalize();
            } catch (InvalidPathException e) {
                throw forbidden(entry.getName(), "is a link to what no file can be");
            }
            if (content.length > MAX_LINK_BYTES || link.equals(root) || !target.startsWith(root)) {
                throw forbidden(entry.getName(), "is a link that leaves the function's folder");
            }
            links.add(link);
            write(() -> {
                Files.createDirectories(parent(link));
                // Relative, so that the folder may be moved as a whole.
                Files.createSymbolicLink(link, parent(link).relativize(target));
            });
        }

        private void file(ZipFile file, ZipArchiveEntry entry, Path target) throws UnusableZipException, IOException {
            if (target.equals(root)) {
                throw forbidden(entry.getName(), "is the function's folder itself");
            }
            try (InputStream in = file.getInputStream(entry);
                    OutputStream out = open(target)) {
                for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                    bytes += read;
                    if (bytes > MAX_UNPACKED_BYTES) {
                        throw new UnusableZipException(
                                UnusableZipException.Reason.TOO_LARGE,
                                "it unpacks to more than " + MAX_UNPACKED_BYTES + " bytes");
                    }
                    int length = read;
                    write(() -> out.write(buffer, 0, length));
                }
            }
            boolean executable = (entry.getUnixMode() & 0111) != 0;
            write(() -> Files.setPosixFilePermissions(
                    target, PosixFilePermissions.fromString(executable ? "rwxr-xr-x" : "rw-r--r--")));
        }

        private OutputStream open(Path target) {
            if (folder == null) {
                return OutputStream.nullOutputStream();
            }
            try {
                Files.createDirectories(parent(target));
                if (Files.exists(target, LinkOption.NOFOLLOW_LINKS)) {
                    Files.delete(target);
                }
                return Files.newOutputStream(target);
            } catch (IOException e) {
                throw new FolderException(e);
            }
        }

        private interface Writing {
            void run() throws IOException;
        }

        private void write(Writing writing) {
            if (folder != null) {
                try {
                    writing.run();
                } catch (IOException e) {
                    throw new FolderException(e);
                }
            }
        }

        private static UnusableZipException forbidden(String name, String why) {
            return new UnusableZipException(
                    UnusableZipException.Reason.FORBIDDEN_ENTRY, "the entry '" + name + "' " + why);
        }
    }
}
