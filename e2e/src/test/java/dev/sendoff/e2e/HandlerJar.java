package dev.sendoff.e2e;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/** A jar with one handler, compiled from source as a user would have. */
final class HandlerJar {

    private HandlerJar() {}

    /**
     * @param folder where handler jars are looked for
     * @param properties what stands in {@code functions.properties}
     */
    static void write(Path folder, String className, String source, String properties) {
        try {
            Files.createDirectories(folder);
            Path work = Files.createTempDirectory(folder.getParent(), "compile");
            Path file = Files.writeString(work.resolve(className + ".java"), source);
            JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
            try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null)) {
                boolean compiled = compiler.getTask(
                                null, files, null, List.of("-d", work.toString()), null, files.getJavaFileObjects(file))
                        .call();
                if (!compiled) {
                    throw new AssertionError("the handler does not compile");
                }
            }
            try (OutputStream out = Files.newOutputStream(folder.resolve(className + ".jar"));
                    JarOutputStream jar = new JarOutputStream(out)) {
                jar.putNextEntry(new JarEntry(className + ".class"));
                jar.write(Files.readAllBytes(work.resolve(className + ".class")));
                jar.putNextEntry(new JarEntry("META-INF/sendoff/functions.properties"));
                jar.write(properties.getBytes());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
