package dev.sendoff.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sendoff.runtimes.Launch;
import dev.sendoff.runtimes.Runtimes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.lambda.LambdaClient;
import software.amazon.awssdk.services.lambda.model.GetFunctionResponse;
import software.amazon.awssdk.services.lambda.model.LambdaException;
import software.amazon.awssdk.services.lambda.model.PackageType;

/**
 * Functions whose processes nobody but their user starts: here the test, as Compose or Kubernetes would start containers. They
 * reach an executor by the address in {@code AWS_LAMBDA_RUNTIME_API}.
 */
@ExtendWith(SharedSendoff.class)
class FunctionsInContainersIT {

    private static final Duration SOON = Duration.ofSeconds(60);
    /** Has a port of its own. */
    private static final String BOXED = "boxed";

    @TempDir
    private Path folder;

    private final List<Process> containers = new ArrayList<>();
    private final List<String> deployed = new ArrayList<>();
    private LambdaClient lambda;

    @BeforeEach
    void connect(SendoffProcess sendoff) {
        lambda = LambdaClients.of(sendoff.base());
    }

    @AfterEach
    void removeAll() {
        containers.forEach(FunctionsInContainersIT::end);
        deployed.forEach(name -> lambda.deleteFunction(request -> request.functionName(name)));
        lambda.close();
    }

    private static void end(Process container) {
        container.descendants().forEach(ProcessHandle::destroyForcibly);
        container.destroyForcibly().onExit().join();
    }

    private void deploy(String name, int timeout) {
        lambda.createFunction(request -> request.functionName(name)
                .role("arn:aws:iam::000000000000:role/any")
                .packageType(PackageType.IMAGE)
                .timeout(timeout)
                .code(code -> code.imageUri("registry.example/team/" + name + ":1")));
        deployed.add(name);
        lambda.waiter().waitUntilFunctionActiveV2(request -> request.functionName(name));
    }

    private Process start(ProcessBuilder builder) throws IOException {
        Process container = builder.redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        containers.add(container);
        return container;
    }

    /** AWS's Java client, as it stands in AWS's base images. */
    private Process startBoxed(SendoffProcess sendoff, Launch.Command launch) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(launch.command()).directory(folder.toFile());
        Map<String, String> environment = builder.environment();
        environment.putAll(launch.variables());
        environment.put(
                "AWS_LAMBDA_RUNTIME_API",
                "localhost:" + sendoff.setting("SENDOFF_CONTAINERS_PORTS").split("=", 2)[1]);
        environment.put("_HANDLER", "Boxed::handleRequest");
        environment.put("LAMBDA_TASK_ROOT", folder.toString());
        environment.put("AWS_LAMBDA_FUNCTION_NAME", BOXED);
        environment.put("AWS_LAMBDA_FUNCTION_VERSION", "$LATEST");
        environment.put("AWS_LAMBDA_FUNCTION_MEMORY_SIZE", "128");
        return start(builder);
    }

    private Launch.Command compileBoxed() throws IOException {
        Path source = Files.writeString(folder.resolve("Boxed.java"), """
                import com.amazonaws.services.lambda.runtime.*;
                import java.nio.file.*;
                import java.util.Map;
                public class Boxed implements RequestHandler<Map<String, Object>, Object> {
                    public Object handleRequest(Map<String, Object> event, Context context) {
                        try {
                            if (event.containsKey("stuckIn")) {
                                Path once = Path.of((String) event.get("stuckIn"));
                                if (!Files.exists(once)) {
                                    Files.writeString(once, "" + ProcessHandle.current().pid());
                                    new java.util.concurrent.CountDownLatch(1).await();
                                }
                            }
                            Thread.sleep(20);
                            return event;
                        } catch (Exception e) {
                            throw new IllegalStateException(e);
                        }
                    }
                }
                """);
        int result = ToolProvider.getSystemJavaCompiler()
                .run(
                        null,
                        null,
                        null,
                        "--release",
                        "17",
                        "-cp",
                        System.getProperty("java.class.path"),
                        source.toString());
        assertThat(result).isZero();
        Runtimes runtimes = Runtimes.install(folder.resolve("runtimes"), null, null, System.getenv("PATH"), false);
        Launch launch = runtimes.launch("java21", "Boxed::handleRequest", folder);
        assertThat(launch).isInstanceOf(Launch.Command.class);
        return (Launch.Command) launch;
    }

    private static double figure(Http http, String name) {
        return http.get("/q/metrics")
                .body()
                .lines()
                .filter(line -> line.startsWith("sendoff_containers_" + name))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' '))))
                .sum();
    }

    @Test
    void aHundredEventsSurviveThatOneOfTwoContainersIsKilledInTheMiddle(SendoffProcess sendoff, Http http)
            throws IOException {
        deploy(BOXED, 30);
        Launch.Command launch = compileBoxed();
        startBoxed(sendoff, launch);
        startBoxed(sendoff, launch);
        Await.until("two containers", SOON, () -> figure(http, "free"), free -> free == 2);
        List<String> ids = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            ids.add(http.accepted(BOXED, "{\"n\":" + i + "}"));
        }
        Path stuckIn = folder.resolve("stuck");
        String stuck = http.accepted(BOXED, "{\"stuckIn\":\"" + stuckIn + "\"}");
        for (int i = 0; i < 49; i++) {
            ids.add(http.accepted(BOXED, "{\"m\":" + i + "}"));
        }
        String pid = Await.until(
                "the one that works on the event",
                SOON,
                () -> Files.exists(stuckIn) ? Files.readString(stuckIn) : "",
                text -> !text.isEmpty());
        end(containers.stream()
                .filter(container -> container.pid() == Long.parseLong(pid))
                .findFirst()
                .orElseThrow());
        for (String id : ids) {
            JsonNode state = States.awaitEnd(http, id, SOON);
            assertThat(state.get("status").asText()).as(state.toString()).isEqualTo("SUCCEEDED");
            assertThat(state.get("attempts")).as(state.toString()).hasSize(1);
        }
        JsonNode state = States.awaitEnd(http, stuck, SOON);
        assertThat(state.get("status").asText()).as(state.toString()).isEqualTo("SUCCEEDED");
        assertThat(state.get("attempts")).as(state.toString()).hasSize(2);
        JsonNode first = state.get("attempts").get(0);
        assertThat(first.get("errorType").asText()).isEqualTo("Runtime.ExitError");
        assertThat(first.get("errorMessage").asText())
                .isEqualTo("RequestId: " + stuck + " Error: Runtime exited without providing a reason");
    }

    /** A container in shell: it writes the status of each answer to a file, one a line. */
    private Path startShell(SendoffProcess sendoff, String name) throws IOException {
        Path statuses = folder.resolve(name + ".statuses");
        ProcessBuilder shell = new ProcessBuilder("/bin/sh", "-c", """
                api="http://127.0.0.1:$PORT/2018-06-01/runtime/invocation"
                host="Host: $NAME.functions:9001"
                while true; do
                  curl -sS -H "$host" -D headers -o event "$api/next" || exit
                  id=$(sed -n 's/^lambda-runtime-aws-request-id: *\\([0-9a-f-]*\\).*/\\1/Ip' headers)
                  if grep -q slow event; then sleep 4; fi
                  curl -sS -H "$host" -o answer -w '%{http_code}\\n' -d @event "$api/$id/response" >> "$STATUSES"
                done
                """).directory(folder.toFile());
        shell.environment().put("PORT", sendoff.setting("SENDOFF_CONTAINERS_PORT"));
        shell.environment().put("NAME", name);
        shell.environment().put("STATUSES", statuses.toString());
        start(shell);
        return statuses;
    }

    @Test
    void aContainerThatTakesTooLongIsNotBelievedAndThenGoesOn(SendoffProcess sendoff, Http http) throws IOException {
        String name = "shell-" + System.nanoTime();
        deploy(name, 2);
        http.put("/v1/functions/" + name + "/retry-policy", "{\"maxAttempts\":1}");
        Path statuses = startShell(sendoff, name);
        Await.until("its container", SOON, () -> figure(http, "free"), free -> free == 1);
        JsonNode late = States.awaitEnd(http, http.accepted(name, "\"slow\""), SOON);
        assertThat(late.get("status").asText()).isEqualTo("DEAD_LETTERED");
        assertThat(late.get("attempts").get(0).get("errorType").asText()).isEqualTo("Sandbox.Timedout");
        Await.until(
                "its late answer",
                SOON,
                () -> Files.exists(statuses) ? Files.readString(statuses) : "",
                "400\n"::equals);
        Await.until("its next request", SOON, () -> figure(http, "free"), free -> free == 1);
        var called = lambda.invoke(request -> request.functionName(name).payload(SdkBytes.fromUtf8String("\"quick\"")));
        assertThat(called.payload().asUtf8String()).isEqualTo("\"quick\"");
        assertThat(called.functionError()).isNull();
    }

    @Test
    void withoutAContainerEventsWaitAndCallersAreToldSo(SendoffProcess sendoff, Http http) throws IOException {
        String name = "nobody-" + System.nanoTime();
        deploy(name, 10);
        assertThatThrownBy(() -> lambda.invoke(request -> request.functionName(name)))
                .isInstanceOfSatisfying(
                        LambdaException.class,
                        e -> assertThat(e.awsErrorDetails().errorCode()).isEqualTo("ServiceException"))
                .hasMessageContaining("no container of '" + name + "' is connected to this executor");
        String id = http.accepted(name, "{\"n\":1}");
        JsonNode waits = Await.until(
                "it waits",
                SOON,
                () -> http.get("/v1/invocations/" + id).json(),
                state -> state.path("status").asText().equals("WAITING"));
        assertThat(waits.get("waiting").get("for").asText()).isEqualTo("CAPACITY");
        assertThat(waits.get("attempts")).isEmpty();
        startShell(sendoff, name);
        JsonNode state = States.awaitEnd(http, id, SOON);
        assertThat(state.get("status").asText()).as(state.toString()).isEqualTo("SUCCEEDED");
        assertThat(state.get("attempts")).hasSize(1);
    }

    @Test
    void theImageIsShownAndChangedAsAtAws() {
        String name = "image-" + System.nanoTime();
        deploy(name, 10);
        GetFunctionResponse shown = lambda.getFunction(request -> request.functionName(name));
        assertThat(shown.code().repositoryType()).isEqualTo("ECR");
        assertThat(shown.code().imageUri()).isEqualTo("registry.example/team/" + name + ":1");
        assertThat(shown.configuration().packageType()).isEqualTo(PackageType.IMAGE);
        assertThat(shown.configuration().runtime()).isNull();
        assertThat(shown.configuration().handler()).isNull();
        lambda.updateFunctionCode(request -> request.functionName(name).imageUri("registry.example/team/other:2"));
        lambda.waiter().waitUntilFunctionUpdatedV2(request -> request.functionName(name));
        assertThat(lambda.getFunction(request -> request.functionName(name))
                        .code()
                        .imageUri())
                .isEqualTo("registry.example/team/other:2");
    }
}
