package dev.sendoff.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import software.amazon.awssdk.services.lambda.LambdaClient;

/** The process that brings outcomes to their destinations is killed under load, and so are executors. */
@Order(WithProcessesOf.A_CLUSTER)
@ExtendWith(SharedCluster.class)
class DestinationsComeAndGoIT {

    private static final Duration PATIENCE = Duration.ofSeconds(120);
    private static final Duration BETWEEN = Duration.ofMillis(50);
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String WITH_TOPIC = "hello";
    private static final String WITH_WEBHOOK = "noop";
    private static final String HOOK = "/200/hook";

    private final Cluster cluster;

    DestinationsComeAndGoIT(Cluster cluster) {
        this.cluster = cluster;
    }

    @Test
    void eachTopicHasEachRecordOnceAndEachWebhookAtLeastOnceUnderOneId() throws Exception {
        cluster.awaitBalanced();
        TopicReader topic = TopicReader.create(cluster.ingest(), "done-" + UUID.randomUUID());
        try (LambdaClient lambda = LambdaClients.of(cluster.ingest().base());
                Http http = cluster.ingest().http();
                Receiver receiver = new Receiver()) {
            onSuccess(lambda, WITH_TOPIC, "kafka://" + topic.topic());
            onSuccess(lambda, WITH_WEBHOOK, receiver.at(HOOK).toString());
            Set<String> toTopic;
            Set<String> toWebhook;
            try (SteadyLoad some = SteadyLoad.of(http, 2, BETWEEN, WITH_TOPIC, "{}");
                    SteadyLoad others = SteadyLoad.of(http, 2, BETWEEN, WITH_WEBHOOK, "{}")) {
                killUnderLoad(some, others);
                some.close();
                others.close();
                toTopic = some.accepted().ids();
                toWebhook = others.accepted().ids();
            }
            List<ConsumerRecord<String, String>> records = topic.await(toTopic.size(), PATIENCE);
            assertThat(records).extracting(ConsumerRecord::key).containsExactlyInAnyOrderElementsOf(toTopic);

            Map<String, Set<String>> ids = Await.until(
                    "a call of the webhook for each",
                    PATIENCE,
                    () -> webhookIds(receiver),
                    called -> called.keySet().containsAll(toWebhook));
            assertThat(ids.keySet()).containsExactlyInAnyOrderElementsOf(toWebhook);
            assertThat(ids.values()).allSatisfy(its -> assertThat(its).hasSize(1));
            System.out.println("destinations was killed twice and an executor once: " + toTopic.size()
                    + " records on the topic, each once; " + toWebhook.size() + " events to the webhook in "
                    + receiver.requestsTo(HOOK).size() + " calls");
            lambda.deleteFunctionEventInvokeConfig(request -> request.functionName(WITH_TOPIC));
            lambda.deleteFunctionEventInvokeConfig(request -> request.functionName(WITH_WEBHOOK));
        }
    }

    private void killUnderLoad(SteadyLoad some, SteadyLoad others) {
        SendoffProcess executor = cluster.executors().getFirst();
        some.awaitMore(50, PATIENCE);
        cluster.destinations().kill9();
        executor.kill9();
        others.awaitMore(50, PATIENCE);
        cluster.destinations().launch();
        executor.launch();
        cluster.destinations().awaitUp();
        some.awaitMore(20, PATIENCE);
        cluster.destinations().kill9();
        others.awaitMore(20, PATIENCE);
        cluster.destinations().start();
        executor.awaitUp();
    }

    private static void onSuccess(LambdaClient lambda, String function, String destination) {
        lambda.putFunctionEventInvokeConfig(request -> request.functionName(function)
                .destinationConfig(config -> config.onSuccess(to -> to.destination(destination))));
    }

    /** By the event that a call tells of, the ids under which it was told. */
    private static Map<String, Set<String>> webhookIds(Receiver receiver) throws JsonProcessingException {
        Map<String, Set<String>> ids = new HashMap<>();
        for (Receiver.Request request : receiver.requestsTo(HOOK)) {
            JsonNode event = JSON.readTree(request.body());
            ids.computeIfAbsent(event.path("subject").asText(), _ -> new HashSet<>())
                    .add(request.header("webhook-id"));
        }
        return ids;
    }
}
