package dev.sendoff.executor.handlers;

import java.io.IOException;
import java.io.StringWriter;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;

/** Makes jars of sources, as a handler's author would. */
final class Jars {

    private final Path jar;
    private final Map<String, String> sources = new LinkedHashMap<>();
    private final Map<String, byte[]> entries = new LinkedHashMap<>();
    private String functions;

    private Jars(Path jar) {
        this.jar = jar;
    }

    static Jars jar(Path folder, String name) {
        return new Jars(folder.resolve(name));
    }

    /** The content of its list of functions; without this it has none. */
    Jars functions(String... lines) {
        functions = String.join("\n", lines);
        return this;
    }

    Jars entry(String name, byte[] content) {
        entries.put(name, content);
        return this;
    }

    Jars source(String className, String code) {
        sources.put(className, code);
        return this;
    }

    /** A class {@code fn.NAME} with a method {@code Object answer(Object event, Context context) throws Exception}. */
    Jars handler(String name, String answer) {
        return source("fn." + name, """
                package fn;
                import com.amazonaws.services.lambda.runtime.*;
                public class %s implements RequestHandler<Object, Object> {
                    public Object handleRequest(Object event, Context context) {
                        try {
                            %s
                        } catch (RuntimeException e) {
                            throw e;
                        } catch (Exception e) {
                            throw new RuntimeException(e);
                        }
                    }
                }
                """.formatted(name, answer));
    }

    Path make() throws IOException {
        Path classes = Files.createTempDirectory(jar.getParent(), "classes");
        var compiler = ToolProvider.getSystemJavaCompiler();
        var units = sources.entrySet().stream().map(Source::of).toList();
        var messages = new StringWriter();
        if (!units.isEmpty()
                && !compiler.getTask(
                                messages,
                                null,
                                null,
                                List.of("-d", classes.toString(), "-proc:none", "-nowarn"),
                                null,
                                units)
                        .call()) {
            throw new AssertionError(messages.toString());
        }
        try (var out = new JarOutputStream(Files.newOutputStream(jar));
                Stream<Path> files = Files.walk(classes)) {
            for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
                add(out, classes.relativize(file).toString(), Files.readAllBytes(file));
            }
            if (functions != null) {
                add(out, "META-INF/sendoff/functions.properties", functions.getBytes(StandardCharsets.UTF_8));
            }
            for (var entry : entries.entrySet()) {
                add(out, entry.getKey(), entry.getValue());
            }
        }
        return jar;
    }

    private static void add(JarOutputStream out, String name, byte[] content) throws IOException {
        out.putNextEntry(new JarEntry(name));
        out.write(content);
    }

    private static final class Source extends SimpleJavaFileObject {
        private final String code;

        private Source(URI uri, String code) {
            super(uri, JavaFileObject.Kind.SOURCE);
            this.code = code;
        }

        static Source of(Map.Entry<String, String> source) {
            return new Source(
                    URI.create("string:///" + source.getKey().replace('.', '/') + ".java"), source.getValue());
        }

        @Override
        public CharSequence getCharContent(boolean ignoreEncodingErrors) {
            return code;
        }
    }
}
