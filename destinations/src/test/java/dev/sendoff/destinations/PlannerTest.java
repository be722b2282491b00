package dev.sendoff.destinations;

import static dev.sendoff.destinations.Ends.ACCOUNT;
import static dev.sendoff.destinations.Ends.HOME;
import static dev.sendoff.destinations.Ends.ID;
import static dev.sendoff.destinations.Ends.NOW;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sendoff.core.Aftermath;
import dev.sendoff.core.DeadLetter;
import dev.sendoff.core.DeadLetterReason;
import dev.sendoff.core.Delivery;
import dev.sendoff.core.Invocation;
import dev.sendoff.core.Lineage;
import dev.sendoff.core.Origin;
import dev.sendoff.core.RequestId;
import dev.sendoff.core.Sharding;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Random;
import org.junit.jupiter.api.Test;

class PlannerTest {

    private static final String WORKER = "arn:aws:lambda:us-east-1:000000000000:function:worker:live";

    private final Map<String, Integer> topics = new HashMap<>();
    private final Planner planner = new Planner(ACCOUNT, Sharding.of(8), new TargetTopics() {
        @Override
        public OptionalInt maxBytes(String topic) {
            Integer bytes = topics.get(topic);
            return bytes == null ? OptionalInt.empty() : OptionalInt.of(bytes);
        }

        @Override
        public void refused(String topic, String why) {
            topics.remove(topic);
        }
    });

    @Test
    void nothingComesOfWhatIsToGoNowhere() {
        assertThat(planner.afterSuccess(Ends.success(Ends.invocation(null, "{}"), null), HOME, NOW))
                .isEmpty();
        assertThat(planner.afterDeadLetter(
                        Ends.deadLetter(
                                Ends.invocation(null, "{}"), DeadLetterReason.RETRIES_EXHAUSTED, 3, (String) null),
                        HOME,
                        NOW))
                .isEmpty();
    }

    @Test
    void aTopicIsWrittenAtOnce() {
        topics.put("done", 1 << 20);
        List<Step> steps = planner.afterSuccess(Ends.success(Ends.invocation(null, "{}"), "kafka://done"), HOME, NOW);
        assertThat(steps).hasSize(2);
        assertThat(steps.getFirst()).isInstanceOfSatisfying(Step.Publish.class, publish -> {
            assertThat(publish.topic()).isEqualTo("done");
            assertThat(new String(publish.key(), UTF_8)).isEqualTo(ID.toString());
            assertThat(new String(publish.value(), UTF_8)).contains("\"condition\":\"Success\"");
            assertThat(publish.headers())
                    .contains(
                            new Step.Header("ce_specversion", "1.0"),
                            new Step.Header("ce_type", "dev.sendoff.invocation.succeeded"),
                            new Step.Header("ce_subject", ID.toString()));
        });
        Delivery delivery = delivery(steps.getLast());
        assertThat(delivery.status()).isEqualTo(Delivery.Status.DELIVERED);
        assertThat(delivery.invocation()).isNull();
        assertThat(((Step.Tell) steps.getLast()).home()).isEqualTo(HOME);
    }

    @Test
    void aTopicThatCannotBeWrittenIsTriedAgainByAnInvocation() {
        List<Step> steps =
                planner.afterSuccess(Ends.success(Ends.invocation(null, "{}"), "kafka://missing"), HOME, NOW);
        Invocation carrier = invoked(steps.getFirst());
        assertThat(carrier.function()).isEqualTo("sendoff.topic.missing");
        assertThat(carrier.payload()).contains("\"condition\":\"Success\"");
        assertThat(carrier.origin().deliveryOf())
                .isEqualTo(new Origin.DeliveryOf(Delivery.Kind.ON_SUCCESS, ID, HOME, "work", "kafka://missing"));
        Delivery delivery = delivery(steps.getLast());
        assertThat(delivery.status()).isEqualTo(Delivery.Status.PENDING);
        assertThat(delivery.invocation()).isEqualTo(carrier.id());
    }

    @Test
    void aFunctionIsInvokedAndThatIsAllThatWasPromised() {
        List<Step> steps = planner.afterSuccess(Ends.success(Ends.invocation(null, "{}"), WORKER), HOME, NOW);
        Invocation invocation = invoked(steps.getFirst());
        assertThat(invocation.function()).isEqualTo("worker");
        assertThat(invocation.qualifier()).isEqualTo("live");
        assertThat(Lineage.of(invocation.traceHeader()).invocationsOf("work"))
                .as("for a loop to be seen")
                .isEqualTo(1);
        assertThat(invocation.id().homePartition()).hasValue(((Step.Invoke) steps.getFirst()).home());
        assertThat(Sharding.of(8).hand("worker").partitions()).contains(((Step.Invoke) steps.getFirst()).home());
        assertThat(delivery(steps.getLast()).status()).isEqualTo(Delivery.Status.DELIVERED);

        assertThat(planner.afterSuccess(Ends.success(invocation, null), HOME, NOW))
                .as("how that one ends is its own affair")
                .isEmpty();
    }

    @Test
    void theSameComesOfTheSameOutcomeHoweverOftenItIsRead() {
        var success = Ends.success(Ends.invocation(null, "{}"), "https://example.org/hook");
        assertThat(planner.afterSuccess(success, HOME, NOW)).isEqualTo(planner.afterSuccess(success, HOME, NOW));
        Invocation hook =
                invoked(planner.afterSuccess(success, HOME, NOW.plusSeconds(9)).getFirst());
        assertThat(hook.id())
                .isEqualTo(invoked(planner.afterSuccess(success, HOME, NOW).getFirst())
                        .id());
        assertThat(hook.function()).isEqualTo("sendoff.webhook.example.org");
    }

    @Test
    void aDeadLetterGoesToItsDestinationAndToItsTargetAsTheEventItself() {
        topics.put("lost", 1 << 20);
        topics.put("queue", 1 << 20);
        DeadLetter letter = Ends.deadLetter(
                Ends.invocation(null, "{\"n\": 1}"),
                DeadLetterReason.RETRIES_EXHAUSTED,
                3,
                new Aftermath("$LATEST", null, "kafka://lost", "kafka://queue"));
        List<Step> steps = planner.afterDeadLetter(letter, HOME, NOW);
        assertThat(steps).hasSize(4);
        Step.Publish target = (Step.Publish) steps.get(2);
        assertThat(target.topic()).isEqualTo("queue");
        assertThat(new String(target.value(), UTF_8)).isEqualTo("{\"n\": 1}");
        assertThat(target.headers())
                .containsExactly(
                        new Step.Header("RequestID", ID.toString()),
                        new Step.Header("ErrorCode", "200"),
                        new Step.Header("ErrorMessage", "no luck"));
        assertThat(List.of(delivery(steps.get(1)).kind(), delivery(steps.get(3)).kind()))
                .containsExactly(Delivery.Kind.ON_FAILURE, Delivery.Kind.DEAD_LETTER_TARGET);
    }

    @Test
    void theEndOfACarrierIsNewsForTheInvocationWhoseRecordItBrings() {
        Invocation hook = invoked(
                planner.afterSuccess(Ends.success(Ends.invocation(null, "{}"), "https://example.org/hook"), HOME, NOW)
                        .getFirst());
        Delivery delivered =
                delivery(planner.afterSuccess(Ends.success(hook, null), 6, NOW).getFirst());
        assertThat(delivered.id()).isEqualTo(ID);
        assertThat(delivered.status()).isEqualTo(Delivery.Status.DELIVERED);
        assertThat(delivered.invocation()).isEqualTo(hook.id());

        Step failed = planner.afterDeadLetter(
                        Ends.deadLetter(hook, DeadLetterReason.TERMINAL_FAILURE, 2, (String) null), 6, NOW)
                .getFirst();
        assertThat(delivery(failed).status()).isEqualTo(Delivery.Status.FAILED);
        assertThat(delivery(failed).errorType()).isEqualTo("ValueError");
        assertThat(delivery(failed).attempts()).isEqualTo(2);
        assertThat(((Step.Tell) failed).home()).isEqualTo(HOME);
    }

    @Test
    void theEndOfACopyIsNewsForItsOriginal() {
        RequestId original = RequestId.generate(5, NOW, new Random(2));
        Invocation copy = Ends.invocation(null, "{}")
                .comeOf(new Origin(null, new Origin.CopyOf(Delivery.Kind.REDRIVE, original, 5, 1, null)));
        Step told = planner.afterSuccess(Ends.success(copy, null), HOME, NOW).getFirst();
        assertThat(delivery(told).id()).isEqualTo(original);
        assertThat(delivery(told).kind()).isEqualTo(Delivery.Kind.REDRIVE);
        assertThat(((Step.Tell) told).home()).isEqualTo(5);
    }

    @Test
    void whatCannotBeUnderstoodEndsVisibly() {
        List<Step> steps = planner.afterSuccess(Ends.success(Ends.invocation(null, "{}"), "?"), HOME, NOW);
        assertThat(invoked(steps.getFirst()).function()).isEqualTo(Planner.UNKNOWN_CARRIER);
    }

    @Test
    void aRecordThatIsTooLargeForItsTopicIsMadeToFit() {
        topics.put("small", 700);
        Invocation large = Ends.invocation(null, "\"" + "x".repeat(5_000) + "\"");
        Step.Publish publish = (Step.Publish) planner.afterSuccess(Ends.success(large, "kafka://small"), HOME, NOW)
                .getFirst();
        assertThat(publish.value()).hasSizeLessThanOrEqualTo(700);
        assertThat(new String(publish.value(), UTF_8)).contains("deliveryError");
    }

    private static Invocation invoked(Step step) {
        return ((Step.Invoke) step).invocation();
    }

    private static Delivery delivery(Step step) {
        return ((Step.Tell) step).delivery();
    }
}
