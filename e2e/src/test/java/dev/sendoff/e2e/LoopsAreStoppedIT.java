package dev.sendoff.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sendoff.core.Lineage;
import dev.sendoff.core.RequestId;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.lambda.LambdaClient;
import software.amazon.awssdk.services.lambda.model.InvocationType;
import software.amazon.awssdk.services.lambda.model.RecursiveInvocationException;
import software.amazon.awssdk.services.lambda.model.RecursiveLoop;

/** Functions that invoke each other through AWS's SDK, which sends the trace header on by itself. */
@ExtendWith(SharedSendoff.class)
class LoopsAreStoppedIT {

    private static final Duration SOON = Duration.ofSeconds(90);

    /** Invokes the function that the variable NEXT names, or itself, until the event's n is its last. */
    private static final String INVOKER = """
            import boto3, json, os
            client = boto3.client("lambda")
            def handler(event, context):
                if event["n"] < event["last"]:
                    client.invoke(FunctionName=os.environ.get("NEXT", context.function_name), InvocationType="Event",
                        Payload=json.dumps({"n": event["n"] + 1, "last": event["last"]}))
                return event["n"]
            """;

    private final List<String> deployed = new ArrayList<>();
    private LambdaClient lambda;

    @BeforeEach
    void connect(SendoffProcess sendoff) {
        lambda = LambdaClients.of(sendoff.base());
    }

    @AfterEach
    void removeTheFunctions() {
        deployed.forEach(name -> lambda.deleteFunction(request -> request.functionName(name)));
        lambda.close();
    }

    private String deploy(String name, Map<String, String> variables) {
        lambda.createFunction(request -> request.functionName(name)
                .role("arn:aws:iam::000000000000:role/sendoff")
                .runtime("python3.13")
                .handler("app.handler")
                .timeout(30)
                .environment(environment -> environment.variables(variables))
                .code(code -> code.zipFile(Zip.of("app.py", INVOKER))));
        deployed.add(name);
        lambda.waiter().waitUntilFunctionActiveV2(request -> request.functionName(name));
        return name;
    }

    private static String name() {
        return "loop-" + UUID.randomUUID();
    }

    private void send(String name, int last) {
        lambda.invoke(request -> request.functionName(name)
                .invocationType(InvocationType.EVENT)
                .payload(SdkBytes.fromUtf8String("{\"n\":1,\"last\":" + last + "}")));
    }

    private static List<JsonNode> invocationsOf(String function, Http http) {
        List<JsonNode> all = new ArrayList<>();
        http.get("/v1/invocations?limit=500&function=" + function)
                .json()
                .path("invocations")
                .forEach(all::add);
        return all;
    }

    private static List<JsonNode> ended(String function, String status, Http http) {
        return invocationsOf(function, http).stream()
                .filter(state -> state.path("status").asText().equals(status))
                .toList();
    }

    private static void assumeBoto3() throws Exception {
        try {
            Process process = new ProcessBuilder("/usr/bin/python3", "-c", "import boto3")
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            assumeTrue(process.waitFor(60, TimeUnit.SECONDS) && process.exitValue() == 0, "boto3 is installed");
        } catch (IOException e) {
            assumeTrue(false, "python3: " + e.getMessage());
        }
    }

    @Test
    void aFunctionThatInvokesItselfEndsByItself(Http http) throws Exception {
        assumeBoto3();
        String name = deploy(name(), Map.of());
        send(name, 1_000);
        JsonNode stopped = Await.until(
                        "a dead letter of " + name,
                        SOON,
                        () -> ended(name, "DEAD_LETTERED", http),
                        letters -> !letters.isEmpty())
                .getFirst();
        assertThat(stopped.path("deadLetterReason").asText()).isEqualTo("RECURSION_STOPPED");
        assertThat(stopped.path("attempts")).isEmpty();
        Await.until("the 16 before it", SOON, () -> ended(name, "SUCCEEDED", http), all -> all.size() == 16);
        assertThat(invocationsOf(name, http)).hasSize(17);
        assertThat(http.get("/q/metrics").body())
                .containsPattern("sendoff_recursions_stopped\\{invocation=\"Event\"[^}]*} [1-9]");
    }

    @Test
    void soDoTwoThatInvokeEachOther(Http http) throws Exception {
        assumeBoto3();
        String other = name();
        String one = deploy(name(), Map.of("NEXT", other));
        deploy(other, Map.of("NEXT", one));
        send(one, 1_000);
        JsonNode stopped = Await.until(
                        "a dead letter of " + one,
                        SOON,
                        () -> ended(one, "DEAD_LETTERED", http),
                        letters -> !letters.isEmpty())
                .getFirst();
        assertThat(stopped.path("deadLetterReason").asText()).isEqualTo("RECURSION_STOPPED");
        Await.until("the 16 before it", SOON, () -> ended(one, "SUCCEEDED", http), all -> all.size() == 16);
        Await.until("16 of the other", SOON, () -> ended(other, "SUCCEEDED", http), all -> all.size() == 16);
        assertThat(invocationsOf(one, http)).hasSize(17);
        assertThat(invocationsOf(other, http)).hasSize(16);
    }

    @Test
    void oneThatMayInvokeItselfGoesOn(Http http) throws Exception {
        assumeBoto3();
        String name = deploy(name(), Map.of());
        lambda.putFunctionRecursionConfig(request -> request.functionName(name).recursiveLoop(RecursiveLoop.ALLOW));
        send(name, 20);
        Await.until("all 20", SOON, () -> ended(name, "SUCCEEDED", http), all -> all.size() == 20);
        assertThat(invocationsOf(name, http)).hasSize(20);
    }

    @Test
    void aSynchronousCallOfALoopIsRefusedAsAtAws() {
        String trace = "Root=1-5759e988-bd862e3fe1be46a994272793;Sampled=0";
        for (int i = 0; i < 16; i++) {
            String sent = trace;
            assertThat(lambda.invoke(request -> request.functionName("hello")
                                    .payload(SdkBytes.fromUtf8String("{}"))
                                    .overrideConfiguration(more -> more.putHeader("X-Amzn-Trace-Id", sent)))
                            .functionError())
                    .isNull();
            trace = Lineage.handedOn(RequestId.parse(UUID.randomUUID().toString()), "hello", trace);
        }
        String sent = trace;
        assertThatThrownBy(() -> lambda.invoke(request -> request.functionName("hello")
                        .overrideConfiguration(more -> more.putHeader("X-Amzn-Trace-Id", sent))))
                .isInstanceOf(RecursiveInvocationException.class)
                .hasMessageContaining("recursive loop");
    }
}
