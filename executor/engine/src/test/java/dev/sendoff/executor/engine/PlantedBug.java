package dev.sendoff.executor.engine;

import java.io.IOException;
import java.io.StringWriter;
import java.lang.reflect.InvocationTargetException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/**
 * A bug, as a change of one of the engine's sources.
 *
 * @param source the simple name of the class
 * @param right stands there once
 * @param wrong takes its place
 */
record PlantedBug(String name, String source, String right, String wrong) {

    private static final String PACKAGE = "dev/sendoff/executor/engine/";

    @Override
    public String toString() {
        return name;
    }

    /** Compiles the engine with the bug in it, and runs the simulation on that. */
    Optional<String> simulate(Path folder, int seeds) throws IOException, ReflectiveOperationException {
        Path classes = compile(folder);
        Path tests = Path.of("target/test-classes").toAbsolutePath();
        URL[] path = {classes.toUri().toURL(), tests.toUri().toURL()};
        try (EngineLoader loader = new EngineLoader(path)) {
            var run = Class.forName("dev.sendoff.executor.engine.Simulation", true, loader)
                    .getDeclaredMethod("firstFailure", int.class);
            run.setAccessible(true);
            try {
                @SuppressWarnings("unchecked")
                Optional<String> failure = (Optional<String>) run.invoke(null, seeds);
                return failure;
            } catch (InvocationTargetException e) {
                throw new IllegalStateException(name, e.getCause());
            }
        }
    }

    private Path compile(Path folder) throws IOException {
        Path sources = Files.createDirectories(folder.resolve("sources").resolve(PACKAGE));
        Path classes = Files.createDirectories(folder.resolve("classes"));
        List<Path> files = new ArrayList<>();
        try (var originals = Files.newDirectoryStream(Path.of("src/main/java").resolve(PACKAGE), "*.java")) {
            for (Path original : originals) {
                Path copy = sources.resolve(original.getFileName());
                String text = Files.readString(original);
                Files.writeString(copy, copy.endsWith(source + ".java") ? planted(text) : text);
                files.add(copy);
            }
        }
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        StringWriter complaints = new StringWriter();
        try (StandardJavaFileManager manager = compiler.getStandardFileManager(null, null, null)) {
            List<String> options = List.of("-proc:none", "-d", classes.toString());
            boolean compiled = compiler.getTask(
                            complaints, manager, null, options, null, manager.getJavaFileObjectsFromPaths(files))
                    .call();
            if (!compiled) {
                throw new IllegalStateException("with the bug '" + name + "' it does not compile: " + complaints);
            }
        }
        return classes;
    }

    private String planted(String text) {
        int at = text.indexOf(right);
        if (at < 0 || text.indexOf(right, at + 1) >= 0) {
            throw new IllegalStateException("the bug '" + name + "' has no place in " + source
                    + ": what it replaces stands there not once: " + right);
        }
        return text.substring(0, at) + wrong + text.substring(at + right.length());
    }

    /** Loads the engine and its simulation itself, and leaves the rest to others. */
    private static final class EngineLoader extends URLClassLoader {

        EngineLoader(URL[] path) {
            super(path, PlantedBug.class.getClassLoader());
        }

        @Override
        protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
            if (!name.startsWith("dev.sendoff.executor.engine.")) {
                return super.loadClass(name, resolve);
            }
            synchronized (getClassLoadingLock(name)) {
                Class<?> loaded = findLoadedClass(name);
                return loaded == null ? findClass(name) : loaded;
            }
        }
    }
}
