package dev.sendoff.executor.deliveries;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sendoff.core.Delivery;
import dev.sendoff.core.Origin;
import dev.sendoff.core.Outcome;
import dev.sendoff.core.RequestId;
import dev.sendoff.core.RetryAdvice;
import dev.sendoff.executor.handlers.HandlerCall;
import dev.sendoff.executor.handlers.InvocationLog;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.StreamSupport;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class DeliveriesTest {

    private static final Instant NOW = Instant.parse("2026-11-25T10:00:00.120Z");
    private static final RequestId ENDED = RequestId.generate(3, NOW, new Random(1));
    private static final RequestId CARRIER = RequestId.generate(2, NOW, new Random(2));
    private static final String RECORD = """
            {"version":"1.0","timestamp":"2026-11-25T10:00:00.120Z","requestContext":{"functionArn":"arn:work"}}""";

    private final Vertx vertx = Vertx.vertx();
    private final MockProducer<byte[], byte[]> producer =
            new MockProducer<>(false, null, new ByteArraySerializer(), new ByteArraySerializer());
    private final Deliveries deliveries = new Deliveries(
            new Config(),
            new Webhooks(vertx, Receivers.ofThisMachine(false), WebhookSignature.of(List.of()), () -> NOW),
            new TopicRecords(() -> producer),
            Optional.empty());

    private record Config() implements DeliveriesConfig {
        @Override
        public Duration maxAge() {
            return Duration.ofHours(1);
        }

        @Override
        public Webhook webhook() {
            return new Webhook() {
                @Override
                public Duration timeout() {
                    return Duration.ofSeconds(7);
                }

                @Override
                public Optional<List<String>> secrets() {
                    return Optional.empty();
                }
            };
        }
    }

    @AfterEach
    void close() {
        deliveries.close();
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    private CompletableFuture<Outcome> deliver(Delivery.Kind kind, @Nullable String destination) {
        String carrier = "sendoff.topic.done";
        return deliveries
                .run(
                        deliveries.version(carrier),
                        new HandlerCall(
                                CARRIER,
                                carrier,
                                "arn",
                                RECORD,
                                1,
                                false,
                                Duration.ofSeconds(7),
                                null,
                                null,
                                destination == null ? null : new Origin.DeliveryOf(kind, ENDED, 3, "work", destination),
                                InvocationLog.NONE))
                .toCompletableFuture();
    }

    @ParameterizedTest
    @ValueSource(strings = {"arn:aws:lambda:us-east-1:000000000000:function:other", "no destination"})
    void whatNobodyDeliversToIsNotTriedAgain(String destination) throws Exception {
        assertThat(deliver(Delivery.Kind.ON_SUCCESS, destination).get(10, TimeUnit.SECONDS))
                .isInstanceOfSatisfying(Outcome.Failed.class, failed -> {
                    assertThat(failed.error().type()).isEqualTo("Delivery.UnknownDestination");
                    assertThat(failed.advice()).isEqualTo(new RetryAdvice.Never());
                });
    }

    @Test
    void withoutTheModuleForItAServiceIsTriedAgain() throws Exception {
        assertThat(deliver(Delivery.Kind.ON_SUCCESS, "arn:aws:sqs:us-east-1:000000000000:q")
                        .get(10, TimeUnit.SECONDS))
                .isInstanceOfSatisfying(Outcome.Failed.class, failed -> {
                    assertThat(failed.error().type()).isEqualTo("Delivery.NoModule");
                    assertThat(failed.advice()).isEqualTo(new RetryAdvice.ByPolicy());
                });
    }

    @Test
    void whoSaysNotWhatToDeliverDeliversNothing() throws Exception {
        assertThat(deliver(Delivery.Kind.ON_SUCCESS, null).get(10, TimeUnit.SECONDS))
                .isInstanceOfSatisfying(Outcome.Failed.class, failed -> {
                    assertThat(failed.error().type()).isEqualTo("Delivery.NotOne");
                    assertThat(failed.advice()).isEqualTo(new RetryAdvice.Never());
                });
    }

    @Test
    void aTopicGetsTheRecordWithTheCarriersIdOnceTheBrokersHaveIt() throws Exception {
        var outcome = deliver(Delivery.Kind.ON_SUCCESS, "kafka://done");
        while (producer.history().isEmpty()) {
            Thread.onSpinWait();
        }
        assertThat(outcome).isNotDone();
        producer.completeNext();
        assertThat(outcome.get(10, TimeUnit.SECONDS)).isInstanceOf(Outcome.Succeeded.class);
        var record = producer.history().getFirst();
        assertThat(record.topic()).isEqualTo("done");
        assertThat(record.key()).asString().isEqualTo(ENDED.toString());
        assertThat(record.headers().lastHeader("ce_id").value()).asString().isEqualTo(CARRIER.toString());
        assertThat(record.headers().lastHeader("ce_source").value()).asString().isEqualTo("arn:work");
    }

    @Test
    void anEventForADeadLetterTargetIsNoCloudEvent() {
        var unused = deliver(Delivery.Kind.DEAD_LETTER_TARGET, "kafka://lost");
        while (producer.history().isEmpty()) {
            Thread.onSpinWait();
        }
        assertThat(StreamSupport.stream(producer.history().getFirst().headers().spliterator(), false)
                        .map(Header::key))
                .containsExactly("RequestID");
    }

    @Test
    void aTopicThatCannotBeWrittenIsTriedAgain() throws Exception {
        var outcome = deliver(Delivery.Kind.ON_SUCCESS, "kafka://done");
        while (producer.history().isEmpty()) {
            Thread.onSpinWait();
        }
        producer.errorNext(new TimeoutException("nobody there"));
        assertThat(outcome.get(10, TimeUnit.SECONDS)).isInstanceOfSatisfying(Outcome.Failed.class, failed -> {
            assertThat(failed.error().type()).isEqualTo("Topic.Timeout");
            assertThat(failed.advice()).isEqualTo(new RetryAdvice.ByPolicy());
        });
    }

    @Test
    void aReceiverHasTheTimeThatIsSetForWebhooks() {
        assertThat(deliveries
                        .version("sendoff.webhook.example.org")
                        .configuration()
                        .timeout())
                .isEqualTo(Duration.ofSeconds(7));
        assertThat(deliveries.maxAge()).isEqualTo(Duration.ofHours(1));
    }
}
