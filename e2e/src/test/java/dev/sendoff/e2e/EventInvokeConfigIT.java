package dev.sendoff.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import software.amazon.awssdk.services.lambda.LambdaClient;
import software.amazon.awssdk.services.lambda.model.DestinationConfig;
import software.amazon.awssdk.services.lambda.model.FunctionConfiguration;
import software.amazon.awssdk.services.lambda.model.FunctionEventInvokeConfig;
import software.amazon.awssdk.services.lambda.model.GetFunctionEventInvokeConfigResponse;
import software.amazon.awssdk.services.lambda.model.LambdaException;
import software.amazon.awssdk.services.lambda.model.PackageType;
import software.amazon.awssdk.services.lambda.model.PutFunctionEventInvokeConfigResponse;
import software.amazon.awssdk.services.lambda.model.UpdateFunctionEventInvokeConfigResponse;

/** How events are handled, set by AWS's own SDK: what is kept of it, and that every attempt goes by it. */
@ExtendWith(SharedSendoff.class)
class EventInvokeConfigIT {

    private static final String ARN = "arn:aws:lambda:us-east-1:000000000000:function:";
    private static final Duration SOON = Duration.ofSeconds(40);

    /** Fails whenever it is asked. */
    private final Receiver service = new Receiver();

    private final String name = "it-" + UUID.randomUUID();
    private LambdaClient lambda;

    @BeforeEach
    void createTheFunction(SendoffProcess sendoff) {
        lambda = LambdaClients.of(sendoff.base());
        lambda.createFunction(request -> request.functionName(name)
                .role("arn:aws:iam::000000000000:role/sendoff")
                .packageType(PackageType.IMAGE)
                .code(code -> code.imageUri(service.at("/500/work").toString())));
        lambda.waiter().waitUntilFunctionActiveV2(request -> request.functionName(name));
    }

    @AfterEach
    void removeTheFunction() {
        lambda.deleteFunction(request -> request.functionName(name));
        lambda.close();
        service.close();
    }

    private void publishAndName(String alias) {
        lambda.publishVersion(request -> request.functionName(name));
        lambda.createAlias(request -> request.functionName(name).name(alias).functionVersion("1"));
    }

    private PutFunctionEventInvokeConfigResponse putRetries(String qualifier, int retries) {
        return lambda.putFunctionEventInvokeConfig(
                request -> request.functionName(name).qualifier(qualifier).maximumRetryAttempts(retries));
    }

    private GetFunctionEventInvokeConfigResponse get() {
        return lambda.getFunctionEventInvokeConfig(request -> request.functionName(name));
    }

    private static void assertRefused(int status, String code, String message, ThrowingCallable call) {
        assertThatThrownBy(call).isInstanceOfSatisfying(LambdaException.class, refused -> {
            assertThat(refused.awsErrorDetails().errorMessage()).isEqualTo(message);
            assertThat(refused.awsErrorDetails().errorCode()).isEqualTo(code);
            assertThat(refused.statusCode()).isEqualTo(status);
        });
    }

    @Test
    void isSetReadChangedAndRemoved(Http http) {
        Instant before = Instant.now();
        PutFunctionEventInvokeConfigResponse set =
                lambda.putFunctionEventInvokeConfig(request -> request.functionName(ARN + name)
                        .maximumRetryAttempts(1)
                        .destinationConfig(to -> to.onSuccess(success -> success.destination("kafka://done"))
                                .onFailure(failure -> failure.destination(ARN + "noop"))));
        assertThat(set.functionArn()).isEqualTo(ARN + name + ":$LATEST");
        assertThat(set.lastModified()).isBetween(before.minusSeconds(5), before.plusSeconds(60));
        assertThat(set.maximumEventAgeInSeconds()).isNull();
        assertThat(get()).satisfies(read -> {
            assertThat(read.lastModified()).isEqualTo(set.lastModified());
            assertThat(read.maximumRetryAttempts()).isEqualTo(1);
            assertThat(read.destinationConfig()).isEqualTo(set.destinationConfig());
            assertThat(read.destinationConfig().onSuccess().destination()).isEqualTo("kafka://done");
            assertThat(read.destinationConfig().onFailure().destination()).isEqualTo(ARN + "noop");
        });

        UpdateFunctionEventInvokeConfigResponse updated =
                lambda.updateFunctionEventInvokeConfig(request -> request.functionName(name + ":$LATEST")
                        .qualifier("$LATEST")
                        .maximumEventAgeInSeconds(90)
                        .destinationConfig(to -> to.onSuccess(success -> success.destination(""))));
        assertThat(updated.maximumRetryAttempts()).isEqualTo(1);
        assertThat(updated.maximumEventAgeInSeconds()).isEqualTo(90);
        assertThat(updated.destinationConfig().onSuccess().destination()).isNull();
        assertThat(updated.destinationConfig().onFailure().destination()).isEqualTo(ARN + "noop");

        putRetries(null, 2);
        Http.Response raw = http.get("/2019-09-25/functions/" + name + "/event-invoke-config");
        JsonNode json = raw.json();
        assertThat(json.path("LastModified").isNumber()).isTrue();
        assertThat(json.path("LastModified").decimalValue().longValue())
                .isEqualTo(get().lastModified().getEpochSecond());
        assertThat(raw.body())
                .endsWith(",\"FunctionArn\":\"" + ARN + name + ":$LATEST\",\"MaximumRetryAttempts\":2,"
                        + "\"DestinationConfig\":{\"OnSuccess\":{},\"OnFailure\":{}}}");

        Http.Response removed =
                http.send("DELETE", "/2019-09-25/functions/" + name + "/event-invoke-config", "", Map.of());
        assertThat(removed.status()).isEqualTo(204);
        assertThat(removed.body()).isEmpty();
        assertRefused(
                404,
                "ResourceNotFoundException",
                "The function " + ARN + name + ":$LATEST doesn't have an EventInvokeConfig",
                this::get);
    }

    @Test
    void everyQualifierHasItsOwnAndTheyAreListedInParts() {
        publishAndName("live");
        putRetries("live", 2);
        putRetries("1", 1);
        putRetries(null, 0);
        assertThat(lambda.listFunctionEventInvokeConfigs(
                                request -> request.functionName(name).maxItems(2))
                        .nextMarker())
                .isNotNull();
        List<FunctionEventInvokeConfig> all = lambda
                .listFunctionEventInvokeConfigsPaginator(
                        request -> request.functionName(name).maxItems(1))
                .functionEventInvokeConfigs()
                .stream()
                .toList();
        assertThat(all)
                .extracting(FunctionEventInvokeConfig::functionArn)
                .containsExactly(ARN + name + ":$LATEST", ARN + name + ":1", ARN + name + ":live");
        assertThat(all)
                .extracting(FunctionEventInvokeConfig::maximumRetryAttempts)
                .containsExactly(0, 1, 2);
        lambda.deleteAlias(request -> request.functionName(name).name("live"));
        lambda.deleteFunction(request -> request.functionName(name).qualifier("1"));
        assertThat(lambda.listFunctionEventInvokeConfigs(request -> request.functionName(name))
                        .functionEventInvokeConfigs())
                .extracting(FunctionEventInvokeConfig::functionArn)
                .containsExactly(ARN + name + ":$LATEST");
        assertRefused(
                400,
                "ValidationException",
                "1 validation error detected: Value '51' at 'maxItems' failed to satisfy constraint: Member must have"
                        + " value less than or equal to 50",
                () -> lambda.listFunctionEventInvokeConfigs(
                        request -> request.functionName(name).maxItems(51)));
    }

    private void putDestinations(DestinationConfig destinations) {
        lambda.putFunctionEventInvokeConfig(
                request -> request.functionName(name).destinationConfig(destinations));
    }

    private static DestinationConfig onSuccess(String address) {
        return DestinationConfig.builder()
                .onSuccess(success -> success.destination(address))
                .build();
    }

    @Test
    void whatCannotBeSetIsRefusedInLambdasWords() {
        assertRefused(
                400,
                "ValidationException",
                "1 validation error detected: Value '3' at 'maximumRetryAttempts' failed to satisfy constraint: Member"
                        + " must have value less than or equal to 2",
                () -> putRetries(null, 3));
        assertRefused(
                400,
                "InvalidParameterValueException",
                "You must specify at least one of error handling or destination setting.",
                () -> lambda.putFunctionEventInvokeConfig(request -> request.functionName("nobody")));
        assertRefused(404, "ResourceNotFoundException", "The function doesn't exist.", () -> putRetries("stage", 1));
        assertRefused(
                404,
                "ResourceNotFoundException",
                "The function " + ARN + name + ":$LATEST doesn't have an EventInvokeConfig",
                () -> lambda.updateFunctionEventInvokeConfig(
                        request -> request.functionName(name).maximumRetryAttempts(1)));
        assertRefused(
                400,
                "InvalidParameterValueException",
                "The destination ARN " + ARN + "nobody is invalid.",
                () -> putDestinations(onSuccess(ARN + "nobody")));
        assertRefused(
                400,
                "InvalidParameterValueException",
                "You can't specify the function as a destination for itself.",
                () -> putDestinations(onSuccess(ARN + name)));
        String queue = "arn:aws:sns:us-east-1:000000000000:news";
        assertRefused(
                400,
                "InvalidParameterValueException",
                "The provided destination config DestinationConfig(onSuccess=OnSuccess(destination=" + queue
                        + "), onFailure=null) is invalid.",
                () -> putDestinations(onSuccess(queue)));
        assertRefused(
                400,
                "InvalidParameterValueException",
                "The topic sendoff.invocations is Sendoff's own, and no destination. To have a function invoked, name its"
                        + " ARN.",
                () -> putDestinations(onSuccess("kafka://sendoff.invocations")));
        assertThatThrownBy(this::get).as("nothing is set").isInstanceOf(LambdaException.class);
    }

    @Test
    void eventsWithoutARetryHaveOneAttemptByTheAliasThatTheyWereSentTo(Http http) {
        publishAndName("once");
        putRetries("once", 0);
        String once = http.accepted(name + ":once", "{}");
        String usual = http.accepted(name, "{}");
        assertGivenUp("RETRIES_EXHAUSTED", 1, States.awaitEnd(http, once, SOON));
        assertGivenUp("RETRIES_EXHAUSTED", 3, States.awaitEnd(http, usual, SOON));
    }

    private static void assertGivenUp(String reason, int attempts, JsonNode state) {
        assertThat(state.path("status").asText()).isEqualTo("DEAD_LETTERED");
        assertThat(state.path("deadLetterReason").asText()).isEqualTo(reason);
        assertThat(state.path("attempts")).hasSize(attempts);
    }

    private void waitBetweenAttempts(Http http, String time) {
        assertThat(http.put(
                                "/v1/functions/" + name + "/retry-policy",
                                "{\"initialDelay\":\"" + time + "\",\"maxDelay\":\"" + time + "\"}")
                        .status())
                .isEqualTo(200);
    }

    @Test
    void whatIsChangedHoldsForAnEventThatWaitsForItsRetry(Http http) {
        waitBetweenAttempts(http, "PT8S");
        putRetries(null, 2);
        String id = http.accepted(name, "{}");
        Await.until(
                "WAITING",
                SOON,
                () -> http.get("/v1/invocations/" + id).json().path("status").asText(),
                "WAITING"::equals);
        lambda.updateFunctionEventInvokeConfig(
                request -> request.functionName(name).maximumRetryAttempts(1));
        assertGivenUp("RETRIES_EXHAUSTED", 2, States.awaitEnd(http, id, SOON));
    }

    @Test
    void anEventThatWouldBeTooOldForItsRetryIsNotKeptWaiting(Http http) {
        waitBetweenAttempts(http, "PT1M");
        lambda.putFunctionEventInvokeConfig(
                request -> request.functionName(name).maximumEventAgeInSeconds(60));
        JsonNode state = States.awaitEnd(http, http.accepted(name, "{}"), SOON);
        assertGivenUp("EVENT_AGE_EXCEEDED", 1, state);
        assertThat(Instant.parse(state.path("endedAt").asText()))
                .isBefore(Instant.parse(state.path("acceptedAt").asText()).plusSeconds(30));
    }

    @Test
    void whereEventsGoThatAreGivenUpIsAVersionsOwn() {
        lambda.updateFunctionConfiguration(
                request -> request.functionName(name).deadLetterConfig(to -> to.targetArn("kafka://given-up")));
        publishAndName("live");
        lambda.updateFunctionConfiguration(
                request -> request.functionName(name).deadLetterConfig(to -> to.targetArn("")));
        assertThat(lambda.getFunctionConfiguration(request -> request.functionName(name))
                        .deadLetterConfig())
                .isNull();
        assertThat(lambda.getFunctionConfiguration(
                                request -> request.functionName(name).qualifier("live"))
                        .deadLetterConfig()
                        .targetArn())
                .isEqualTo("kafka://given-up");
        assertThat(lambda.listVersionsByFunction(request -> request.functionName(name))
                        .versions())
                .extracting(FunctionConfiguration::deadLetterConfig)
                .map(config -> config == null ? "none" : config.targetArn())
                .containsExactly("none", "kafka://given-up");
        assertThatThrownBy(() -> lambda.updateFunctionConfiguration(request -> request.functionName(name)
                        .deadLetterConfig(to -> to.targetArn("arn:aws:sns:us-east-1:000000000000:news"))))
                .hasMessageContaining("is not supported by Sendoff, but kafka://TOPIC is");
    }

    @Test
    void itOutlivesNewCodeAndAnInstanceThatStartsLaterKnowsIt(SendoffProcess sendoff) {
        lambda.putFunctionEventInvokeConfig(request ->
                request.functionName(name).maximumRetryAttempts(1).destinationConfig(onSuccess("kafka://done")));
        lambda.updateFunctionCode(request ->
                request.functionName(name).imageUri(service.at("/500/other").toString()));
        try (SendoffProcess ingest = SendoffProcess.of(
                                List.of("run", "ingest"),
                                SendoffProcess.newFolder(),
                                Map.of(
                                        "SENDOFF_KAFKA_BOOTSTRAP",
                                        sendoff.bootstrap(),
                                        "SENDOFF_REGISTRY_URL",
                                        sendoff.registryUrl(),
                                        "SENDOFF_INSTANCE",
                                        "second",
                                        "SENDOFF_DESTINATIONS_WEBHOOK_ALLOW_PRIVATE",
                                        "true"))
                        .start();
                LambdaClient other = LambdaClients.of(ingest.base())) {
            assertThat(other.getFunctionEventInvokeConfig(request -> request.functionName(name)))
                    .satisfies(read -> {
                        assertThat(read.maximumRetryAttempts()).isEqualTo(1);
                        assertThat(read.destinationConfig().onSuccess().destination())
                                .isEqualTo("kafka://done");
                    });
            String webhook = service.at("/200/hook").toString();
            other.updateFunctionEventInvokeConfig(
                    request -> request.functionName(name).destinationConfig(onSuccess(webhook)));
            // Whoever writes knows the latest, however recent.
            assertThat(lambda.updateFunctionEventInvokeConfig(
                            request -> request.functionName(name).maximumEventAgeInSeconds(70)))
                    .satisfies(updated -> {
                        assertThat(updated.maximumRetryAttempts()).isEqualTo(1);
                        assertThat(updated.destinationConfig().onSuccess().destination())
                                .isEqualTo(webhook);
                    });
        }
    }
}
