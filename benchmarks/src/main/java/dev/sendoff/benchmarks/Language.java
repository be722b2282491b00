package dev.sendoff.benchmarks;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** What functions are written in; each of them answers how often its environment was called. */
enum Language {
    NODE("Node.js", "nodejs22.x", "index.mjs", "let calls = 0;\nexport const handler = async () => ++calls;\n"),
    PYTHON(
            "Python",
            "python3.13",
            "index.py",
            "calls = 0\ndef handler(event, context):\n    global calls\n    calls += 1\n    return calls\n");

    final String title;
    private final String runtime;
    private final String file;
    private final String source;

    Language(String title, String runtime, String file, String source) {
        this.title = title;
        this.runtime = runtime;
        this.file = file;
        this.source = source;
    }

    /** The body of a CreateFunction. */
    String creation(String function) {
        return "{\"FunctionName\":\"" + function + "\",\"Runtime\":\"" + runtime
                + "\",\"Handler\":\"index.handler\",\"Role\":\"arn:aws:iam::000000000000:role/bench\",\"Timeout\":30,"
                + "\"Code\":{\"ZipFile\":\"" + Base64.getEncoder().encodeToString(zip()) + "\"}}";
    }

    private byte[] zip() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
            zip.putNextEntry(new ZipEntry(file));
            zip.write(source.getBytes(StandardCharsets.UTF_8));
            zip.closeEntry();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }
}
