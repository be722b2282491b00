package dev.sendoff.ingest.functions;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.sendoff.core.Account;
import dev.sendoff.core.EventInvokeConfig;
import dev.sendoff.ingest.FunctionLookup;
import dev.sendoff.ingest.InMemoryFunctions;
import dev.sendoff.ingest.LambdaError;
import dev.sendoff.ingest.functions.body.Fields;
import dev.sendoff.ingest.functions.body.RefusedException;
import dev.sendoff.ingest.functions.body.RequestBody;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EventInvokeConfigTest {

    private static final Account ACCOUNT = new Account("us-east-1", "123456789012");
    private static final String ARN = "arn:aws:lambda:us-east-1:123456789012:function:";

    private final InMemoryFunctions functions = InMemoryFunctions.of("hello", "other");
    private final Deployments deployments = deployments(false);

    private Deployments deployments(boolean allowPrivate) {
        return new Deployments(
                functions,
                new FunctionLookup(functions, ACCOUNT),
                ACCOUNT,
                new DestinationRules(ACCOUNT, "sendoff.", allowPrivate),
                () -> Instant.parse("2026-11-25T10:00:00.123Z"),
                () -> "rev");
    }

    private static Fields fields(String json) {
        try {
            return RequestBody.read(new ByteArrayInputStream(json.getBytes(UTF_8)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void createService() {
        deployments.create(fields("{\"FunctionName\":\"web\",\"Role\":\"arn:aws:iam::123456789012:role/r\","
                + "\"PackageType\":\"Image\",\"Code\":{\"ImageUri\":\"http://127.0.0.1:3000/work\"}}"));
    }

    private static Fields onSuccess(String address) {
        return fields("{\"DestinationConfig\":{\"OnSuccess\":{\"Destination\":\"" + address + "\"}}}");
    }

    private static LambdaError refused(ThrowingCallable call) {
        RefusedException refused = catchThrowableOfType(RefusedException.class, call);
        assertThat(refused).isNotNull();
        return refused.error();
    }

    @Test
    void putReplacesAllAndUpdateChangesWhatItNames() {
        deployments.putEventInvokeConfig("hello", null, fields("{\"MaximumRetryAttempts\":1}"));
        deployments.updateEventInvokeConfig(
                "hello",
                null,
                fields("{\"MaximumEventAgeInSeconds\":90,\"DestinationConfig\":{\"OnSuccess\":"
                        + "{\"Destination\":\"kafka://done\"}}}"));
        EventInvokeConfig both =
                deployments.eventInvokeConfig("hello", "$LATEST").config();
        assertThat(both.maximumRetryAttempts()).isEqualTo(1);
        assertThat(both.maximumEventAge()).isEqualTo(Duration.ofSeconds(90));
        assertThat(both.onSuccess()).isEqualTo("kafka://done");

        deployments.putEventInvokeConfig(
                "hello", "$LATEST", fields("{\"DestinationConfig\":{\"OnSuccess\":{},\"OnFailure\":{}}}"));
        EventInvokeConfig none =
                deployments.eventInvokeConfig(ARN + "hello:$LATEST", null).config();
        assertThat(none.maximumRetryAttempts()).isNull();
        assertThat(none.onSuccess()).isNull();
    }

    @Test
    void eachQualifierHasItsOwn() {
        createService();
        deployments.publish("web", fields("{}"));
        deployments.createAlias("web", fields("{\"Name\":\"live\",\"FunctionVersion\":\"1\"}"));
        deployments.putEventInvokeConfig("web:live", null, fields("{\"MaximumRetryAttempts\":0}"));
        deployments.putEventInvokeConfig("web", "1", fields("{\"MaximumRetryAttempts\":2}"));
        assertThat(functions.find("web").orElseThrow().settings().eventInvokeConfigs())
                .containsOnlyKeys("1", "live");

        deployments.deleteAlias("web", "live");
        deployments.delete("web", "1");
        assertThat(functions.find("web").orElseThrow().settings().eventInvokeConfigs())
                .as("they go with what they are for")
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"MaximumRetryAttempts\":3} | Value '3' at 'maximumRetryAttempts' failed to satisfy constraint: Member must have value less than or equal to 2",
                "{\"MaximumRetryAttempts\":-1} | Value '-1' at 'maximumRetryAttempts' failed to satisfy constraint: Member must have value greater than or equal to 0",
                "{\"MaximumEventAgeInSeconds\":59} | Value '59' at 'maximumEventAgeInSeconds' failed to satisfy constraint: Member must have value greater than or equal to 60",
                "{\"MaximumEventAgeInSeconds\":21601} | Value '21601' at 'maximumEventAgeInSeconds' failed to satisfy constraint: Member must have value less than or equal to 21600"
            })
    void formIsLookedAtFirst(String body, String message) {
        LambdaError error = refused(() -> deployments.putEventInvokeConfig("nobody", null, fields(body)));
        assertThat(error.code().status()).isEqualTo(400);
        assertThat(error.message()).isEqualTo("1 validation error detected: " + message);
    }

    @Test
    void aDestinationHasAwssPatternOrIsAUrl() {
        LambdaError error = refused(() -> deployments.putEventInvokeConfig("hello", null, onSuccess("orders")));
        assertThat(error.message())
                .startsWith("1 validation error detected: Value 'orders' at 'destinationConfig.onSuccess.destination'"
                        + " failed to satisfy constraint: Member must satisfy regular expression pattern: $|kafka://");
    }

    @Test
    void thatNothingIsSetIsSeenBeforeThatTheFunctionIsNotThere() {
        assertThat(refused(() -> deployments.putEventInvokeConfig("nobody", null, fields("{}")))
                        .message())
                .isEqualTo("You must specify at least one of error handling or destination setting.");
        LambdaError missing =
                refused(() -> deployments.putEventInvokeConfig("nobody", null, fields("{\"MaximumRetryAttempts\":1}")));
        assertThat(missing.code().status()).isEqualTo(404);
        assertThat(missing.message()).isEqualTo("The function doesn't exist.");
        assertThat(refused(() -> deployments.putEventInvokeConfig("hello", "7", fields("{\"MaximumRetryAttempts\":1}")))
                        .message())
                .isEqualTo("The function doesn't exist.");
        assertThat(refused(() -> deployments.configuredFunction("nobody")).message())
                .isEqualTo("The function doesn't exist.");
    }

    @Test
    void whatIsNotSetIsNotFoundBeItThatTheFunctionIsNotThere() {
        for (String name : new String[] {"hello", "nobody"}) {
            String message = "The function " + ARN + name + ":$LATEST doesn't have an EventInvokeConfig";
            assertThat(refused(() -> deployments.eventInvokeConfig(name, null)).message())
                    .isEqualTo(message);
            LambdaError error = refused(() -> deployments.deleteEventInvokeConfig(name, null));
            assertThat(error.message()).isEqualTo(message);
            assertThat(error.code().status()).isEqualTo(404);
        }
        assertThat(refused(() -> deployments.updateEventInvokeConfig(
                                "hello", null, fields("{\"MaximumRetryAttempts\":1}")))
                        .message())
                .endsWith("doesn't have an EventInvokeConfig");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "arn:aws:lambda:us-east-1:123456789012:function:nobody | The destination ARN arn:aws:lambda:us-east-1:123456789012:function:nobody is invalid.",
                "arn:aws:lambda:us-east-1:123456789012:function:other:7 | The destination ARN arn:aws:lambda:us-east-1:123456789012:function:other:7 is invalid.",
                "arn:aws:lambda:eu-west-1:123456789012:function:other | The destination ARN arn:aws:lambda:eu-west-1:123456789012:function:other is invalid.",
                "arn:aws:lambda:us-east-1:123456789012:function:hello | You can't specify the function as a destination for itself.",
                "arn:aws:sqs:us-east-1:123456789012:q | The provided destination config DestinationConfig(onSuccess=OnSuccess(destination=arn:aws:sqs:us-east-1:123456789012:q), onFailure=null) is invalid.",
                "kafka://sendoff.invocations | The topic sendoff.invocations is Sendoff's or Kafka's own and cannot be a destination. To run another function with the record, name its ARN.",
            })
    void destinationsThatNothingIsDeliveredToAreRefused(String address, String message) {
        LambdaError error = refused(() -> deployments.putEventInvokeConfig("hello", null, onSuccess(address)));
        assertThat(error.code().status()).isEqualTo(400);
        assertThat(error.message()).isEqualTo(message);
    }

    @ParameterizedTest
    @CsvSource({
        "http://example.org/hook",
        "https://localhost/hook",
        "https://127.0.0.1/hook",
        "https://10.1.2.3/hook",
        "https://192.168.0.1/hook",
        "https://169.254.169.254/latest",
        "https://[::1]/hook",
        "https://[fe80::1]/hook"
    })
    void privateWebhooksNeedTheInstallationsLeave(String url) {
        assertThat(refused(() -> deployments.putEventInvokeConfig("hello", null, onSuccess(url)))
                        .message())
                .contains("is not allowed");
        deployments(true).putEventInvokeConfig("hello", null, onSuccess(url));
        assertThat(deployments.eventInvokeConfig("hello", null).config().onSuccess())
                .isEqualTo(url);
    }

    @Test
    void otherFunctionsTopicsAndWebhooksAreDestinations() {
        for (String address : new String[] {
            "kafka://orders.done", ARN + "other", ARN + "other:$LATEST", "https://example.org/hook?a=b"
        }) {
            deployments.putEventInvokeConfig("hello", null, onSuccess(address));
            assertThat(deployments.eventInvokeConfig("hello", null).config().onSuccess())
                    .isEqualTo(address);
        }
    }

    @Test
    void aDeadLetterTargetIsATopicAndAnEmptyOneIsNone() {
        createService();
        deployments.updateConfiguration("web", fields("{\"DeadLetterConfig\":{\"TargetArn\":\"kafka://lost\"}}"));
        deployments.updateConfiguration("web", fields("{\"Description\":\"keeps it\"}"));
        assertThat(target()).isEqualTo("kafka://lost");
        deployments.updateConfiguration("web", fields("{\"DeadLetterConfig\":{\"TargetArn\":\"\"}}"));
        assertThat(target()).isNull();
        assertThat(refused(
                                () -> deployments.updateConfiguration(
                                        "web",
                                        fields(
                                                "{\"DeadLetterConfig\":{\"TargetArn\":\"arn:aws:sqs:us-east-1:123456789012:q\"}}")))
                        .message())
                .contains("kafka://TOPIC");
    }

    private @Nullable String target() {
        return functions.find("web").orElseThrow().latest().configuration().deadLetterTarget();
    }
}
