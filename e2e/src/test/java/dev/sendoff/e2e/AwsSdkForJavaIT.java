package dev.sendoff.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.lambda.LambdaClient;
import software.amazon.awssdk.services.lambda.model.GetFunctionResponse;
import software.amazon.awssdk.services.lambda.model.InvalidRequestContentException;
import software.amazon.awssdk.services.lambda.model.InvocationType;
import software.amazon.awssdk.services.lambda.model.InvokeResponse;
import software.amazon.awssdk.services.lambda.model.LogType;
import software.amazon.awssdk.services.lambda.model.ResourceNotFoundException;

/** AWS's own SDK for Java, unmodified, with the HTTP client that sends a form's content type. */
@ExtendWith(SharedSendoff.class)
class AwsSdkForJavaIT {

    private LambdaClient lambda;

    @BeforeEach
    void connect(SendoffProcess sendoff) {
        lambda = LambdaClient.builder()
                .endpointOverride(sendoff.base())
                .region(Region.US_EAST_1)
                .credentialsProvider(
                        StaticCredentialsProvider.create(AwsBasicCredentials.create("AKIDEXAMPLE", "secret")))
                .httpClientBuilder(UrlConnectionHttpClient.builder())
                .build();
    }

    @AfterEach
    void disconnect() {
        lambda.close();
    }

    @Test
    void anEventIsAcceptedWithAnIdThatCanBeAskedFor(Http http) {
        InvokeResponse response = lambda.invoke(request -> request.functionName("hello")
                .invocationType(InvocationType.EVENT)
                .payload(SdkBytes.fromUtf8String("{\"bucket\":\"demo-bucket\"}")));
        assertThat(response.statusCode()).isEqualTo(202);
        assertThat(response.payload().asByteArray()).isEmpty();
        assertThat(response.executedVersion()).isNull();
        String id = response.responseMetadata().requestId();
        assertThat(States.awaitEnd(http, id, Duration.ofSeconds(10))
                        .path("status")
                        .asText())
                .isEqualTo("SUCCEEDED");
    }

    @Test
    void aCallIsAnsweredWithPayloadVersionAndLog() {
        InvokeResponse response = lambda.invoke(
                request -> request.functionName("arn:aws:lambda:us-east-1:000000000000:function:hello:$LATEST")
                        .logType(LogType.TAIL)
                        .payload(SdkBytes.fromUtf8String("{\"name\":\"Ümlaut\"}")));
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.payload().asUtf8String()).contains("\"name\":\"Ümlaut\"");
        assertThat(response.executedVersion()).isEqualTo("$LATEST");
        assertThat(response.functionError()).isNull();
        assertThat(response.logResult()).isNotBlank();
    }

    @Test
    void aFunctionErrorIsUnhandled() {
        InvokeResponse response = lambda.invoke(request -> request.functionName("broken"));
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.functionError()).isEqualTo("Unhandled");
        assertThat(response.payload().asUtf8String()).contains("errorMessage", "errorType");
    }

    @Test
    void aDryRunRunsNothing() {
        assertThat(lambda.invoke(request -> request.functionName("hello").invocationType(InvocationType.DRY_RUN))
                        .statusCode())
                .isEqualTo(204);
    }

    @Test
    void errorsAreOfTheSdksOwnTypes() {
        assertThatThrownBy(() ->
                        lambda.invoke(request -> request.functionName("nobody").invocationType(InvocationType.EVENT)))
                .isInstanceOf(ResourceNotFoundException.class)
                .hasMessageContaining(
                        "Function not found: arn:aws:lambda:us-east-1:000000000000:function:nobody:$LATEST");
        assertThatThrownBy(() -> lambda.invoke(request -> request.functionName("hello")
                        .invocationType(InvocationType.EVENT)
                        .payload(SdkBytes.fromUtf8String("{"))))
                .isInstanceOf(InvalidRequestContentException.class);
    }

    @Test
    void functionsAreListedAndDescribed() {
        assertThat(lambda.listFunctions().functions())
                .extracting(function -> function.functionName())
                .contains("broken", "flaky", "hello", "noop", "slow");
        GetFunctionResponse hello = lambda.getFunction(request -> request.functionName("hello"));
        assertThat(hello.configuration().stateAsString()).isEqualTo("Active");
        assertThat(hello.configuration().functionArn())
                .isEqualTo("arn:aws:lambda:us-east-1:000000000000:function:hello");
        assertThat(lambda.waiter()
                        .waitUntilFunctionActiveV2(request -> request.functionName("hello"))
                        .matched()
                        .response())
                .isPresent();
    }
}
