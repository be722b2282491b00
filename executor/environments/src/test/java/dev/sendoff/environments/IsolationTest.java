package dev.sendoff.environments;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.vertx.core.Vertx;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What an environment cannot see or touch, and that nothing of it is left behind. */
@Timeout(60)
class IsolationTest {

    private static EnvironmentsSettings settings(boolean separateUsers) {
        return EnvironmentsSettings.in(Path.of("unused")).withSeparateUsers(separateUsers);
    }

    /** Reported as skipped where we may not switch users. */
    private static Rig withUsers() throws IOException {
        Rig rig = new Rig(settings(true));
        if (!rig.environments.isolation().startsWith("each environment has a user of its own")) {
            String why = rig.environments.isolation();
            rig.close();
            assumeTrue(false, why);
        }
        return rig;
    }

    private static List<Long> pids(String response) {
        return Stream.of(response.replaceAll("[\\[\\] ]", "").split(","))
                .map(Long::valueOf)
                .toList();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void nothingOfOursIsInIt(boolean separateUsers) throws IOException {
        try (Rig rig = new Rig(settings(separateUsers))) {
            Blueprint plain = rig.python("plain");
            Blueprint blueprint = new Blueprint(
                    plain.function(),
                    plain.version(),
                    "1",
                    plain.command(),
                    plain.taskRoot(),
                    Map.of("GREETING", "hi", "TZ", "Europe/Paris", "_HANDLER", "not to be chosen"),
                    plain.handler(),
                    128);
            String facts = rig.response(blueprint, "{\"do\":\"facts\"}");
            assertThat(facts)
                    .contains("\"fds\": [0, 1, 2]")
                    .contains("\"stdin\": \"/dev/null\"")
                    .contains("\"folder\": \"" + rig.taskRoot + "\"")
                    .contains("\"home\": [], \"tmp\": []")
                    .contains("NoNewPrivs:\\t1");
            String variables = facts.replaceAll(".*\"variables\": \\{([^}]*)\\}.*", "$1");
            assertThat(Stream.of(variables.split("\", \"")).map(entry -> entry.replaceAll("\": .*|^\"", "")))
                    .containsExactlyInAnyOrder(
                            "_HANDLER",
                            "AWS_LAMBDA_FUNCTION_MEMORY_SIZE",
                            "AWS_LAMBDA_FUNCTION_NAME",
                            "AWS_LAMBDA_FUNCTION_VERSION",
                            "AWS_LAMBDA_INITIALIZATION_TYPE",
                            "AWS_LAMBDA_LOG_GROUP_NAME",
                            "AWS_LAMBDA_LOG_STREAM_NAME",
                            "AWS_LAMBDA_RUNTIME_API",
                            "GREETING",
                            "HOME",
                            "LAMBDA_RUNTIME_DIR",
                            "LAMBDA_TASK_ROOT",
                            "LANG",
                            "LD_LIBRARY_PATH",
                            "PATH",
                            "SENDOFF_ENVIRONMENT",
                            "TMPDIR",
                            "TZ");
            assertThat(variables)
                    .contains("\"TZ\": \"Europe/Paris\"", "\"_HANDLER\": \"plain\"")
                    .containsPattern("LOG_STREAM_NAME\": \"\\d{4}/\\d\\d/\\d\\d/\\[\\$LATEST\\][0-9a-f]{32}\"");
            long pid = Long.parseLong(facts.replaceAll(".*\"pid\": (\\d+).*", "$1"));
            assertThat(facts).contains("\"session\": " + pid);
        }
    }

    @Test
    void eachHasAUserOfItsOwnWithoutAnyPrivilege() throws IOException {
        try (Rig rig = withUsers()) {
            String a = rig.response(rig.python("a"), "{\"do\":\"facts\"}");
            String b = rig.response(rig.python("b"), "{\"do\":\"facts\"}");
            String user = ".*\"uid\": (\\d+).*";
            assertThat(Integer.parseInt(a.replaceAll(user, "$1"))).isBetween(Rig.FIRST_USER, Rig.FIRST_USER + 15_999);
            assertThat(a.replaceAll(user, "$1")).isNotEqualTo(b.replaceAll(user, "$1"));
            assertThat(a)
                    .contains("\"groups\": []")
                    .contains("CapEff:\\t0000000000000000")
                    .contains("CapBnd:\\t0000000000000000");
        }
    }

    @Test
    void itCannotReadOurFilesOrChangeItsCode() throws IOException {
        try (Rig rig = withUsers()) {
            Path secret = Files.writeString(rig.folder.resolve("secret"), "x");
            Files.setPosixFilePermissions(secret, PosixFilePermissions.fromString("rw-------"));
            assertThat(rig.response(rig.python("plain"), "{\"do\":\"may\",\"file\":\"" + secret + "\"}"))
                    .isEqualTo("{\"read\": false, \"write\": false}");
        }
    }

    @Test
    void whatItWroteIsGoneBeforeAnotherHasItsPlace() throws IOException {
        try (Rig rig = new Rig(settings(true).withMost(1))) {
            Path kept = Files.writeString(rig.folder.resolve("kept"), "x");
            String pid = rig.response(rig.python("a"), "{\"do\":\"leave\",\"link\":\"" + kept + "\"}");
            assertThat(rig.response(rig.python("b"), "{\"do\":\"facts\"}")).contains("\"home\": [], \"tmp\": []");
            assertThat(kept).exists();
            if (rig.environments.isolation().startsWith("each environment has a user of its own")) {
                assertThat(Path.of("/dev/shm/left-by-" + pid)).doesNotExist();
            } else {
                Files.deleteIfExists(Path.of("/dev/shm/left-by-" + pid));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aChildThatLeftItsSessionEndsWithIt(boolean separateUsers) throws IOException {
        try (Rig rig = new Rig(settings(separateUsers))) {
            Blueprint blueprint = rig.python("plain");
            List<Long> left = pids(rig.response(blueprint, "{\"do\":\"daemon\",\"count\":3}"));
            assertThat(left).hasSize(3).allMatch(Rig::isAlive);
            rig.run(blueprint, "{\"do\":\"exit\",\"status\":1}");
            Rig.until("its children are gone", () -> left.stream().noneMatch(Rig::isAlive));
        }
    }

    @Test
    void evenOneThatDroppedItsVariables() throws IOException {
        try (Rig rig = withUsers()) {
            List<Long> left = pids(rig.response(rig.python("bare"), "{\"do\":\"daemon\",\"count\":1}"));
            assertThat(left).allMatch(Rig::isAlive);
            rig.environments.retire("actor-bare");
            Rig.until("its child is gone", () -> left.stream().noneMatch(Rig::isAlive));
        }
    }

    @Test
    void processesThatKeepBeginningOthersAreEnded() throws IOException {
        try (Rig rig = withUsers()) {
            Blueprint neighbour = rig.python("neighbour");
            Blueprint multiplier = rig.python("multiplier");
            rig.run(neighbour, "1");
            rig.run(multiplier, "{\"do\":\"multiply\"}");
            long began = System.nanoTime();
            rig.environments.retire("actor-multiplier");
            Rig.until(
                    "only the neighbour is left",
                    () -> rig.environments.figures().equals(new Figures(0, 1, 0, 0, 0, 0)));
            // Sooner than they would have ended by themselves.
            assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(6));
            assertThat(rig.response(neighbour, "2")).isEqualTo("2");
        }
    }

    @Test
    void othersCannotReachItsRuntimeApi() throws Exception {
        try (Rig rig = withUsers()) {
            String facts = rig.response(rig.python("owner"), "{\"do\":\"facts\"}");
            String api = facts.replaceAll(".*\"AWS_LAMBDA_RUNTIME_API\": \"([^\"]*)\".*", "$1");
            assertThat(api).startsWith("127.0.0.1:");
            assertThat(rig.response(rig.python("thief"), "{\"do\":\"connect\",\"api\":\"" + api + "\"}"))
                    .isEqualTo("\"refused\"");
            // Nor can we, though we are root.
            try (HttpClient client = HttpClient.newHttpClient()) {
                HttpRequest next = HttpRequest.newBuilder(
                                URI.create("http://" + api + "/2018-06-01/runtime/invocation/next"))
                        .timeout(Duration.ofSeconds(10))
                        .build();
                assertThatThrownBy(() -> client.send(next, HttpResponse.BodyHandlers.ofString()))
                        .isInstanceOf(IOException.class)
                        .isNotInstanceOf(HttpTimeoutException.class);
            }
            assertThat(rig.response(rig.python("owner"), "\"still there\"")).isEqualTo("\"still there\"");
        }
    }

    @Test
    void aFolderBelongsToOneExecutor() throws IOException {
        try (Rig rig = new Rig(settings(false))) {
            Vertx vertx = Vertx.vertx();
            try {
                assertThatThrownBy(() -> Environments.open(Rig.in(rig.folder, settings(false)), vertx))
                        .isInstanceOf(IOException.class)
                        .hasMessageContaining("uses");
            } finally {
                vertx.close().toCompletionStage().toCompletableFuture().join();
            }
        }
    }

    /** An executor of its own process, which is to be killed. */
    static final class Victim {
        public static void main(String[] args) throws IOException {
            Rig rig = new Rig(settings(Boolean.parseBoolean(args[0])));
            System.out.println(rig.folder);
            Blueprint blueprint = rig.python("plain");
            System.out.println(rig.response(blueprint, "{\"do\":\"daemon\",\"count\":1}"));
            System.out.println(rig.response(blueprint, "{\"do\":\"pid\"}"));
            System.in.read();
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void nothingOutlivesAnExecutorThatIsKilledBeyondTheStartOfTheNext(boolean separateUsers)
            throws IOException, InterruptedException {
        assumeTrue(Files.isExecutable(Rig.PYTHON), "there is no " + Rig.PYTHON);
        Process victim = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Victim.class.getName(),
                        Boolean.toString(separateUsers))
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        Path folder;
        long daemon;
        long runtime;
        try (BufferedReader said = victim.inputReader(StandardCharsets.UTF_8)) {
            folder = Path.of(said.readLine());
            daemon = pids(said.readLine()).getFirst();
            runtime = Long.parseLong(said.readLine());
            assertThat(List.of(daemon, runtime)).allMatch(Rig::isAlive);
        } finally {
            victim.destroyForcibly().waitFor();
        }
        Rig.until("the runtime is gone with its executor", () -> !Rig.isAlive(runtime));
        // Its child is not the executor's child, so nothing tells it.
        assertThat(Rig.isAlive(daemon)).isTrue();
        Vertx vertx = Vertx.vertx();
        try (Environments next = Environments.open(Rig.in(folder, settings(separateUsers)), vertx)) {
            assertThat(next.figures()).isEqualTo(new Figures(0, 0, 0, 0, 0, 0));
            assertThat(Rig.isAlive(daemon)).isFalse();
        } finally {
            vertx.close().toCompletionStage().toCompletableFuture().join();
            Rig.remove(folder);
        }
    }

    @Test
    void aTimeOutOfOneHoldsNoOtherUp() throws IOException {
        try (Rig rig = new Rig(settings(true))) {
            Blueprint neighbour = rig.python("neighbour");
            rig.run(neighbour, "1");
            var stuck = rig.start(rig.shell("trap '' TERM INT; sleep 60"), "1");
            long began = System.nanoTime();
            for (int i = 0; i < 50; i++) {
                rig.response(neighbour, "2");
            }
            assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(3));
            assertThat(stuck).isNotDone();
        }
    }
}
