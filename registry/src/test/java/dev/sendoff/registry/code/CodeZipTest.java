package dev.sendoff.registry.code;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sendoff.core.Code;
import dev.sendoff.core.CodeLocation;
import dev.sendoff.registry.RegistryException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.apache.commons.compress.archivers.zip.ZipArchiveEntry;
import org.apache.commons.compress.archivers.zip.ZipArchiveOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CodeZipTest {

    private static final int LINK = 0120777;

    @TempDir
    Path folder;

    private interface Content {
        void write(ZipArchiveOutputStream zip) throws IOException;
    }

    private static byte[] zip(Content content) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipArchiveOutputStream zip = new ZipArchiveOutputStream(bytes)) {
            content.write(zip);
        }
        return bytes.toByteArray();
    }

    private static void entry(ZipArchiveOutputStream zip, String name, int mode, String content) throws IOException {
        ZipArchiveEntry entry = new ZipArchiveEntry(name);
        entry.setUnixMode(mode);
        zip.putArchiveEntry(entry);
        zip.write(content.getBytes(UTF_8));
        zip.closeArchiveEntry();
    }

    @Test
    void unpacksFilesFoldersLinksAndWhatMayBeExecuted() throws Exception {
        byte[] zip = zip(out -> {
            entry(out, "bootstrap", 0100755, "#!/bin/sh");
            entry(out, "lib/deep/a.js", 0100644, "a");
            entry(out, "lib/b.js", LINK, "deep/a.js");
        });
        assertThat(CodeZip.check(zip)).isEqualTo(10);
        CodeZip.unpack(zip, folder);
        assertThat(folder.resolve("bootstrap")).isExecutable().hasContent("#!/bin/sh");
        assertThat(folder.resolve("lib/deep/a.js")).hasContent("a");
        assertThat(Files.isExecutable(folder.resolve("lib/deep/a.js"))).isFalse();
        assertThat(folder.resolve("lib/b.js")).isSymbolicLink().hasContent("a");
    }

    @ParameterizedTest
    @ValueSource(strings = {"../evil", "a/../../evil", "/../evil", "."})
    void noEntryLeavesTheFolder(String name) throws IOException {
        byte[] zip = zip(out -> entry(out, name, 0100644, "x"));
        assertRefused(zip, UnusableZipException.Reason.FORBIDDEN_ENTRY);
        assertThat(folder.resolveSibling("evil")).doesNotExist();
    }

    @ParameterizedTest
    @ValueSource(strings = {"..", "../../etc/passwd", "/etc/passwd"})
    void noLinkLeavesTheFolder(String target) throws IOException {
        assertRefused(zip(out -> entry(out, "link", LINK, target)), UnusableZipException.Reason.FORBIDDEN_ENTRY);
    }

    @Test
    void nothingIsWrittenThroughALink() throws IOException {
        byte[] zip = zip(out -> {
            entry(out, "a", LINK, "b");
            entry(out, "a/c", 0100644, "x");
        });
        assertRefused(zip, UnusableZipException.Reason.FORBIDDEN_ENTRY);
    }

    @Test
    void aBombIsStopped() throws IOException {
        byte[] megabyte = new byte[1 << 20];
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
            zip.putNextEntry(new ZipEntry("zeros"));
            for (int i = 0; i < 251; i++) {
                zip.write(megabyte);
            }
        }
        assertThat(bytes.size()).isLessThan(1 << 20);
        assertThatThrownBy(() -> CodeZip.check(bytes.toByteArray()))
                .isInstanceOfSatisfying(
                        UnusableZipException.class,
                        e -> assertThat(e.reason()).isEqualTo(UnusableZipException.Reason.TOO_LARGE));
    }

    @Test
    void whatIsNoZipOrIsCutOffIsRefused() throws IOException {
        assertRefused("no zip".getBytes(UTF_8), UnusableZipException.Reason.UNREADABLE);
        assertRefused(new byte[0], UnusableZipException.Reason.UNREADABLE);
        byte[] whole = zip(out -> entry(out, "a", 0100644, "content".repeat(100)));
        assertRefused(Arrays.copyOf(whole, whole.length / 2), UnusableZipException.Reason.UNREADABLE);
        byte[] damaged = whole.clone();
        damaged[40] ^= 0x55;
        assertRefused(damaged, UnusableZipException.Reason.UNREADABLE);
    }

    private void assertRefused(byte[] zip, UnusableZipException.Reason reason) {
        assertThatThrownBy(() -> CodeZip.check(zip))
                .isInstanceOfSatisfying(
                        UnusableZipException.class, e -> assertThat(e.reason()).isEqualTo(reason));
        assertThatThrownBy(() -> CodeZip.unpack(zip, folder)).isInstanceOf(UnusableZipException.class);
    }

    @Test
    void aFolderIsMadeOnceAndGoesWhenNothingIsDeployedFromIt() throws Exception {
        byte[] zip = zip(out -> entry(out, "index.js", 0100644, "1"));
        Code.Zip code = new Code.Zip(CodeZip.sha256(zip), zip.length, new CodeLocation("u", 1, 0, 0));
        AtomicInteger reads = new AtomicInteger();
        CodeFolders folders = new CodeFolders(folder, _ -> {
            reads.incrementAndGet();
            return zip;
        });
        Path unpacked = folders.of(code);
        assertThat(unpacked.resolve("index.js")).hasContent("1");
        assertThat(folders.of(code)).isEqualTo(unpacked);
        assertThat(reads).hasValue(1);
        Instant now = Instant.now().plusSeconds(60);
        Duration grace = Duration.ofMinutes(10);
        folders.sweep(Set.of(code), grace, now);
        folders.sweep(Set.of(), grace, now.plus(grace));
        assertThat(unpacked).isDirectory();
        folders.sweep(Set.of(), grace, now.plus(grace).plusSeconds(1));
        assertThat(unpacked).doesNotExist();
    }

    @Test
    void codeOfAnotherHashIsNotRun() throws IOException {
        byte[] zip = zip(out -> entry(out, "index.js", 0100644, "1"));
        Code.Zip code = new Code.Zip(CodeZip.sha256(new byte[1]), zip.length, new CodeLocation("u", 1, 0, 0));
        CodeFolders folders = new CodeFolders(folder, _ -> zip);
        assertThatThrownBy(() -> folders.of(code))
                .isInstanceOf(RegistryException.class)
                .hasMessageContaining("another hash");
        try (Stream<Path> left = Files.list(folder)) {
            assertThat(left).isEmpty();
        }
    }
}
