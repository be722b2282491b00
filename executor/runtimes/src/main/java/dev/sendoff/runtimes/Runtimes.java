package dev.sendoff.runtimes;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.jspecify.annotations.Nullable;

/** The runtimes of this machine. Safe for many threads. */
public final class Runtimes {

    private static final String RESOURCES = "/dev/sendoff/runtimes/";
    /** Where AWS's client for Java finds its native part; else it writes one to /tmp, under the same name for all. */
    private static final String JAVA_NATIVE =
            "com.amazonaws.services.lambda.runtime.api.client.runtimeapi.NativeClient.JNI";

    private static final String JAVA_MAIN = "com.amazonaws.services.lambda.runtime.api.client.AWSLambda";

    /**
     * A language whose programs an interpreter runs.
     *
     * @param name of the interpreter's program
     * @param program ours, that calls handlers
     */
    private record Language(String name, Optional<Interpreter> interpreter, List<String> flags, Path program) {

        boolean isHere() {
            return interpreter.isPresent();
        }

        String version() {
            return interpreter.map(Interpreter::version).orElse("none");
        }
    }

    private final Path folder;
    private final Language node;
    private final Language python;
    private final Path java;
    private final List<Path> javaClient;

    private Runtimes(Path folder, Language node, Language python, Path java, List<Path> javaClient) {
        this.folder = folder;
        this.node = node;
        this.python = python;
        this.java = java;
        this.javaClient = javaClient;
    }

    /**
     * Writes the programs to a folder, and looks for interpreters. Blocks for as long as those take to tell their
     * versions.
     *
     * @param folder made if it is not there; every user of the machine must be able to read it
     * @param node the program to use; null for {@code node} of {@code path}
     * @param python the program to use; null for {@code python3} of {@code path}
     * @param path where programs are looked for, as the variable PATH has it
     * @param forEveryone whether only what every user of the machine can run is found there
     * @throws IOException if the folder cannot be written to
     */
    public static Runtimes install(
            Path folder, @Nullable Path node, @Nullable Path python, String path, boolean forEveryone)
            throws IOException {
        Path root = folder.toAbsolutePath();
        write(root.resolve("nodejs/bootstrap.mjs"), "nodejs/bootstrap.mjs");
        write(root.resolve("python/bootstrap.py"), "python/bootstrap.py");
        List<Path> jars = new ArrayList<>();
        for (String jar : javaJars()) {
            Path file = root.resolve("java").resolve(jar);
            write(file, "java/" + jar);
            jars.add(file);
        }
        extractNative(jars.getFirst(), root.resolve("java/native.so"));
        List<Path> folders = Interpreter.folders(path);
        return new Runtimes(
                root,
                new Language(
                        "node",
                        node == null ? Interpreter.find("node", folders, forEveryone) : Interpreter.ask(node),
                        // The headers of an event may be as large as AWS's.
                        List.of("--max-http-header-size=81920"),
                        root.resolve("nodejs/bootstrap.mjs")),
                new Language(
                        "python3",
                        python == null ? Interpreter.find("python3", folders, forEveryone) : Interpreter.ask(python),
                        // What a function prints before it is killed is not lost, and is UTF-8 whatever the locale is.
                        List.of("-u", "-X", "utf8"),
                        root.resolve("python/bootstrap.py")),
                Path.of(System.getProperty("java.home"), "bin", "java"),
                jars);
    }

    /** The build lists them beside the jars. */
    private static List<String> javaJars() throws IOException {
        try (InputStream list = resource("java/jars.txt")) {
            return new String(list.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .map(String::strip)
                    .filter(line -> line.endsWith(".jar"))
                    .toList();
        }
    }

    private static void extractNative(Path jar, Path file) throws IOException {
        boolean arm = System.getProperty("os.arch").equals("aarch64");
        boolean musl = Files.exists(Path.of("/lib/ld-musl-" + (arm ? "aarch64" : "x86_64") + ".so.1"));
        String name = "jni/libaws-lambda-jni.linux" + (musl ? "_musl" : "") + (arm ? "-aarch_64" : "-x86_64") + ".so";
        try (ZipFile zip = new ZipFile(jar.toFile())) {
            ZipEntry entry = zip.getEntry(name);
            if (entry == null) {
                throw new IOException("AWS's client for Java has no " + name);
            }
            try (InputStream in = zip.getInputStream(entry)) {
                write(file, in.readAllBytes());
            }
        }
    }

    private static InputStream resource(String name) throws IOException {
        InputStream found = Runtimes.class.getResourceAsStream(RESOURCES + name);
        if (found == null) {
            throw new IOException("the program " + name + " is missing from this build");
        }
        return found;
    }

    /** Whole or not at all, so that another executor of the machine may do the same at the same time. */
    private static void write(Path file, String name) throws IOException {
        try (InputStream in = resource(name)) {
            write(file, in.readAllBytes());
        }
    }

    private static void write(Path file, byte[] content) throws IOException {
        if (Files.isRegularFile(file) && Arrays.equals(Files.readAllBytes(file), content)) {
            return;
        }
        Path parent = Files.createDirectories(file.resolveSibling("."));
        Path unfinished = Files.createTempFile(parent, "unfinished", "");
        Files.write(unfinished, content);
        Files.setPosixFilePermissions(unfinished, PosixFilePermissions.fromString("rw-r--r--"));
        Files.move(unfinished, file, StandardCopyOption.ATOMIC_MOVE);
    }

    /** Which languages this machine can run, a sentence for the log. */
    public String described() {
        return "Node.js " + node.version() + ", Python " + python.version() + ", Java "
                + Runtime.version().feature() + ", and any bootstrap";
    }

    /** Whether code of that runtime can be started here, as far as can be told without the code. */
    public boolean has(String runtime) {
        return Family.of(runtime)
                .map(family -> switch (family) {
                    case NODEJS -> node.isHere();
                    case PYTHON -> python.isHere();
                    case JAVA -> isNewEnough(family.version(runtime));
                    case PROVIDED -> true;
                })
                .orElse(false);
    }

    /**
     * What starts code of that runtime.
     *
     * @param handler as the function's settings name it
     * @param taskRoot the unpacked code
     */
    public Launch launch(String runtime, String handler, Path taskRoot) {
        Optional<Family> family = Family.of(runtime);
        if (family.isEmpty()) {
            return new Launch.NotHere("the runtime '" + runtime + "' is not known here");
        }
        String version = family.get().version(runtime);
        return switch (family.get()) {
            case NODEJS ->
                interpreted(
                        runtime,
                        version,
                        node,
                        Map.of("NODE_PATH", taskRoot.resolve("node_modules").toString()));
            case PYTHON -> interpreted(runtime, version, python, Map.of("PYTHONPATH", taskRoot.toString()));
            case JAVA -> java(runtime, version, handler, taskRoot);
            case PROVIDED -> provided(taskRoot);
        };
    }

    private static Launch interpreted(
            String runtime, String version, Language language, Map<String, String> variables) {
        if (language.interpreter().isEmpty()) {
            return new Launch.NotHere(
                    "'" + runtime + "' needs " + language.name() + ", which this executor's machine does not have");
        }
        Interpreter interpreter = language.interpreter().get();
        List<String> command = new ArrayList<>();
        command.add(interpreter.program().toString());
        command.addAll(language.flags());
        command.add(language.program().toString());
        Map<String, String> all = new HashMap<>(variables);
        all.put("AWS_EXECUTION_ENV", "AWS_Lambda_" + runtime);
        all.put(
                "LAMBDA_RUNTIME_DIR",
                language.program().resolveSibling(".").normalize().toString());
        return new Launch.Command(
                command,
                all,
                interpreter.is(version)
                        ? Optional.empty()
                        : Optional.of("'" + runtime + "' runs on " + language.name() + " " + interpreter.version()
                                + " here"));
    }

    private static boolean isNewEnough(String version) {
        return Runtime.version().feature() >= Integer.parseInt(version);
    }

    private Launch java(String runtime, String version, String handler, Path taskRoot) {
        if (!isNewEnough(version)) {
            return new Launch.NotHere("'" + runtime + "' is newer than this executor's Java "
                    + Runtime.version().feature());
        }
        StringBuilder classPath = new StringBuilder();
        classPath.append(taskRoot).append(':').append(taskRoot).append("/lib/*");
        javaClient.forEach(jar -> classPath.append(':').append(jar));
        // As AWS starts them: what lives for a few events is not worth a second compiler.
        return new Launch.Command(
                List.of(
                        java.toString(),
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "-Xshare:auto",
                        "--enable-native-access=ALL-UNNAMED",
                        "-D" + JAVA_NATIVE + "=" + folder.resolve("java/native.so"),
                        "-cp",
                        classPath.toString(),
                        JAVA_MAIN,
                        handler),
                Map.of(
                        "AWS_EXECUTION_ENV",
                        "AWS_Lambda_" + runtime,
                        "LAMBDA_RUNTIME_DIR",
                        folder.resolve("java").toString()),
                Optional.empty());
    }

    private static Launch provided(Path taskRoot) {
        Path bootstrap = taskRoot.resolve("bootstrap");
        return Files.isExecutable(bootstrap) && Files.isRegularFile(bootstrap)
                ? new Launch.Command(List.of(bootstrap.toString()), Map.of(), Optional.empty())
                : new Launch.InvalidEntrypoint(
                        "Couldn't find valid bootstrap(s): [/var/task/bootstrap /opt/bootstrap]");
    }
}
