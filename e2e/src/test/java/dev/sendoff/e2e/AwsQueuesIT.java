package dev.sendoff.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.elasticmq.rest.sqs.SQSRestServer;
import org.elasticmq.rest.sqs.SQSRestServerBuilder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.lambda.LambdaClient;
import software.amazon.awssdk.services.lambda.model.InvalidParameterValueException;
import software.amazon.awssdk.services.lambda.model.PackageType;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.Message;

/** Queues of SQS as destinations and as dead-letter queues, on a server that speaks SQS. */
@ExtendWith(SharedSendoff.class)
class AwsQueuesIT {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String ARN = "arn:aws:sqs:us-east-1:000000000000:";

    private final Receiver receiver = new Receiver();
    private final String name = "queues-" + UUID.randomUUID();
    private LambdaClient lambda;
    private SqsClient sqs;
    private SQSRestServer server;

    @BeforeEach
    void connect(SendoffProcess sendoff) {
        lambda = LambdaClients.of(sendoff.base());
        sqs = SqsClient.builder()
                .endpointOverride(URI.create("http://127.0.0.1:" + SharedSendoff.SQS_PORT))
                .region(Region.US_EAST_1)
                .credentialsProvider(
                        StaticCredentialsProvider.create(AwsBasicCredentials.create("AKIDEXAMPLE", "secret")))
                .httpClientBuilder(UrlConnectionHttpClient.builder())
                .build();
        startServer();
    }

    private void startServer() {
        server = SQSRestServerBuilder.withPort(SharedSendoff.SQS_PORT)
                .withInterface("127.0.0.1")
                .withAWSAccountId("000000000000")
                .withAWSRegion("us-east-1")
                .start();
    }

    @AfterEach
    void tidyUp() {
        lambda.deleteFunction(request -> request.functionName(name));
        lambda.close();
        server.stopAndWait();
        sqs.close();
        receiver.close();
    }

    @Test
    void aQueueGetsTheRecordOfASuccess(Http http) throws IOException {
        String queue = queue("done");
        function("/200/work");
        lambda.putFunctionEventInvokeConfig(request -> request.functionName(name)
                .destinationConfig(config -> config.onSuccess(to -> to.destination(ARN + "done"))));
        String id = http.accepted(name, "{\"n\":1}");
        JsonNode record = JSON.readTree(receive(queue).body());
        assertThat(record.at("/requestContext/requestId").asText()).isEqualTo(id);
        assertThat(record.at("/requestContext/condition").asText()).isEqualTo("Success");
        assertThat(record.path("requestPayload")).isEqualTo(JSON.readTree("{\"n\":1}"));
        assertThat(delivery(http, id).path("destination").asText()).isEqualTo(ARN + "done");
    }

    @Test
    void aDeadLetterQueueGetsTheEventWithWhatWasWrong(Http http) {
        String queue = queue("lost");
        function("/500/work");
        lambda.updateFunctionConfiguration(
                request -> request.functionName(name).deadLetterConfig(config -> config.targetArn(ARN + "lost")));
        lambda.waiter().waitUntilFunctionUpdatedV2(request -> request.functionName(name));
        lambda.putFunctionEventInvokeConfig(
                request -> request.functionName(name).maximumRetryAttempts(0));
        String id = http.accepted(name, "{\"n\":1.10}");
        Message message = receive(queue);
        assertThat(message.body()).isEqualTo("{\"n\":1.10}");
        assertThat(message.messageAttributes().get("RequestID").stringValue()).isEqualTo(id);
        assertThat(message.messageAttributes().get("ErrorCode").stringValue()).isEqualTo("200");
        assertThat(message.messageAttributes().get("ErrorCode").dataType()).isEqualTo("Number");
        assertThat(message.messageAttributes().get("ErrorMessage").stringValue())
                .isNotEmpty();
    }

    @Test
    void whatCouldNotBeBroughtArrivesOnceTheServiceIsBack(Http http) throws IOException {
        function("/200/work");
        lambda.putFunctionEventInvokeConfig(request -> request.functionName(name)
                .destinationConfig(config -> config.onSuccess(to -> to.destination(ARN + "later"))));
        server.stopAndWait();
        String id = http.accepted(name, "{}");
        String carrier = Await.until(
                        "the delivery",
                        PATIENCE,
                        () -> http.get("/v1/invocations/" + id)
                                .json()
                                .path("deliveries")
                                .path(0),
                        delivery -> delivery.path("status").asText().equals("PENDING"))
                .path("invocation")
                .asText();
        Await.until(
                "two failed attempts",
                PATIENCE,
                () -> http.get("/v1/invocations/" + carrier).json().path("attempts"),
                attempts -> attempts.size() >= 2);
        startServer();
        JsonNode record = JSON.readTree(receive(queue("later")).body());
        assertThat(record.at("/requestContext/requestId").asText()).isEqualTo(id);
        JsonNode attempts = http.get("/v1/invocations/" + carrier).json().path("attempts");
        assertThat(attempts.path(0).path("errorType").asText()).isEqualTo("Sqs.ConnectionFailed");
    }

    @Test
    void aServiceOfWhichNothingIsSetIsRefused() {
        function("/200/work");
        assertThatThrownBy(() -> lambda.putFunctionEventInvokeConfig(request -> request.functionName(name)
                        .destinationConfig(config ->
                                config.onSuccess(to -> to.destination("arn:aws:sns:us-east-1:000000000000:done")))))
                .isInstanceOf(InvalidParameterValueException.class)
                .hasMessageContaining("The provided destination config DestinationConfig(onSuccess=");
    }

    private String queue(String queue) {
        return sqs.createQueue(request -> request.queueName(queue)).queueUrl();
    }

    private void function(String path) {
        lambda.createFunction(request -> request.functionName(name)
                .role("arn:aws:iam::000000000000:role/sendoff")
                .packageType(PackageType.IMAGE)
                .code(code -> code.imageUri(receiver.at(path).toString())));
        lambda.waiter().waitUntilFunctionActiveV2(request -> request.functionName(name));
    }

    private Message receive(String queue) {
        List<Message> messages = Await.until(
                "a message on " + queue,
                PATIENCE,
                () -> sqs.receiveMessage(request -> request.queueUrl(queue)
                                .messageAttributeNames("All")
                                .waitTimeSeconds(1))
                        .messages(),
                received -> !received.isEmpty());
        return messages.getFirst();
    }

    private static JsonNode delivery(Http http, String id) {
        return Await.until(
                "the delivery",
                PATIENCE,
                () -> http.get("/v1/invocations/" + id)
                        .json()
                        .path("deliveries")
                        .path(0),
                delivery -> delivery.path("status").asText().equals("DELIVERED"));
    }
}
