package dev.sendoff.standalone;

import dev.sendoff.process.StartRefusedException;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Where the programs are that are started beside this one: in the folder that holds quarkus-app. */
record Program(Path home) {

    private static final String PARENT_WATCH = "dev.sendoff.broker.ParentWatch";

    static Program running() {
        // `java -jar` has the jar as its class path.
        String jar = System.getProperty("java.class.path").split(File.pathSeparator, -1)[0];
        Path home = Path.of(jar).toAbsolutePath().resolve("../..").normalize();
        if (!Files.isDirectory(home.resolve("broker")) || !Files.isDirectory(home.resolve("registry"))) {
            throw new StartRefusedException("no broker and registry in " + home + ": build Sendoff with ./sendoff up");
        }
        return new Program(home);
    }

    ProcessBuilder broker(List<String> jvmOptions, String mainClass, List<String> arguments) {
        return java(jvmOptions, home.resolve("broker") + File.separator + "*", mainClass, arguments);
    }

    ProcessBuilder registry(List<String> jvmOptions) {
        String classPath = home.resolve("registry").resolve("quarkus-run.jar") + File.pathSeparator + brokerJar();
        List<String> options = new ArrayList<>();
        options.add("@" + home.resolve("registry.options"));
        options.addAll(jvmOptions);
        return java(options, classPath, "io.quarkus.bootstrap.runner.QuarkusEntryPoint", List.of());
    }

    /** The parent watch is in the broker's own jar. */
    private Path brokerJar() {
        try (var jars = Files.newDirectoryStream(home.resolve("broker"), "sendoff-broker-*.jar")) {
            for (Path jar : jars) {
                return jar;
            }
        } catch (java.io.IOException e) {
            throw new StartRefusedException("cannot read " + home.resolve("broker") + ": " + e, e);
        }
        throw new StartRefusedException("no sendoff-broker jar in " + home.resolve("broker"));
    }

    private static ProcessBuilder java(
            List<String> jvmOptions, String classPath, String mainClass, List<String> arguments) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(jvmOptions);
        command.addAll(List.of("-cp", classPath, PARENT_WATCH, mainClass));
        command.addAll(arguments);
        return new ProcessBuilder(command);
    }
}
