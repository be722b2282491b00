package dev.sendoff.e2e;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * One <code>./sendoff audit</code> that has ended.
 *
 * @param out what it printed
 * @param err what it said besides
 */
record AuditRun(int exitCode, String out, String err) {

    private static final Duration ENDS_WITHIN = Duration.ofSeconds(120);

    /** With the prefix of the topics, and options. */
    static AuditRun of(SendoffProcess sendoff, String prefix, String... options) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("sendoff.root", ".."))
                        .toAbsolutePath()
                        .resolve("sendoff")
                        .normalize()
                        .toString(),
                "audit"));
        command.addAll(List.of(options));
        try {
            Path folder = SendoffProcess.newFolder();
            Path out = folder.resolve("audit.out");
            Path err = folder.resolve("audit.err");
            ProcessBuilder builder =
                    new ProcessBuilder(command).redirectOutput(out.toFile()).redirectError(err.toFile());
            builder.environment().keySet().removeIf(name -> name.startsWith("SENDOFF_"));
            builder.environment()
                    .putAll(Map.of(
                            "SENDOFF_KAFKA_BOOTSTRAP",
                            sendoff.bootstrap(),
                            "SENDOFF_REGISTRY_URL",
                            sendoff.registryUrl(),
                            "SENDOFF_TOPICS_PREFIX",
                            prefix,
                            "SENDOFF_BUILD",
                            "no"));
            Process process = builder.start();
            if (!process.waitFor(ENDS_WITHIN)) {
                process.destroyForcibly();
                throw new AssertionError("the audit still runs after " + ENDS_WITHIN + "\n" + Files.readString(err));
            }
            return new AuditRun(
                    process.exitValue(),
                    Files.readString(out, StandardCharsets.UTF_8),
                    Files.readString(err, StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    JsonNode json() {
        try {
            return new ObjectMapper().readTree(out);
        } catch (IOException e) {
            throw new AssertionError("no JSON, but " + this, e);
        }
    }
}
