package dev.sendoff.executor.aws;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.sendoff.core.Delivery;
import dev.sendoff.core.Destination;
import dev.sendoff.core.Origin;
import dev.sendoff.core.Outcome;
import dev.sendoff.core.RequestId;
import dev.sendoff.core.RetryAdvice;
import dev.sendoff.executor.deliveries.AwsServices.Parcel;
import dev.sendoff.installation.AwsEndpoint;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What goes over the wire, and what is made of what the services answer. */
class AwsDeliveriesTest {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Instant T0 = Instant.parse("2026-11-23T10:07:03.123Z");
    private static final RequestId ENDED = RequestId.generate(1, T0, new Random(1));
    private static final RequestId ID = RequestId.generate(2, T0, new Random(2));
    private static final String FUNCTION_ARN = "arn:aws:lambda:us-east-1:000000000000:function:work:$LATEST";
    private static final String QUEUE = "arn:aws:sqs:eu-west-1:000000000000:done";

    /** One call of a service. */
    private record Call(String method, String path, String target, String body) {}

    /** Says what it is told to, in its turn. */
    private static final class Service implements AutoCloseable {
        final List<Call> calls = new ArrayList<>();
        final Queue<String> answers = new ArrayDeque<>();
        private final HttpServer server;

        Service() throws IOException {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            server.createContext("/", this::answer);
            server.start();
        }

        /** @param answer the status, a space, and the body */
        void says(String answer) {
            answers.add(answer);
        }

        private synchronized void answer(HttpExchange exchange) throws IOException {
            try (exchange) {
                String target = exchange.getRequestHeaders().getFirst("X-Amz-Target");
                calls.add(new Call(
                        exchange.getRequestMethod(),
                        exchange.getRequestURI().getPath(),
                        target == null ? "" : target,
                        new String(exchange.getRequestBody().readAllBytes(), UTF_8)));
                String answer = answers.remove();
                byte[] body = answer.substring(4).getBytes(UTF_8);
                exchange.sendResponseHeaders(
                        Integer.parseInt(answer.substring(0, 3)), body.length == 0 ? -1 : body.length);
                exchange.getResponseBody().write(body);
            }
        }

        AwsEndpoint endpoint() {
            return new AwsEndpoint(
                    URI.create("http://127.0.0.1:" + server.getAddress().getPort()));
        }

        @Override
        public void close() {
            server.stop(0);
        }
    }

    private final Service service;
    private final AwsDeliveries deliveries;

    AwsDeliveriesTest() throws IOException {
        service = new Service();
        AwsEndpoint endpoint = service.endpoint();
        deliveries = new AwsDeliveries(
                Map.of("sqs", endpoint, "sns", endpoint, "events", endpoint, "s3", endpoint), "us-east-1");
    }

    @BeforeAll
    static void signIn() {
        System.setProperty("aws.accessKeyId", "AKIDEXAMPLE");
        System.setProperty("aws.secretAccessKey", "secret");
    }

    @AfterAll
    static void signOut() {
        System.clearProperty("aws.accessKeyId");
        System.clearProperty("aws.secretAccessKey");
    }

    @AfterEach
    void close() {
        deliveries.close();
        service.close();
    }

    @Test
    void aQueueGetsTheRecordAsItsMessage() throws Exception {
        service.says("200 {\"QueueUrl\":\"" + service.endpoint().url() + "/q\"}");
        // The SDK compares it with what it has sent: of {"version":"1.0"}, and of the trace header.
        String sums = "\"MD5OfMessageBody\":\"64e23f615fb5b944932a9f0685859268\"";
        service.says("200 {\"MessageId\":\"m1\"," + sums + "}");
        service.says("200 {\"MessageId\":\"m2\"," + sums + "}");
        assertThat(deliver(QUEUE, record(Delivery.Kind.ON_SUCCESS)))
                .isEqualTo(new Outcome.Succeeded("{\"messageId\":\"m1\"}"));
        assertThat(deliver(QUEUE, record(Delivery.Kind.ON_SUCCESS)))
                .isEqualTo(new Outcome.Succeeded("{\"messageId\":\"m2\"}"));
        assertThat(service.calls)
                .extracting(Call::target)
                .containsExactly("AmazonSQS.GetQueueUrl", "AmazonSQS.SendMessage", "AmazonSQS.SendMessage");
        assertThat(body(0).path("QueueName").asText()).isEqualTo("done");
        assertThat(body(0).path("QueueOwnerAWSAccountId").asText()).isEqualTo("000000000000");
        assertThat(body(1).path("MessageBody").asText()).isEqualTo("{\"version\":\"1.0\"}");
        assertThat(body(1).path("MessageAttributes").isEmpty()).isTrue();
        assertThat(body(1).at("/MessageSystemAttributes/AWSTraceHeader/StringValue")
                        .asText())
                .isEqualTo("Root=1-5759e988-bd862e3fe1be46a994272793");
    }

    @Test
    void aDeadLetterQueueGetsTheEventAndWhyItFailed() throws Exception {
        service.says("200 {\"QueueUrl\":\"" + service.endpoint().url() + "/q\"}");
        service.says("200 {\"MessageId\":\"m1\"}");
        deliver(QUEUE, event(new Origin.Failure(200, "no luck")));
        JsonNode attributes = body(1).path("MessageAttributes");
        assertThat(body(1).path("MessageBody").asText()).isEqualTo("{\"n\":1.10}");
        assertThat(attributes).isEqualTo(JSON.readTree("""
                {"RequestID":{"DataType":"String","StringValue":"%s"},
                 "ErrorCode":{"DataType":"Number","StringValue":"200"},
                 "ErrorMessage":{"DataType":"String","StringValue":"no luck"}}
                """.formatted(ENDED)));
    }

    @Test
    void aTopicGetsTheRecordAsItsMessage() throws Exception {
        service.says("200 <PublishResponse><PublishResult><MessageId>n1</MessageId></PublishResult></PublishResponse>");
        service.says("200 <PublishResponse><PublishResult><MessageId>n2</MessageId></PublishResult></PublishResponse>");
        String topic = "arn:aws:sns:us-east-1:000000000000:done";
        assertThat(deliver(topic, record(Delivery.Kind.ON_FAILURE)))
                .isEqualTo(new Outcome.Succeeded("{\"messageId\":\"n1\"}"));
        deliver(topic, event(new Origin.Failure(null, "too old")));
        assertThat(URLDecoder.decode(service.calls.getFirst().body(), UTF_8))
                .contains("Action=Publish", "TopicArn=" + topic, "Message={\"version\":\"1.0\"}")
                .doesNotContain("RequestID");
        assertThat(URLDecoder.decode(service.calls.get(1).body(), UTF_8))
                .contains("=RequestID", "=" + ENDED, "=ErrorMessage", "=too old")
                .doesNotContain("ErrorCode");
    }

    @Test
    void aBusGetsAnEventOfLambda() throws Exception {
        service.says("200 {\"FailedEntryCount\":0,\"Entries\":[{\"EventId\":\"e1\"}]}");
        String bus = "arn:aws:events:us-east-1:000000000000:event-bus/default";
        assertThat(deliver(bus, record(Delivery.Kind.ON_SUCCESS)))
                .isEqualTo(new Outcome.Succeeded("{\"eventId\":\"e1\"}"));
        JsonNode entry = body(0).path("Entries").path(0);
        assertThat(entry.path("EventBusName").asText()).isEqualTo(bus);
        assertThat(entry.path("Source").asText()).isEqualTo("lambda");
        assertThat(entry.path("DetailType").asText()).isEqualTo("Lambda Function Invocation Result - Success");
        assertThat(entry.path("Resources")).isEqualTo(JSON.readTree("[\"" + bus + "\",\"" + FUNCTION_ARN + "\"]"));
        assertThat(entry.path("Detail").asText()).isEqualTo("{\"version\":\"1.0\"}");
    }

    @Test
    void anEntryThatABusRefusesHasNotArrived() throws Exception {
        service.says(
                "200 {\"FailedEntryCount\":1,\"Entries\":[{\"ErrorCode\":\"InternalException\",\"ErrorMessage\":\"later\"}]}");
        assertFailed(
                deliver("arn:aws:events:us-east-1:000000000000:event-bus/b", record(Delivery.Kind.ON_FAILURE)),
                "EventBridge.InternalException",
                new RetryAdvice.ByPolicy());
    }

    @Test
    void aBucketGetsAnObjectThatASecondAttemptWritesAgain() throws Exception {
        service.says("200 ");
        String key = "aws/lambda/async/work/2026/11/23/2026-11-23T10.07.03-" + ID;
        assertThat(deliver("arn:aws:s3:::results", record(Delivery.Kind.ON_FAILURE)))
                .isEqualTo(new Outcome.Succeeded("{\"key\":\"" + key + "\"}"));
        assertThat(service.calls.getFirst().method()).isEqualTo("PUT");
        assertThat(service.calls.getFirst().path()).isEqualTo("/results/" + key);
        assertThat(service.calls.getFirst().body()).contains("{\"version\":\"1.0\"}");
    }

    @Test
    void aQueueThatIsNotThereMayBeMadeAndAnUnsuitableMessageStaysSo() throws Exception {
        service.says("400 {\"__type\":\"com.amazonaws.sqs#QueueDoesNotExist\",\"message\":\"no such queue\"}");
        assertFailed(
                deliver(QUEUE, record(Delivery.Kind.ON_SUCCESS)), "Sqs.QueueDoesNotExist", new RetryAdvice.ByPolicy());
        service.says("200 {\"QueueUrl\":\"" + service.endpoint().url() + "/q\"}");
        service.says(
                "400 {\"__type\":\"com.amazonaws.sqs#InvalidMessageContents\",\"message\":\"control characters\"}");
        assertFailed(
                deliver(QUEUE, record(Delivery.Kind.ON_SUCCESS)),
                "Sqs.InvalidMessageContents",
                new RetryAdvice.Never());
    }

    @Test
    void aQueueThatKeepsAnOrderIsNoDestination() throws Exception {
        assertFailed(deliver(QUEUE + ".fifo", record(Delivery.Kind.ON_SUCCESS)), "Sqs.Fifo", new RetryAdvice.Never());
        assertThat(service.calls).isEmpty();
    }

    @Test
    void aServiceThatIsAwayIsTriedAgain() throws Exception {
        service.close();
        assertFailed(
                deliver(QUEUE, record(Delivery.Kind.ON_SUCCESS)), "Sqs.ConnectionFailed", new RetryAdvice.ByPolicy());
    }

    @Test
    void whatIsNotConfiguredHereMayBeLater() throws Exception {
        try (AwsDeliveries none = new AwsDeliveries(Map.of(), "us-east-1")) {
            assertFailed(
                    none.deliver(target(QUEUE), record(Delivery.Kind.ON_SUCCESS))
                            .toCompletableFuture()
                            .get(20, TimeUnit.SECONDS),
                    "Delivery.NoEndpoint",
                    new RetryAdvice.ByPolicy());
        }
    }

    private static void assertFailed(Outcome outcome, String type, RetryAdvice advice) {
        assertThat(outcome).isInstanceOfSatisfying(Outcome.Failed.class, failed -> {
            assertThat(failed.error().type()).isEqualTo(type);
            assertThat(failed.advice()).isEqualTo(advice);
        });
    }

    private Outcome deliver(String arn, Parcel parcel) throws Exception {
        return deliveries.deliver(target(arn), parcel).toCompletableFuture().get(20, TimeUnit.SECONDS);
    }

    private static Destination.OfService target(String arn) {
        return (Destination.OfService) Destination.parse(arn);
    }

    private JsonNode body(int call) throws IOException {
        return JSON.readTree(service.calls.get(call).body());
    }

    private static Parcel record(Delivery.Kind kind) {
        return parcel(kind, "{\"version\":\"1.0\"}", null);
    }

    private static Parcel event(Origin.Failure failure) {
        return parcel(Delivery.Kind.DEAD_LETTER_TARGET, "{\"n\":1.10}", failure);
    }

    private static Parcel parcel(Delivery.Kind kind, String body, Origin.@Nullable Failure failure) {
        return new Parcel(
                ID, kind, body, ENDED, "work", FUNCTION_ARN, T0, failure, "Root=1-5759e988-bd862e3fe1be46a994272793");
    }
}
