package dev.sendoff.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.lambda.LambdaClient;
import software.amazon.awssdk.services.lambda.model.AliasConfiguration;
import software.amazon.awssdk.services.lambda.model.CreateFunctionResponse;
import software.amazon.awssdk.services.lambda.model.FunctionConfiguration;
import software.amazon.awssdk.services.lambda.model.GetFunctionResponse;
import software.amazon.awssdk.services.lambda.model.InvalidParameterValueException;
import software.amazon.awssdk.services.lambda.model.LambdaException;
import software.amazon.awssdk.services.lambda.model.LastUpdateStatus;
import software.amazon.awssdk.services.lambda.model.PackageType;
import software.amazon.awssdk.services.lambda.model.PreconditionFailedException;
import software.amazon.awssdk.services.lambda.model.PublishVersionResponse;
import software.amazon.awssdk.services.lambda.model.RecursiveLoop;
import software.amazon.awssdk.services.lambda.model.ResourceConflictException;
import software.amazon.awssdk.services.lambda.model.ResourceNotFoundException;
import software.amazon.awssdk.services.lambda.model.Runtime;
import software.amazon.awssdk.services.lambda.model.State;
import software.amazon.awssdk.services.lambda.model.UpdateFunctionCodeResponse;
import software.amazon.awssdk.services.lambda.model.UpdateFunctionConfigurationResponse;

/** Lambda's Function API by AWS's own SDK: what is deployed, changed and removed. Nothing of it is run. */
@ExtendWith(SharedSendoff.class)
class FunctionApiIT {

    private static final String ARN = "arn:aws:lambda:us-east-1:000000000000:function:";
    private static final String ROLE = "arn:aws:iam::000000000000:role/sendoff";

    private final String name = "it-" + UUID.randomUUID();
    private LambdaClient lambda;

    @BeforeEach
    void connect(SendoffProcess sendoff) {
        lambda = LambdaClients.of(sendoff.base());
    }

    @AfterEach
    void removeTheFunction() {
        try {
            lambda.deleteFunction(request -> request.functionName(name));
        } catch (ResourceNotFoundException e) {
            // The test has done it.
        }
        lambda.close();
    }

    private static SdkBytes zip(String content) {
        return Zip.of("index.mjs", content);
    }

    private CreateFunctionResponse create(SdkBytes zip) {
        return lambda.createFunction(request -> request.functionName(name)
                .role(ROLE)
                .runtime(Runtime.NODEJS22_X)
                .handler("index.handler")
                .environment(environment -> environment.variables(Map.of("COLOUR", "blue")))
                .tags(Map.of("team", "blue"))
                .code(code -> code.zipFile(zip)));
    }

    private void awaitActive() {
        lambda.waiter().waitUntilFunctionActiveV2(request -> request.functionName(name));
    }

    private void awaitUpdated() {
        lambda.waiter().waitUntilFunctionUpdatedV2(request -> request.functionName(name));
    }

    @Test
    void aFunctionIsMadeChangedAndRemoved() throws Exception {
        SdkBytes first = zip("export const handler = async (event) => event");
        CreateFunctionResponse created = create(first);
        assertThat(created.functionArn()).isEqualTo(ARN + name);
        assertThat(created.state()).isEqualTo(State.PENDING);
        assertThat(created.lastUpdateStatus()).isNull();
        awaitActive();
        GetFunctionResponse function = lambda.getFunction(request -> request.functionName(name));
        assertThat(function.configuration().state()).isEqualTo(State.ACTIVE);
        assertThat(function.configuration().lastUpdateStatus()).isEqualTo(LastUpdateStatus.SUCCESSFUL);
        assertThat(function.configuration().environment().variables()).isEqualTo(Map.of("COLOUR", "blue"));
        assertThat(function.tags()).isEqualTo(Map.of("team", "blue"));
        assertThat(download(function.code().location())).isEqualTo(first.asByteArray());

        UpdateFunctionConfigurationResponse updated = lambda.updateFunctionConfiguration(
                request -> request.functionName(name).timeout(9).revisionId(created.revisionId()));
        assertThat(updated.state()).isEqualTo(State.ACTIVE);
        assertThat(updated.lastUpdateStatus()).isEqualTo(LastUpdateStatus.IN_PROGRESS);
        awaitUpdated();
        SdkBytes second = zip("export const handler = async () => 2");
        UpdateFunctionCodeResponse changed = lambda.updateFunctionCode(
                request -> request.functionName(ARN + name).zipFile(second));
        assertThat(changed.timeout()).isEqualTo(9);
        assertThat(changed.codeSha256()).isNotEqualTo(created.codeSha256());
        awaitUpdated();
        assertThat(download(lambda.getFunction(request -> request.functionName(name))
                        .code()
                        .location()))
                .isEqualTo(second.asByteArray());

        assertThatThrownBy(() -> lambda.updateFunctionCode(
                        request -> request.functionName(name).zipFile(first).revisionId(created.revisionId())))
                .isInstanceOf(PreconditionFailedException.class);
        assertThatThrownBy(() -> create(first)).isInstanceOf(ResourceConflictException.class);

        assertThat(lambda.deleteFunction(request -> request.functionName(name))
                        .sdkHttpResponse()
                        .statusCode())
                .isEqualTo(204);
        assertThatThrownBy(() -> lambda.getFunction(request -> request.functionName(name)))
                .isInstanceOf(ResourceNotFoundException.class);
    }

    private static byte[] download(String location) throws IOException, InterruptedException {
        try (HttpClient client = HttpClient.newHttpClient()) {
            return client.send(HttpRequest.newBuilder(URI.create(location)).build(), BodyHandlers.ofByteArray())
                    .body();
        }
    }

    @Test
    void versionsArePublishedAndAliasesStandForThem() {
        create(zip("1"));
        PublishVersionResponse one =
                lambda.publishVersion(request -> request.functionName(name).description("one"));
        assertThat(one.version()).isEqualTo("1");
        assertThat(one.functionArn()).isEqualTo(ARN + name + ":1");
        assertThat(lambda.publishVersion(request -> request.functionName(name)).version())
                .as("nothing has changed")
                .isEqualTo("1");
        assertThat(lambda.updateFunctionCode(request ->
                                request.functionName(name).zipFile(zip("2")).publish(true))
                        .version())
                .isEqualTo("2");
        lambda.waiter()
                .waitUntilPublishedVersionActive(
                        request -> request.functionName(name).qualifier("2"));
        assertThat(lambda.listVersionsByFunctionPaginator(
                                request -> request.functionName(name).maxItems(2))
                        .versions())
                .extracting(FunctionConfiguration::version)
                .containsExactly("$LATEST", "1", "2");

        lambda.createAlias(request -> request.functionName(name)
                .name("live")
                .functionVersion("1")
                .routingConfig(routing -> routing.additionalVersionWeights(Map.of("2", 0.1))));
        GetFunctionResponse live =
                lambda.getFunction(request -> request.functionName(name).qualifier("live"));
        assertThat(live.configuration().functionArn()).isEqualTo(ARN + name + ":live");
        assertThat(live.configuration().version()).isEqualTo("1");
        assertThatThrownBy(() -> lambda.deleteFunction(
                        request -> request.functionName(name).qualifier("2")))
                .isInstanceOf(ResourceConflictException.class)
                .hasMessageContaining("the following aliases reference it: [live]");
        lambda.updateAlias(request -> request.functionName(name)
                .name("live")
                .functionVersion("2")
                .routingConfig(routing -> routing.additionalVersionWeights(Map.of())));
        lambda.createAlias(request -> request.functionName(name).name("before").functionVersion("1"));
        assertThat(lambda.listAliasesPaginator(
                                request -> request.functionName(name).maxItems(1))
                        .aliases())
                .extracting(AliasConfiguration::name)
                .containsExactly("before", "live");
        assertThat(lambda.getAlias(request -> request.functionName(name).name("live")))
                .satisfies(alias -> {
                    assertThat(alias.functionVersion()).isEqualTo("2");
                    assertThat(alias.routingConfig()).isNull();
                });
        lambda.deleteAlias(request -> request.functionName(name).name("before"));
        lambda.deleteFunction(request -> request.functionName(name).qualifier("1"));
        assertThatThrownBy(() ->
                        lambda.getFunction(request -> request.functionName(name).qualifier("1")))
                .isInstanceOf(ResourceNotFoundException.class);
        assertThatThrownBy(() ->
                        lambda.getAlias(request -> request.functionName(name).name("before")))
                .isInstanceOf(ResourceNotFoundException.class)
                .hasMessageContaining("Cannot find alias arn: " + ARN + name + ":before");
    }

    @Test
    void tagsRecursionAndTheAccountAreKept() {
        create(zip("1"));
        lambda.tagResource(request -> request.resource(ARN + name).tags(Map.of("a", "1", "b", "2")));
        lambda.untagResource(request -> request.resource(ARN + name).tagKeys("a", "team"));
        assertThat(lambda.listTags(request -> request.resource(ARN + name)).tags())
                .isEqualTo(Map.of("b", "2"));
        assertThat(lambda.getFunctionRecursionConfig(request -> request.functionName(name))
                        .recursiveLoop())
                .isEqualTo(RecursiveLoop.TERMINATE);
        lambda.putFunctionRecursionConfig(request -> request.functionName(name).recursiveLoop(RecursiveLoop.ALLOW));
        assertThat(lambda.getFunctionRecursionConfig(request -> request.functionName(name))
                        .recursiveLoop())
                .isEqualTo(RecursiveLoop.ALLOW);
        assertThat(lambda.getAccountSettings().accountUsage()).satisfies(usage -> {
            assertThat(usage.functionCount()).isPositive();
            assertThat(usage.totalCodeSize()).isPositive();
        });
    }

    @Test
    void listsAreReadInParts() {
        create(zip("1"));
        lambda.publishVersion(request -> request.functionName(name));
        List<String> all = lambda.listFunctionsPaginator(request -> request.maxItems(2)).functions().stream()
                .map(FunctionConfiguration::functionArn)
                .toList();
        assertThat(all).contains(ARN + name, ARN + "hello").doesNotHaveDuplicates();
        assertThat(lambda.listFunctionsPaginator(
                                request -> request.functionVersion("ALL").maxItems(2))
                        .functions())
                .extracting(FunctionConfiguration::functionArn)
                .contains(ARN + name + ":$LATEST", ARN + name + ":1")
                .doesNotHaveDuplicates();
    }

    @Test
    void aServiceIsAnImageWithAUrl() {
        lambda.createFunction(request -> request.functionName(name)
                .role(ROLE)
                .packageType(PackageType.IMAGE)
                .code(code -> code.imageUri("http://127.0.0.1:3000/work")));
        GetFunctionResponse function = lambda.getFunction(request -> request.functionName(name));
        assertThat(function.configuration().packageType()).isEqualTo(PackageType.IMAGE);
        assertThat(function.configuration().runtime()).isNull();
        assertThat(function.code().imageUri()).isEqualTo("http://127.0.0.1:3000/work");
    }

    @Test
    void whatTheServerCannotTakeIsAnsweredInLambdasWords(Http http) {
        assertThatThrownBy(() -> create(SdkBytes.fromUtf8String("no zip")))
                .isInstanceOf(InvalidParameterValueException.class)
                .hasMessageContaining("Could not unzip uploaded file.");
        // Beyond AWS's limit, and read to its end, so that the client sees the answer.
        assertThatThrownBy(() -> create(SdkBytes.fromByteArray(new byte[54_000_000])))
                .isInstanceOfSatisfying(LambdaException.class, error -> {
                    assertThat(error.statusCode()).isEqualTo(413);
                    assertThat(error.awsErrorDetails().errorCode()).isEqualTo("RequestEntityTooLargeException");
                    assertThat(error.awsErrorDetails().errorMessage())
                            .isEqualTo("Request must be smaller than 70167211 bytes for the CreateFunction operation");
                });
        // Larger than any other request may be.
        String large = Base64.getEncoder().encodeToString(new byte[9_000_000]);
        Http.Response response =
                http.put("/2015-03-31/functions/hello/code", "{\"ZipFile\":\"" + large + "\",\"DryRun\":true}");
        assertThat(response.json().path("message").asText()).contains("comes with an executor");
    }

    @Test
    void whatOneInstanceHasMadeAnotherKnowsAndMayRemove(SendoffProcess sendoff) {
        try (SendoffProcess ingest = SendoffProcess.of(
                                List.of("run", "ingest"),
                                SendoffProcess.newFolder(),
                                Map.of(
                                        "SENDOFF_KAFKA_BOOTSTRAP",
                                        sendoff.bootstrap(),
                                        "SENDOFF_REGISTRY_URL",
                                        sendoff.registryUrl(),
                                        "SENDOFF_INSTANCE",
                                        "second"))
                        .start();
                LambdaClient other = LambdaClients.of(ingest.base())) {
            create(zip("1"));
            other.waiter().waitUntilFunctionActiveV2(request -> request.functionName(name));
            String revision = other.updateFunctionConfiguration(
                            request -> request.functionName(name).timeout(5))
                    .revisionId();
            // Whoever writes knows the latest, however recent.
            assertThat(lambda.updateFunctionConfiguration(request ->
                                    request.functionName(name).timeout(6).revisionId(revision))
                            .timeout())
                    .isEqualTo(6);
            assertThat(other.publishVersion(request -> request.functionName(name))
                            .timeout())
                    .isEqualTo(6);
            other.deleteFunction(request -> request.functionName(name));
            assertThatThrownBy(() -> lambda.publishVersion(request -> request.functionName(name)))
                    .isInstanceOf(ResourceNotFoundException.class);
        }
    }
}
