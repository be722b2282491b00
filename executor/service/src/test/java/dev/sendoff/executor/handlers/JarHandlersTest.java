package dev.sendoff.executor.handlers;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sendoff.core.Code;
import dev.sendoff.core.Configuration;
import dev.sendoff.core.Function;
import dev.sendoff.core.FunctionError;
import dev.sendoff.executor.handlers.sources.HandlerSources;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Jars of a folder: what they see, what they define, and what happens when they are bad. */
class JarHandlersTest {

    /** Holds one jar, whose handler looks up the class that the event names. */
    @TempDir
    private static Path curious;

    @TempDir
    private Path folder;

    @BeforeAll
    static void makeCurious() throws IOException {
        Jars.jar(curious, "curious.jar")
                .functions("curious=fn.Curious")
                .handler("Curious", "return Class.forName((String) event).getName();")
                .make();
    }

    @Test
    void aJarBringsFunctions() throws Exception {
        Path jar = Jars.jar(folder, "good.jar")
                .functions(
                        "greet=fn.Greet",
                        "greet.timeout=PT7S",
                        "greet.memory=512",
                        "greet.description=Grüßt",
                        "plain=fn.Greet::handleRequest")
                .handler("Greet", "return \"hi \" + event;")
                .make();
        Files.setLastModifiedTime(jar, FileTime.from(Instant.parse("2026-01-02T03:04:05.678901Z")));

        try (Handlers handlers = load()) {
            assertThat(handlers.problems()).isEmpty();
            assertThat(TestHandlers.response(TestHandlers.run(handlers, "greet", "\"you\"")))
                    .isEqualTo("\"hi you\"");
            assertThat(TestHandlers.response(TestHandlers.run(handlers, "plain", "1")))
                    .isEqualTo("\"hi 1\"");
            Function greet = handlers.find("greet").orElseThrow();
            byte[] code = Files.readAllBytes(jar);
            assertThat(greet)
                    .isEqualTo(Function.of(
                            "greet",
                            new Code.InProcess(
                                    Base64.getEncoder()
                                            .encodeToString(MessageDigest.getInstance("SHA-256")
                                                    .digest(code)),
                                    code.length),
                            Configuration.of("java25", "fn.Greet", Duration.ofSeconds(7), 512)
                                    .describedAs("Grüßt"),
                            Instant.parse("2026-01-02T03:04:05.678Z"),
                            greet.latest().revisionId()));
            assertThat(handlers.find("plain").orElseThrow().latest().configuration())
                    .isEqualTo(Configuration.of("java25", "fn.Greet", Duration.ofSeconds(3), 128));
            assertThat(handlers.functions()).extracting(Function::name).containsExactly("greet", "plain");
            assertThat(handlers.has("greet")).isTrue();
            assertThat(handlers.has("greet.timeout")).isFalse();
        }
    }

    @Test
    void theRevisionIsThatOfTheCodeAndItsSettings() throws Exception {
        Path jar = greeting("a.jar", "greet=fn.Greet");
        String first = revision("greet");
        String again = revision("greet");
        Files.delete(jar);
        greeting("a.jar", "greet=fn.Greet", "greet.timeout=PT9S");

        assertThat(again).isEqualTo(first);
        assertThat(revision("greet")).isNotEqualTo(first);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "dev.sendoff.core.RequestId",
                "dev.sendoff.schemas.JsonDocument",
                "dev.sendoff.executor.handlers.Handlers",
                "com.fasterxml.jackson.databind.ObjectMapper",
                "org.slf4j.Logger",
                "org.apache.kafka.clients.producer.KafkaProducer",
                "jakarta.inject.Singleton",
                "io.smallrye.mutiny.Uni",
                "org.assertj.core.api.Assertions"
            })
    void nothingOfOursIsSeen(String className) throws Exception {
        assertThat(Class.forName(className)).as("ours to hide").isNotNull();
        try (Handlers handlers = load(curious)) {
            FunctionError error = TestHandlers.failed(TestHandlers.run(handlers, "curious", '"' + className + '"'))
                    .error();
            assertThat(error.payload())
                    .contains("java.lang.ClassNotFoundException")
                    .contains(className);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "java.util.List",
                "java.sql.Connection",
                "javax.crypto.Cipher",
                "com.amazonaws.services.lambda.runtime.Context",
                "com.amazonaws.services.lambda.runtime.logging.LogLevel",
                "dev.sendoff.handler.TerminalException"
            })
    void theJdkAndTheHandlerApiAreSeen(String className) throws Exception {
        try (Handlers handlers = load(curious)) {
            assertThat(TestHandlers.response(TestHandlers.run(handlers, "curious", '"' + className + '"')))
                    .isEqualTo('"' + className + '"');
        }
    }

    @Test
    void aHandlerThatWasCompiledAgainstOursFailsByItself() throws Exception {
        Jars.jar(folder, "linked.jar")
                .functions("linked=fn.Linked")
                .handler("Linked", "return dev.sendoff.core.RequestId.parse((String) event).toString();")
                .make();

        try (Handlers handlers = load()) {
            FunctionError error = TestHandlers.failed(TestHandlers.run(handlers, "linked", "\"x\""))
                    .error();
            assertThat(error.type()).isEqualTo("java.lang.NoClassDefFoundError");
            assertThat(error.message()).isEqualTo("dev/sendoff/core/RequestId");
        }
    }

    @Test
    void ourResourcesAndServicesAreNotSeen() throws Exception {
        assertThat(getClass().getClassLoader().getResource("META-INF/beans.xml"))
                .isNotNull();
        Jars.jar(folder, "looking.jar")
                .functions("looking=fn.Looking")
                .handler("Looking", """
                        ClassLoader seen = Thread.currentThread().getContextClassLoader();
                        return (seen.getResource("META-INF/beans.xml") == null)
                            + " " + (seen.getResource("META-INF/sendoff/functions.properties") != null)
                            + " " + java.util.Collections.list(seen.getResources("META-INF/MANIFEST.MF")).size()
                            + " " + (seen == getClass().getClassLoader());
                        """)
                .make();

        try (Handlers handlers = load()) {
            assertThat(TestHandlers.response(TestHandlers.run(handlers, "looking", "{}")))
                    .isEqualTo("\"true true 0 true\"");
        }
    }

    @Test
    void aJarsOwnVersionOfALibraryIsTheOneItSees() throws Exception {
        for (String version : new String[] {"one", "two"}) {
            Jars.jar(folder, version + ".jar")
                    .functions(version + "=fn.Versioned")
                    .source("com.fasterxml.jackson.databind.ObjectMapper", """
                            package com.fasterxml.jackson.databind;
                            public class ObjectMapper {
                                public String version() { return "%s"; }
                            }
                            """.formatted(version))
                    .handler("Versioned", "return new com.fasterxml.jackson.databind.ObjectMapper().version();")
                    .make();
        }

        try (Handlers handlers = load()) {
            assertThat(TestHandlers.response(TestHandlers.run(handlers, "one", "{}")))
                    .isEqualTo("\"one\"");
            assertThat(TestHandlers.response(TestHandlers.run(handlers, "two", "{}")))
                    .isEqualTo("\"two\"");
        }
    }

    @Test
    void aLibraryBelowAwssPackageComesFromTheJar() throws Exception {
        Jars.jar(folder, "events.jar")
                .functions("events=fn.Events")
                .source(
                        "com.amazonaws.services.lambda.runtime.events.SQSEvent",
                        "package com.amazonaws.services.lambda.runtime.events;"
                                + " public class SQSEvent { public String name = \"mine\"; }")
                .handler("Events", "return new com.amazonaws.services.lambda.runtime.events.SQSEvent().name;")
                .make();

        try (Handlers handlers = load()) {
            assertThat(TestHandlers.response(TestHandlers.run(handlers, "events", "{}")))
                    .isEqualTo("\"mine\"");
        }
    }

    @Test
    void theUniOfAnyMutinyIsKnownByItsName() throws Exception {
        Jars.jar(folder, "uni.jar")
                .functions("uni=fn.Late")
                .source("io.smallrye.mutiny.Uni", """
                        package io.smallrye.mutiny;
                        public interface Uni<T> {
                            java.util.concurrent.CompletableFuture<T> subscribeAsCompletionStage();
                        }
                        """)
                .handler("Late", """
                        io.smallrye.mutiny.Uni<Object> uni =
                            () -> java.util.concurrent.CompletableFuture.completedFuture(event);
                        return uni;
                        """)
                .make();

        try (Handlers handlers = load()) {
            assertThat(TestHandlers.response(TestHandlers.run(handlers, "uni", "[7]")))
                    .isEqualTo("[7]");
        }
    }

    @Test
    void aJarMayBringTheApiItWasCompiledAgainst() throws Exception {
        Jars.jar(folder, "fat.jar")
                .functions("fat=fn.Fat")
                .source(
                        "dev.sendoff.handler.TerminalException",
                        "package dev.sendoff.handler; public class TerminalException extends RuntimeException {"
                                + " public TerminalException(String message) { super(\"the jar's own\"); } }")
                .handler("Fat", "throw new dev.sendoff.handler.TerminalException(\"ours\");")
                .make();

        try (Handlers handlers = load()) {
            assertThat(TestHandlers.failed(TestHandlers.run(handlers, "fat", "{}"))
                            .error()
                            .message())
                    .isEqualTo("ours");
        }
    }

    @Test
    void badJarsAreNamedAndLeaveTheOthersAlone() throws Exception {
        greeting("a-good.jar", "good=fn.Greet");
        Files.writeString(folder.resolve("b-corrupt.jar"), "this is no zip");
        Jars.jar(folder, "c-no-list.jar").handler("Greet", "return null;").make();
        greeting("d-missing.jar", "fine=fn.Greet", "missing=fn.Missing");
        Jars.jar(folder, "e-no-handler.jar")
                .functions("none=fn.None")
                .source("fn.None", "package fn; public class None {}")
                .make();
        greeting("f-timeout.jar", "late=fn.Greet", "late.timeout=5 minutes");
        greeting("g-twice.jar", "good=fn.Greet", "other=fn.Greet");
        Jars.jar(folder, "h-abstract.jar")
                .functions("part=fn.Part")
                .source(
                        "fn.Part",
                        "package fn; public abstract class Part"
                                + " implements com.amazonaws.services.lambda.runtime.RequestStreamHandler {}")
                .make();
        Jars.jar(folder, "i-constructor.jar")
                .functions("built=fn.Built")
                .source("fn.Built", """
                        package fn;
                        public class Built implements com.amazonaws.services.lambda.runtime.RequestStreamHandler {
                            public Built(String name) {}
                            public void handleRequest(java.io.InputStream in, java.io.OutputStream out,
                                com.amazonaws.services.lambda.runtime.Context context) {}
                        }
                        """)
                .make();
        Jars.jar(folder, "j-parent.jar")
                .functions("child=fn.Child")
                .source("fn.Child", """
                        package fn;
                        public class Child extends com.fasterxml.jackson.databind.util.StdConverter<String, String>
                            implements com.amazonaws.services.lambda.runtime.RequestHandler<String, String> {
                            public String convert(String value) { return value; }
                            public String handleRequest(String value,
                                com.amazonaws.services.lambda.runtime.Context context) { return value; }
                        }
                        """)
                .make();
        Path damaged =
                Jars.jar(folder, "k-damaged.jar").functions("hurt=fn.Greet").make();
        byte[] bytes = Files.readAllBytes(damaged);
        // Behind the name of the only entry stand its deflated bytes.
        Arrays.fill(bytes, 70, 76, (byte) 0xFF);
        Files.write(damaged, bytes);
        Jars.jar(folder, "l-forbidden.jar")
                .functions("forbidden=java.lang.Greet")
                .entry("java/lang/Greet.class", new byte[] {(byte) 0xCA, (byte) 0xFE, (byte) 0xBA, (byte) 0xBE})
                .make();
        greeting("z-good.jar", "last=fn.Greet");

        try (Handlers handlers = load()) {
            assertThat(handlers.functions()).extracting(Function::name).containsExactly("good", "last");
            assertThat(TestHandlers.response(TestHandlers.run(handlers, "last", "1")))
                    .isEqualTo("\"hi 1\"");
            assertThat(handlers.problems())
                    .hasSize(11)
                    .anySatisfy(problem ->
                            assertThat(problem).contains("b-corrupt.jar", "not loaded", "cannot be read as a jar"))
                    .anySatisfy(problem -> assertThat(problem)
                            .contains("c-no-list.jar", "it has no META-INF/sendoff/functions.properties"))
                    .anySatisfy(problem ->
                            assertThat(problem).contains("d-missing.jar", "'missing'", "fn.Missing", "is not in it"))
                    .anySatisfy(problem -> assertThat(problem)
                            .contains("e-no-handler.jar", "fn.None implements none of", "AsyncRequestHandler"))
                    .anySatisfy(problem -> assertThat(problem)
                            .contains("f-timeout.jar", "late.timeout is '5 minutes'", "PT0.001S to PT15M"))
                    .anySatisfy(problem -> assertThat(problem)
                            .contains("g-twice.jar", "there is a function 'good' already", "a-good.jar"))
                    .anySatisfy(problem -> assertThat(problem).contains("h-abstract.jar", "abstract"))
                    .anySatisfy(problem ->
                            assertThat(problem).contains("i-constructor.jar", "no public constructor without"))
                    .anySatisfy(problem -> assertThat(problem).contains("j-parent.jar", "StdConverter"))
                    .anySatisfy(problem -> assertThat(problem).contains("k-damaged.jar", "cannot be read"))
                    .anySatisfy(problem -> assertThat(problem).contains("l-forbidden.jar", "java.lang.Greet"));
        }
    }

    @Test
    void aFolderThatDoesNotExistIsNamed() throws Exception {
        Path nowhere = folder.resolve("nowhere");

        var found = HandlerSources.find(ClassLoader.getPlatformClassLoader(), Optional.of(nowhere));

        assertThat(found.usable()).isEmpty();
        assertThat(found.problems())
                .singleElement()
                .asString()
                .contains(nowhere.toString(), "does not exist", "SENDOFF_HANDLERS");
    }

    @Test
    void theClassPathBringsFunctionsToo() throws Exception {
        greeting("jar.jar", "greet=fn.Greet");
        var classPath = new URLClassLoader(
                new URL[] {folder.resolve("jar.jar").toUri().toURL()},
                getClass().getClassLoader());

        try (classPath;
                var handlers = TestHandlers.of(HandlerSources.find(classPath, Optional.empty()))) {
            assertThat(handlers.problems()).isEmpty();
            assertThat(handlers.find("greet").orElseThrow().latest().code().size())
                    .isEqualTo(Files.size(folder.resolve("jar.jar")));
            assertThat(TestHandlers.response(TestHandlers.run(handlers, "greet", "2")))
                    .isEqualTo("\"hi 2\"");
        }
    }

    private Path greeting(String name, String... functions) throws IOException {
        return Jars.jar(folder, name)
                .functions(functions)
                .handler("Greet", "return \"hi \" + event;")
                .make();
    }

    private String revision(String function) throws IOException {
        try (Handlers handlers = load()) {
            return handlers.find(function).orElseThrow().latest().revisionId();
        }
    }

    /** Only the folder: the class path of the tests may bring functions of its own. */
    private Handlers load() throws IOException {
        return load(folder);
    }

    private static Handlers load(Path folder) throws IOException {
        return TestHandlers.of(HandlerSources.find(ClassLoader.getPlatformClassLoader(), Optional.of(folder)));
    }
}
