package dev.sendoff.environments;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.sendoff.core.FunctionError;
import dev.sendoff.core.Outcome;
import dev.sendoff.core.PlatformErrors;
import dev.sendoff.core.RequestId;
import dev.sendoff.environments.crew.Crew;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ContainersTest {

    private static final Duration LIMIT = Duration.ofSeconds(20);

    private final Set<String> functions = new TreeSet<>(Set.of("hello", "Thumb_nail"));
    private final Vertx vertx = Vertx.vertx();
    private Containers containers;

    private record Known(Set<String> names) implements ContainerFunctions {
        @Override
        public boolean has(String function) {
            return names.contains(function);
        }

        @Override
        public Collection<String> all() {
            return names;
        }
    }

    @BeforeEach
    void open() {
        containers = open(0, Map.of());
    }

    private Containers open(Integer port, Map<String, Integer> ports) {
        return Containers.open(
                new ContainersSettings("127.0.0.1", port, ports, Duration.ofSeconds(20), ContainersSettings.AWAY),
                new Known(functions),
                vertx);
    }

    @AfterEach
    void close() {
        containers.close();
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    private Caller caller(String host) throws IOException {
        return new Caller(containers.port(), host);
    }

    private static Event event(String payload, Duration timeout) {
        return new Event(
                new RequestId(UUID.randomUUID()),
                "arn:aws:lambda:us-east-1:000000000000:function:hello",
                payload,
                "Root=1-2-3",
                "{\"custom\":{}}",
                timeout,
                1);
    }

    private CompletableFuture<Outcome> run(Event event) {
        return containers.run("hello", "$LATEST", 128, event, OutputLog.NONE).toCompletableFuture();
    }

    private void untilCount(Crew.Count count) {
        Rig.until(count.toString(), () -> containers.count().equals(count));
    }

    @Test
    void anEventGoesToAContainerOfItsFunctionAndItsAnswerComesBack() throws IOException {
        try (Caller hello = caller("hello.functions:9001");
                Caller other = caller("thumb_nail")) {
            hello.ask();
            other.ask();
            untilCount(new Crew.Count(2, 0, 0));
            Rig.Kept log = new Rig.Kept();
            Event event = event("{\"n\":1}", LIMIT);
            CompletableFuture<Outcome> outcome =
                    containers.run("hello", "3", 256, event, log).toCompletableFuture();
            Caller.Answer next = hello.answer();
            assertThat(next.status()).isEqualTo(200);
            assertThat(next.body()).isEqualTo("{\"n\":1}");
            assertThat(next.headers())
                    .containsEntry("lambda-runtime-aws-request-id", event.id().toString())
                    .containsEntry("lambda-runtime-trace-id", "Root=1-2-3")
                    .containsEntry("lambda-runtime-client-context", "{\"custom\":{}}")
                    .containsEntry("lambda-runtime-invoked-function-arn", event.invokedFunctionArn())
                    .containsKey("lambda-runtime-deadline-ms");
            Caller.Answer accepted = hello.respond(event.id().toString(), "{\"ok\":1}");
            assertThat(accepted.status()).isEqualTo(202);
            assertThat(accepted.body()).isEqualTo("{\"status\":\"OK\"}\n");
            assertThat(Rig.await(outcome)).isEqualTo(new Outcome.Succeeded("{\"ok\":1}"));
            assertThat(log.text())
                    .startsWith("START RequestId: " + event.id() + " Version: 3\nEND RequestId: " + event.id()
                            + "\nREPORT ")
                    .contains("\tMemory Size: 256 MB\t");
            assertThat(containers.count()).isEqualTo(new Crew.Count(1, 0, 0));
        }
    }

    @Test
    void whoNamesNoFunctionThatIsThereIsToldWhichAre() throws IOException {
        try (Caller unknown = caller("nobody.functions:9001");
                Caller address = caller("127.0.0.1:9001")) {
            Caller.Answer refused = unknown.next();
            assertThat(refused.status()).isEqualTo(404);
            assertThat(refused.body())
                    .isEqualTo("{\"errorMessage\":\"There is no function 'nobody' whose package type is Image."
                            + " There are Thumb_nail, hello.\",\"errorType\":\"Sendoff.UnknownFunction\"}\n");
            assertThat(address.next().body())
                    .contains("AWS_LAMBDA_RUNTIME_API=hello.functions:9001, unlike '127.0.0.1:9001'");
        }
    }

    @Test
    void aPortOfAFunctionAsksForNoName() throws IOException {
        int port = free();
        try (Containers own = open(null, Map.of("hello", port));
                Caller caller = new Caller(port, "localhost:" + port)) {
            caller.ask();
            Event event = event("1", LIMIT);
            Rig.until("it asks", () -> own.count().free() == 1);
            var outcome =
                    own.run("hello", "$LATEST", 128, event, OutputLog.NONE).toCompletableFuture();
            caller.answer();
            caller.respond(event.id().toString(), "2");
            assertThat(Rig.await(outcome)).isEqualTo(new Outcome.Succeeded("2"));
        }
    }

    private static int free() throws IOException {
        try (var socket = new java.net.ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    @Test
    void aPortThatIsTakenIsNamed() {
        assertThatThrownBy(() -> open(containers.port(), Map.of()))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("cannot listen on 127.0.0.1:" + containers.port());
    }

    @Test
    void theAnswerIsTakenThoughTheFunctionWasDeletedMeanwhile() throws IOException {
        try (Caller caller = caller("hello")) {
            caller.ask();
            untilCount(new Crew.Count(1, 0, 0));
            Event event = event("1", LIMIT);
            CompletableFuture<Outcome> outcome = run(event);
            caller.answer();
            functions.remove("hello");
            assertThat(caller.respond(event.id().toString(), "2").status()).isEqualTo(202);
            assertThat(Rig.await(outcome)).isEqualTo(new Outcome.Succeeded("2"));
            assertThat(caller.next().status()).isEqualTo(404);
        }
    }

    @Test
    void whatTakesTooLongEndsAndItsAnswerIsRefused() throws IOException {
        try (Caller caller = caller("hello")) {
            caller.ask();
            untilCount(new Crew.Count(1, 0, 0));
            Event event = event("1", Duration.ofMillis(100));
            assertThat(Rig.await(run(event))).isEqualTo(PlatformErrors.timedOut(event.id(), Duration.ofMillis(100)));
            caller.answer();
            Caller.Answer late = caller.respond(event.id().toString(), "2");
            assertThat(late.status()).isEqualTo(400);
            assertThat(late.body()).contains("\"errorType\":\"InvalidRequestID\"");
            caller.ask();
            untilCount(new Crew.Count(1, 0, 0));
        }
    }

    @Test
    void aContainerThatGoesAwayEndsItsAttemptAndNoOther() throws IOException {
        Caller gone = caller("hello");
        try (Caller stays = caller("hello")) {
            gone.ask();
            untilCount(new Crew.Count(1, 0, 0));
            Event first = event("1", LIMIT);
            CompletableFuture<Outcome> done = run(first);
            gone.answer();
            gone.respond(first.id().toString(), "1");
            assertThat(Rig.await(done)).isEqualTo(new Outcome.Succeeded("1"));
            gone.ask();
            untilCount(new Crew.Count(1, 0, 0));
            Event second = event("2", LIMIT);
            CompletableFuture<Outcome> broken = run(second);
            gone.answer();
            stays.ask();
            untilCount(new Crew.Count(1, 1, 0));
            Event third = event("3", LIMIT);
            CompletableFuture<Outcome> kept = run(third);
            stays.answer();
            gone.close();
            FunctionError error = Rig.error(Rig.await(broken));
            assertThat(error.type()).isEqualTo("Runtime.ExitError");
            assertThat(error.message())
                    .isEqualTo("RequestId: " + second.id() + " Error: Runtime exited without providing a reason");
            stays.respond(third.id().toString(), "3");
            assertThat(Rig.await(kept)).isEqualTo(new Outcome.Succeeded("3"));
        }
    }

    @Test
    void withoutAContainerAnEventIsNotRun() throws IOException {
        assertThat(Rig.await(run(event("1", LIMIT))))
                .isEqualTo(new Outcome.NotRun("no container of 'hello' is connected to this executor"));
        try (Caller caller = caller("hello")) {
            Caller.Answer accepted = caller.post(
                    "init/error", "{\"errorMessage\":\"no such module\",\"errorType\":\"Runtime.ImportModuleError\"}");
            assertThat(accepted.status()).isEqualTo(202);
        }
        Rig.until(
                "the reason is told",
                () -> Rig.await(run(event("1", LIMIT)))
                        .equals(new Outcome.NotRun("no container of 'hello' is connected to this executor;"
                                + " the last one could not start: Runtime.ImportModuleError: no such module")));
    }

    @Test
    void aLoopOfShellCommandsWithAConnectionForEachRequestIsServed(@TempDir Path folder) throws Exception {
        assumeTrue(Files.isExecutable(Path.of("/usr/bin/curl")), "there is no curl");
        int port = free();
        String loop = """
                API=http://127.0.0.1:%d/2018-06-01/runtime/invocation
                while true; do
                  curl -sS -D headers -o event "$API/next" || exit
                  id=$(sed -n 's/^lambda-runtime-aws-request-id: *\\([0-9a-f-]*\\).*/\\1/Ip' headers)
                  curl -sS -o answer -d @event "$API/$id/response" || exit
                done
                """.formatted(port);
        try (Containers own = open(null, Map.of("hello", port))) {
            Process shell = new ProcessBuilder("/bin/sh", "-c", loop)
                    .directory(folder.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            try {
                Rig.until("it asks", () -> own.count().free() == 1);
                for (int i = 0; i < 10; i++) {
                    var outcome = own.run("hello", "$LATEST", 128, event("{\"i\":" + i + "}", LIMIT), OutputLog.NONE);
                    assertThat(Rig.await(outcome.toCompletableFuture()))
                            .isEqualTo(new Outcome.Succeeded("{\"i\":" + i + "}"));
                }
            } finally {
                shell.descendants().forEach(ProcessHandle::destroyForcibly);
                shell.destroyForcibly().waitFor();
            }
        }
    }

    @Test
    void closingGivesBackWhatContainersHave() throws IOException {
        try (Caller caller = caller("hello")) {
            caller.ask();
            untilCount(new Crew.Count(1, 0, 0));
            CompletableFuture<Outcome> outcome = run(event("1", LIMIT));
            caller.answer();
            containers.close();
            assertThat(Rig.await(outcome)).isEqualTo(new Outcome.NotRun("this executor was closed"));
            assertThatThrownBy(caller::next).isInstanceOf(IOException.class);
        }
    }
}
