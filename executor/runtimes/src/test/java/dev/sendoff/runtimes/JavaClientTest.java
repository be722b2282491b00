package dev.sendoff.runtimes;

import static org.assertj.core.api.Assertions.assertThat;

import com.amazonaws.services.lambda.runtime.RequestHandler;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.jar.JarOutputStream;
import java.util.zip.ZipEntry;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** AWS's Java client, started as {@link Runtimes} says. What it does is AWS's; that it runs here is ours. */
class JavaClientTest {
    @TempDir
    static Path folder;

    static Runtimes runtimes;
    static Path classes;

    @TempDir
    Path root;

    @BeforeAll
    static void compile() throws IOException {
        runtimes = Runtimes.install(folder.resolve("runtimes"), null, null, System.getenv("PATH"), false);
        classes = Files.createDirectories(folder.resolve("classes"));
        Path source = Files.writeString(folder.resolve("Handler.java"), """
                package tried;
                import com.amazonaws.services.lambda.runtime.*;
                import java.util.Map;
                public class Handler implements RequestHandler<Map<String, Object>, Object> {
                    public Object handleRequest(Map<String, Object> event, Context context) {
                        context.getLogger().log("logged ü of " + context.getAwsRequestId());
                        if (event.containsKey("fail")) {
                            throw new IllegalStateException("wrong state");
                        }
                        return Map.of("was", event, "name", context.getFunctionName(), "beside",
                            String.valueOf(Handler.class.getResource("/beside.txt")));
                    }
                }
                """);
        String core = Path.of(RequestHandler.class
                        .getProtectionDomain()
                        .getCodeSource()
                        .getLocation()
                        .getPath())
                .toString();
        int result = ToolProvider.getSystemJavaCompiler()
                .run(null, null, null, "-cp", core, "-d", classes.toString(), source.toString());
        assertThat(result).isZero();
    }

    private RunningFunction start(String handler) throws IOException {
        return new RunningFunction(runtimes.launch("java21", handler, root), root, handler, Map.of());
    }

    private static void jar(Path file, Path... entries) throws IOException {
        Files.createDirectories(file.getParent());
        try (JarOutputStream jar = new JarOutputStream(Files.newOutputStream(file))) {
            for (Path entry : entries) {
                jar.putNextEntry(new ZipEntry(classes.relativize(entry).toString()));
                Files.copy(entry, jar);
            }
        }
    }

    @Test
    void aHandlerOfTheTaskRootRuns() throws IOException {
        Files.createDirectories(root.resolve("tried"));
        Files.copy(classes.resolve("tried/Handler.class"), root.resolve("tried/Handler.class"));
        Files.writeString(root.resolve("beside.txt"), "");
        try (RunningFunction function = start("tried.Handler::handleRequest")) {
            JsonNode response = RunningFunction.json(function.respond("{\"a\":\"ü€😀\"}"));

            assertThat(response.path("was").path("a").textValue()).isEqualTo("ü€😀");
            assertThat(response.path("name").textValue()).isEqualTo("tried");
            assertThat(response.path("beside").textValue()).endsWith("/beside.txt");
            assertThat(function.awaitLog("logged").getFirst()).isEqualTo("logged ü of " + function.lastId());

            JsonNode error = function.fail("{\"fail\":true}");
            assertThat(error.path("errorType").textValue()).isEqualTo("java.lang.IllegalStateException");
            assertThat(error.path("errorMessage").textValue()).isEqualTo("wrong state");
            assertThat(error.path("stackTrace").get(0).textValue()).startsWith("tried.Handler.handleRequest(");
            function.awaitIdle();
            assertThat(List.of(function.log().split("\n"))).noneMatch(line -> line.startsWith("WARNING"));
        }
    }

    @Test
    void aHandlerOfAJarInLibRuns() throws IOException {
        jar(root.resolve("lib/handler.jar"), classes.resolve("tried/Handler.class"));
        try (RunningFunction function = start("tried.Handler")) {
            assertThat(function.respond("{}")).contains("\"name\":\"tried\"");
        }
    }

    @Test
    void aClassThatIsNotThereFailsTheEvent() throws IOException {
        try (RunningFunction function = start("tried.Absent::handleRequest")) {
            assertThat(function.fail("{}").path("errorMessage").textValue()).isEqualTo("Class not found: tried.Absent");
        }
    }
}
