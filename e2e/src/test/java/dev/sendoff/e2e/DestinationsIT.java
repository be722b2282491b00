package dev.sendoff.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.UUID;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import software.amazon.awssdk.services.lambda.LambdaClient;
import software.amazon.awssdk.services.lambda.model.PackageType;

/** What AWS sends to destinations, on topics and to functions. */
@ExtendWith(SharedSendoff.class)
class DestinationsIT {

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String ARN = "arn:aws:lambda:us-east-1:000000000000:function:";

    private final String unique = UUID.randomUUID().toString();
    private final List<String> functions = new ArrayList<>();
    private final Receiver receiver = new Receiver();
    private LambdaClient lambda;

    @BeforeEach
    void connect(SendoffProcess sendoff) {
        lambda = LambdaClients.of(sendoff.base());
    }

    @AfterEach
    void tidyUp() {
        functions.forEach(name -> lambda.deleteFunction(request -> request.functionName(name)));
        lambda.close();
        receiver.close();
    }

    /** A function that answers as the path says. */
    private String function(String purpose, String path) {
        String name = purpose + "-" + unique;
        lambda.createFunction(request -> request.functionName(name)
                .role("arn:aws:iam::000000000000:role/sendoff")
                .packageType(PackageType.IMAGE)
                .code(code -> code.imageUri(receiver.at(path).toString())));
        functions.add(name);
        lambda.waiter().waitUntilFunctionActiveV2(request -> request.functionName(name));
        return name;
    }

    private static String invoke(Http http, String function, String event) {
        Http.Response answer = http.invoke(function, event);
        assertThat(answer.status()).isEqualTo(202);
        return answer.header("x-amzn-RequestId").orElseThrow();
    }

    @Test
    void aSuccessIsARecordOnATopic(SendoffProcess sendoff, Http http) throws IOException {
        TopicReader done = TopicReader.create(sendoff, "done-" + unique);
        String name = function("works", "/200/work");
        lambda.putFunctionEventInvokeConfig(request -> request.functionName(name)
                .destinationConfig(destinations ->
                        destinations.onSuccess(success -> success.destination("kafka://" + done.topic()))));
        String id = invoke(http, name, "{\"n\": 1}");

        ConsumerRecord<String, String> record = done.await(1, PATIENCE).getFirst();
        assertThat(record.key()).isEqualTo(id);
        JsonNode value = JSON.readTree(record.value());
        assertThat(value.fieldNames())
                .toIterable()
                .containsExactly(
                        "version",
                        "timestamp",
                        "requestContext",
                        "requestPayload",
                        "responseContext",
                        "responsePayload");
        assertThat(value.get("requestContext")).isEqualTo(JSON.readTree("""
                        {"requestId":"%s","functionArn":"%s:$LATEST","condition":"Success","approximateInvokeCount":1}
                        """.formatted(id, ARN + name)));
        assertThat(value.get("requestPayload")).isEqualTo(JSON.readTree("{\"n\":1}"));
        assertThat(value.get("responseContext"))
                .isEqualTo(JSON.readTree("{\"statusCode\":200,\"executedVersion\":\"$LATEST\"}"));
        assertThat(value.get("responsePayload")).isEqualTo(JSON.readTree("{\"done\":true}"));
        assertThat(header(record, "ce_type")).isEqualTo("dev.sendoff.invocation.succeeded");
        assertThat(header(record, "ce_source")).isEqualTo(ARN + name + ":$LATEST");

        JsonNode delivery = awaitDeliveries(http, id, 1).get(0);
        assertThat(delivery.path("kind").asText()).isEqualTo("ON_SUCCESS");
        assertThat(delivery.path("status").asText()).isEqualTo("DELIVERED");
        assertThat(delivery.path("destination").asText()).isEqualTo("kafka://" + done.topic());
    }

    @Test
    void aFailureIsARecordAndTheEventItselfGoesToTheDeadLetterTarget(SendoffProcess sendoff, Http http)
            throws IOException {
        TopicReader lost = TopicReader.create(sendoff, "lost-" + unique);
        TopicReader queue = TopicReader.create(sendoff, "queue-" + unique);
        String name = function("fails", "/500/fail");
        lambda.updateFunctionConfiguration(request ->
                request.functionName(name).deadLetterConfig(target -> target.targetArn("kafka://" + queue.topic())));
        lambda.putFunctionEventInvokeConfig(request -> request.functionName(name)
                .maximumRetryAttempts(1)
                .destinationConfig(destinations ->
                        destinations.onFailure(failure -> failure.destination("kafka://" + lost.topic()))));
        String id = invoke(http, name, "[1]");

        JsonNode value = JSON.readTree(lost.await(1, PATIENCE).getFirst().value());
        assertThat(value.at("/requestContext/condition").asText()).isEqualTo("RetriesExhausted");
        assertThat(value.at("/requestContext/approximateInvokeCount").asInt()).isEqualTo(2);
        assertThat(value.at("/responseContext/functionError").asText()).isEqualTo("Unhandled");
        assertThat(value.path("responsePayload").has("errorMessage")).isTrue();

        ConsumerRecord<String, String> event = queue.await(1, PATIENCE).getFirst();
        assertThat(event.value()).isEqualTo("[1]");
        assertThat(header(event, "RequestID")).isEqualTo(id);
        assertThat(header(event, "ErrorCode")).isEqualTo("200");
        assertThat(awaitDeliveries(http, id, 2))
                .allSatisfy(
                        delivery -> assertThat(delivery.path("status").asText()).isEqualTo("DELIVERED"));
    }

    @Test
    void whatGrowsTooOldAndWhatMayNotRunEndAsAwsSays(SendoffProcess sendoff, Http http) throws IOException {
        TopicReader lost = TopicReader.create(sendoff, "ends-" + unique);
        String old = function("old", "/500/old");
        http.put(
                "/v1/functions/" + old + "/retry-policy",
                "{\"maxAttempts\":3,\"initialDelay\":\"PT2M\",\"factor\":2.0,\"maxDelay\":\"PT5M\",\"jitter\":0.0}");
        lambda.putFunctionEventInvokeConfig(request -> request.functionName(old)
                .maximumEventAgeInSeconds(60)
                .destinationConfig(destinations ->
                        destinations.onFailure(failure -> failure.destination("kafka://" + lost.topic()))));
        invoke(http, old, "{}");
        JsonNode aged = JSON.readTree(lost.await(1, PATIENCE).getFirst().value());
        assertThat(aged.at("/requestContext/condition").asText()).isEqualTo("EventAgeExceeded");
        assertThat(aged.at("/requestContext/approximateInvokeCount").asInt()).isEqualTo(1);

        String none = function("none", "/200/none");
        lambda.putFunctionConcurrency(request -> request.functionName(none).reservedConcurrentExecutions(0));
        lambda.putFunctionEventInvokeConfig(request -> request.functionName(none)
                .destinationConfig(destinations ->
                        destinations.onFailure(failure -> failure.destination("kafka://" + lost.topic()))));
        invoke(http, none, "{}");
        JsonNode never = JSON.readTree(lost.await(2, PATIENCE).getLast().value());
        assertThat(never.at("/requestContext/condition").asText()).isEqualTo("ZeroReservedConcurrency");
        assertThat(never.at("/requestContext/approximateInvokeCount").asInt()).isZero();
        assertThat(never.has("responseContext")).isFalse();
        assertThat(never.has("responsePayload")).isFalse();
        assertThat(receiver.requestsTo("/200/none")).isEmpty();
    }

    @Test
    void aFunctionIsInvokedWithTheRecordAndBothKnowEachOther(Http http) throws IOException {
        String worker = function("worker", "/200/worker");
        String first = function("first", "/200/first");
        lambda.putFunctionEventInvokeConfig(request -> request.functionName(first)
                .destinationConfig(
                        destinations -> destinations.onSuccess(success -> success.destination(ARN + worker))));
        String id = invoke(http, first, "{\"n\": 2}");

        JsonNode delivery = awaitDeliveries(http, id, 1).get(0);
        String second = delivery.path("invocation").asText();
        JsonNode state = States.awaitEnd(http, second, PATIENCE);
        assertThat(state.path("status").asText()).isEqualTo("SUCCEEDED");
        assertThat(state.at("/deliveryOf/id").asText()).isEqualTo(id);
        assertThat(receiver.requestsTo("/200/worker"))
                .singleElement()
                .satisfies(request -> assertThat(JSON.readTree(request.body())
                                .at("/requestContext/requestId")
                                .asText())
                        .isEqualTo(id));
    }

    private String webhookFor(URI url) {
        String name = function("hooked" + functions.size(), "/200/hooked");
        lambda.putFunctionEventInvokeConfig(request -> request.functionName(name)
                .destinationConfig(
                        destinations -> destinations.onSuccess(success -> success.destination(url.toString()))));
        return name;
    }

    @Test
    void aWebhookGetsASignedCloudEventWithOneIdHoweverOftenItFails(Http http) throws Exception {
        String id = invoke(http, webhookFor(receiver.at("/twice/hook")), "{\"n\": 3}");

        List<Receiver.Request> requests = Await.until(
                "three requests", PATIENCE, () -> receiver.requestsTo("/twice/hook"), all -> all.size() == 3);
        JsonNode event = JSON.readTree(requests.getLast().body());
        assertThat(event.path("specversion").asText()).isEqualTo("1.0");
        assertThat(event.path("type").asText()).isEqualTo("dev.sendoff.invocation.succeeded");
        assertThat(event.path("subject").asText()).isEqualTo(id);
        assertThat(event.at("/data/requestPayload/n").asInt()).isEqualTo(3);
        assertThat(requests).allSatisfy(request -> {
            assertThat(request.header("webhook-id")).isEqualTo(event.path("id").asText());
            assertThat(request.header("webhook-signature")).isEqualTo("v1," + signature(request));
        });

        JsonNode delivery = awaitDeliveries(http, id, 1).get(0);
        String carrier = delivery.path("invocation").asText();
        JsonNode carried = States.awaitEnd(http, carrier, PATIENCE);
        assertThat(carried.path("attempts")).hasSize(3);
        assertThat(carried.at("/attempts/0/errorType").asText()).isEqualTo("Webhook.Status500");
        JsonNode delivered = Await.until(
                "the news of the delivery",
                PATIENCE,
                () -> http.get("/v1/invocations/" + id)
                        .json()
                        .path("deliveries")
                        .get(0),
                news -> news.path("status").asText().equals("DELIVERED"));
        assertThat(delivered.path("attempts").asInt()).isEqualTo(3);
    }

    private static String signature(Receiver.Request request) throws GeneralSecurityException {
        Mac mac = Mac.getInstance("HmacSHA256");
        byte[] secret = Base64.getDecoder().decode(SharedSendoff.WEBHOOK_SECRET.substring("whsec_".length()));
        mac.init(new SecretKeySpec(secret, "HmacSHA256"));
        String signed = request.header("webhook-id") + "." + request.header("webhook-timestamp") + "." + request.body();
        return Base64.getEncoder().encodeToString(mac.doFinal(signed.getBytes(UTF_8)));
    }

    @Test
    void oneThatHangsDelaysNoOther(Http http) {
        String hanging = webhookFor(receiver.at("127.0.0.2", "/hang/hook"));
        for (int event = 0; event < 50; event++) {
            invoke(http, hanging, "{}");
        }
        Await.until("the first that hangs", PATIENCE, () -> receiver.requestsTo("/hang/hook"), all -> !all.isEmpty());
        invoke(http, webhookFor(receiver.at("/200/quick")), "{}");
        // Whoever hangs is given 15 s.
        Await.until(
                "the other", Duration.ofSeconds(10), () -> receiver.requestsTo("/200/quick"), all -> all.size() == 1);
    }

    @Test
    void aTopicThatComesLaterGetsItsRecordThen(SendoffProcess sendoff, Http http) throws IOException {
        String topic = "late-" + unique;
        String name = function("early", "/200/early");
        lambda.putFunctionEventInvokeConfig(request -> request.functionName(name)
                .destinationConfig(
                        destinations -> destinations.onSuccess(success -> success.destination("kafka://" + topic))));
        String id = invoke(http, name, "{}");
        JsonNode pending = awaitDeliveries(http, id, 1).get(0);
        assertThat(pending.path("status").asText()).isEqualTo("PENDING");
        Await.until(
                "a failed attempt",
                PATIENCE,
                () -> http.get("/v1/invocations/" + pending.path("invocation").asText())
                        .json(),
                state -> state.at("/attempts/0/outcome").asText().equals("FAILED"));

        TopicReader late = TopicReader.create(sendoff, topic);
        ConsumerRecord<String, String> record =
                late.await(1, Duration.ofSeconds(60)).getFirst();
        assertThat(JSON.readTree(record.value()).at("/requestContext/requestId").asText())
                .isEqualTo(id);
        assertThat(header(record, "ce_id")).isEqualTo(pending.path("invocation").asText());
    }

    private static JsonNode awaitDeliveries(Http http, String id, int count) {
        return Await.until(
                        "what came of " + id,
                        PATIENCE,
                        () -> http.get("/v1/invocations/" + id).json(),
                        state -> state.path("deliveries").size() >= count)
                .path("deliveries");
    }

    private static String header(ConsumerRecord<String, String> record, String name) {
        return new String(record.headers().lastHeader(name).value(), UTF_8);
    }
}
