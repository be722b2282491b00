package dev.sendoff.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.lambda.LambdaClient;
import software.amazon.awssdk.services.lambda.model.InvocationType;
import software.amazon.awssdk.services.lambda.model.InvokeResponse;
import software.amazon.awssdk.services.lambda.model.LogType;

/** Code that was written for Lambda, in whatever language, deployed and run as it is. */
@ExtendWith(SharedSendoff.class)
class AnyLanguageIT {

    private static final String ROLE = "arn:aws:iam::000000000000:role/sendoff";
    private static final Duration SOON = Duration.ofSeconds(60);

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

    private String deploy(String runtime, String handler, SdkBytes zip, int timeout, Map<String, String> variables) {
        String name = "any-" + UUID.randomUUID();
        lambda.createFunction(request -> request.functionName(name)
                .role(ROLE)
                .runtime(runtime)
                .handler(handler)
                .timeout(timeout)
                .environment(environment -> environment.variables(variables))
                .code(code -> code.zipFile(zip)));
        deployed.add(name);
        lambda.waiter().waitUntilFunctionActiveV2(request -> request.functionName(name));
        return name;
    }

    private InvokeResponse call(String name, String event) {
        return lambda.invoke(
                request -> request.functionName(name).logType(LogType.TAIL).payload(SdkBytes.fromUtf8String(event)));
    }

    private static String log(InvokeResponse response) {
        return new String(Base64.getDecoder().decode(response.logResult()), UTF_8);
    }

    private String send(String name, String event) {
        return lambda.invoke(request -> request.functionName(name)
                        .invocationType(InvocationType.EVENT)
                        .payload(SdkBytes.fromUtf8String(event)))
                .responseMetadata()
                .requestId();
    }

    private static void assumeWorks(String... command) throws Exception {
        Process process;
        try {
            process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
        } catch (IOException e) {
            assumeTrue(false, String.join(" ", command) + ": " + e.getMessage());
            return;
        }
        assumeTrue(process.waitFor(60, TimeUnit.SECONDS), "it answers");
        assumeTrue(process.exitValue() == 0, String.join(" ", command) + " works on this machine");
    }

    @Test
    void aNodejsHandlerIsRunForAnEvent(Http http) throws Exception {
        assumeWorks("node", "--version");
        String name = deploy("nodejs22.x", "index.handler", Zip.of("index.mjs", """
                        let failures = 0;
                        export const handler = async (event, context) => {
                          console.log('got', event.n);
                          if (failures++ < event.fails) { throw new RangeError('not yet'); }
                          return { n: event.n, colour: process.env.COLOUR, version: context.functionVersion };
                        };
                        """), 10, Map.of("COLOUR", "blue"));
        http.put("/v1/functions/" + name + "/retry-policy", "{\"initialDelay\":\"PT0.2S\"}");
        JsonNode state = States.awaitEnd(http, send(name, "{\"n\":1,\"fails\":1}"), SOON);
        assertThat(state.get("status").asText()).isEqualTo("SUCCEEDED");
        assertThat(state.get("attempts")).hasSize(2);
        assertThat(state.get("attempts").get(0).get("errorType").asText()).isEqualTo("RangeError");
        InvokeResponse called = call(name, "{\"n\":2}");
        assertThat(called.payload().asUtf8String()).isEqualTo("{\"n\":2,\"colour\":\"blue\",\"version\":\"$LATEST\"}");
        assertThat(log(called)).contains("START RequestId: ", "INFO\tgot 2\n", "END RequestId: ", "REPORT RequestId: ");
    }

    @Test
    void aPythonFunctionInvokesAnotherThroughBoto3(Http http) throws Exception {
        assumeWorks("/usr/bin/python3", "-c", "import boto3");
        String worker = deploy(
                "python3.13",
                "app.handler",
                Zip.of("app.py", "def handler(event, context):\n    return {'worked': event['n']}\n"),
                10,
                Map.of());
        String first = deploy("python3.13", "app.handler", Zip.of("app.py", """
                        import boto3, json, os
                        lambda_client = boto3.client("lambda")
                        def handler(event, context):
                            answer = lambda_client.invoke(FunctionName=os.environ["WORKER"], InvocationType="Event",
                                Payload=json.dumps({"n": 7}))
                            return {"status": answer["StatusCode"], "id": answer["ResponseMetadata"]["RequestId"]}
                        """), 30, Map.of("WORKER", worker));
        InvokeResponse called = call(first, "{}");
        assertThat(called.functionError()).as(called.payload().asUtf8String()).isNull();
        JsonNode answer = new ObjectMapper().readTree(called.payload().asUtf8String());
        assertThat(answer.get("status").asInt()).isEqualTo(202);
        JsonNode state = States.awaitEnd(http, answer.get("id").asText(), SOON);
        assertThat(state.get("status").asText()).isEqualTo("SUCCEEDED");
        assertThat(state.get("function").asText()).isEqualTo(worker);
    }

    @Test
    void aBootstrapInShellIsARuntime() throws Exception {
        assumeWorks("curl", "--version");
        byte[] bootstrap = """
                #!/bin/sh
                api="http://$AWS_LAMBDA_RUNTIME_API/2018-06-01/runtime/invocation"
                while true; do
                  headers=$(mktemp)
                  event=$(curl -sS -D "$headers" "$api/next")
                  id=$(grep -i '^lambda-runtime-aws-request-id' "$headers" | tr -d '\\r' | cut -d' ' -f2)
                  case "$event" in
                    *invalid*) curl -sS -o /dev/null -d "no JSON" "$api/$id/response" ;;
                    *) curl -sS -o /dev/null -d "{\\"shell\\":$event}" "$api/$id/response" ;;
                  esac
                done
                """.getBytes(UTF_8);
        String name = deploy(
                "provided.al2023",
                "none",
                new Zip().file("bootstrap", 0755, bootstrap).bytes(),
                20,
                Map.of());
        assertThat(call(name, "{\"a\":1}").payload().asUtf8String()).isEqualTo("{\"shell\":{\"a\":1}}");
        // What is no JSON is taken as a text, since records hold JSON.
        assertThat(call(name, "\"invalid\"").payload().asUtf8String()).isEqualTo("\"no JSON\"");
        String without = deploy("provided", "none", Zip.of("readme", "no bootstrap"), 20, Map.of());
        InvokeResponse missing = call(without, "{}");
        assertThat(missing.payload().asUtf8String()).contains("Runtime.InvalidEntrypoint");
    }

    @Test
    void aJarForJavaRunsOnAwsClient(@TempDir Path folder) throws Exception {
        Path source = folder.resolve("Greet.java");
        Files.writeString(source, """
                import com.amazonaws.services.lambda.runtime.*;
                import java.util.Map;
                public class Greet implements RequestHandler<Map<String, Object>, String> {
                    public String handleRequest(Map<String, Object> event, Context context) {
                        return "hello " + event.get("name") + " from " + context.getFunctionVersion();
                    }
                }
                """);
        assertThat(ToolProvider.getSystemJavaCompiler()
                        .run(
                                null,
                                null,
                                null,
                                "--release",
                                "17",
                                "-cp",
                                System.getProperty("java.class.path"),
                                source.toString()))
                .isZero();
        String name = deploy(
                "java21",
                "Greet::handleRequest",
                new Zip()
                        .file("Greet.class", 0644, Files.readAllBytes(folder.resolve("Greet.class")))
                        .bytes(),
                30,
                Map.of());
        assertThat(call(name, "{\"name\":\"you\"}").payload().asUtf8String()).isEqualTo("\"hello you from $LATEST\"");
    }

    @Test
    void whateverAHandlerDoesEndsAsAtAwsAndItsNeighbourGoesOn() throws Exception {
        assumeWorks("node", "--version");
        String name = deploy("nodejs22.x", "index.handler", Zip.of("index.mjs", """
                        import { spawn } from 'node:child_process';
                        const deeds = {
                          throws: () => { throw new TypeError('no'); },
                          hangs: () => new Promise((resolve) => setTimeout(resolve, 60000)),
                          exits: () => process.exit(3),
                          leaves: () => process.exit(0),
                          eats: () => { const kept = []; while (true) { kept.push(Buffer.alloc(1 << 20, 1)); } },
                          writes: async () => {
                            const line = 'x'.repeat(999) + '\\n';
                            for (let i = 0; i < 100000; i++) {
                              if (!process.stdout.write(line)) { await new Promise((r) => process.stdout.once('drain', r)); }
                            }
                            return 'written';
                          },
                          answers: () => 'y'.repeat(7 * 1024 * 1024),
                          forks: () => {
                            spawn('sh', ['-c', `(setsid sleep 7654${process.env.MARK} &) ; sleep 7654${process.env.MARK}`],
                              { detached: true, stdio: 'ignore' }).unref();
                            return 'forked';
                          },
                        };
                        export const handler = async (event) => deeds[event]();
                        """), 8, Map.of("MARK", "321"));
        String neighbour = deploy(
                "nodejs22.x",
                "index.handler",
                Zip.of("index.mjs", "export const handler = async () => 'fine';"),
                8,
                Map.of());
        Map<String, String> expected = new HashMap<>();
        expected.put("throws", "\"errorType\":\"TypeError\",\"errorMessage\":\"no\"");
        expected.put("hangs", "Error: Task timed out after 8.00 seconds");
        expected.put("exits", "Error: Runtime exited with error: exit status 3");
        expected.put("leaves", "Error: Runtime exited without providing a reason");
        expected.put("eats", "Error: Runtime exited with error: signal: killed");
        expected.put("answers", "Function.ResponseSizeTooLarge");
        expected.forEach((deed, told) -> {
            InvokeResponse response = call(name, "\"" + deed + "\"");
            assertThat(response.functionError()).as(deed).isEqualTo("Unhandled");
            assertThat(response.payload().asUtf8String()).as(deed).contains(told);
            assertThat(call(neighbour, "{}").payload().asUtf8String()).isEqualTo("\"fine\"");
        });
        assertThat(call(name, "\"writes\"").payload().asUtf8String()).isEqualTo("\"written\"");
        assertThat(call(name, "\"forks\"").payload().asUtf8String()).isEqualTo("\"forked\"");
        assertThat(sleepers()).isNotEmpty();
        // What replaces an environment, and what deletes its function, ends all that it began.
        call(name, "\"exits\"");
        Await.until("its children to end", SOON, AnyLanguageIT::sleepers, List::isEmpty);
    }

    private static List<String> sleepers() {
        return ProcessHandle.allProcesses()
                .map(process -> process.info().commandLine().orElse(""))
                .filter(command -> command.contains("sleep 7654321"))
                .toList();
    }

    @Test
    void aWeightedAliasSharesCallsOut() throws Exception {
        assumeWorks("node", "--version");
        String name = deploy(
                "nodejs22.x",
                "index.handler",
                Zip.of("index.mjs", "export const handler = async (event, context) => context.functionVersion;"),
                10,
                Map.of());
        lambda.publishVersion(request -> request.functionName(name));
        lambda.updateFunctionCode(request -> request.functionName(name)
                .zipFile(Zip.of(
                        "index.mjs",
                        "export const handler = async (event, context) => context.functionVersion + '';")));
        lambda.waiter().waitUntilFunctionUpdatedV2(request -> request.functionName(name));
        lambda.publishVersion(request -> request.functionName(name));
        lambda.createAlias(request -> request.functionName(name)
                .name("live")
                .functionVersion("1")
                .routingConfig(routing -> routing.additionalVersionWeights(Map.of("2", 0.1))));
        Map<String, Integer> counts = new HashMap<>();
        for (int i = 0; i < 300; i++) {
            InvokeResponse response =
                    lambda.invoke(request -> request.functionName(name).qualifier("live"));
            assertThat(response.payload().asUtf8String()).isEqualTo("\"" + response.executedVersion() + "\"");
            counts.merge(response.executedVersion(), 1, Integer::sum);
        }
        assertThat(counts).containsOnlyKeys("1", "2");
        assertThat(counts.get("2"))
                .as("about a tenth of 300, of which less than 8 or more than 60 are as good as never")
                .isBetween(8, 60);
    }

    @Test
    void codeIsChangedUnderLoadAndNoEventIsLost(Http http) throws Exception {
        assumeWorks("node", "--version");
        String name = deploy("nodejs22.x", "index.handler", code(0), 10, Map.of());
        List<String> ids = new ArrayList<>();
        for (int version = 1; version <= 4; version++) {
            for (int i = 0; i < 50; i++) {
                ids.add(send(name, "{}"));
            }
            SdkBytes next = code(version);
            lambda.updateFunctionCode(request -> request.functionName(name).zipFile(next));
        }
        for (String id : ids) {
            JsonNode state = States.awaitEnd(http, id, SOON);
            assertThat(state.get("status").asText()).as(state.toString()).isEqualTo("SUCCEEDED");
        }
        lambda.waiter().waitUntilFunctionUpdatedV2(request -> request.functionName(name));
        assertThat(call(name, "{}").payload().asUtf8String()).isEqualTo("[4,4]");
    }

    /** Two files that must be of one version. */
    private static SdkBytes code(int version) {
        return new Zip()
                .file(
                        "index.mjs",
                        0644,
                        ("import { other } from './other.mjs'; export const handler = async () => { if (other !== "
                                        + version + ") { throw new Error('mixed'); } return [" + version
                                        + ", other]; };")
                                .getBytes(UTF_8))
                .file("other.mjs", 0644, ("export const other = " + version + ";").getBytes(UTF_8))
                .bytes();
    }
}
