package dev.sendoff.destinations;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sendoff.core.Delivery;
import dev.sendoff.core.Invocation;
import dev.sendoff.core.RequestId;
import dev.sendoff.core.Sharding;
import dev.sendoff.core.Success;
import dev.sendoff.schemas.RecordWriter;
import dev.sendoff.schemas.Topics;
import dev.sendoff.schemas.WireFormat;
import io.confluent.kafka.schemaregistry.client.MockSchemaRegistryClient;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import org.apache.kafka.clients.consumer.CommitFailedException;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.record.TimestampType;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class OutcomeLoopTest {

    private static final TopicPartition PARTITION = new TopicPartition("test.successes", 0);

    private final WireFormat wire = new WireFormat(new Topics("test.", 4, (short) 1), new MockSchemaRegistryClient());
    private final RecordWriter writer = new RecordWriter(wire);
    private final MockConsumer<byte[], byte[]> consumer = new MockConsumer<>("earliest");
    private final List<MockProducer<byte[], byte[]>> producers = new ArrayList<>();
    private final Set<String> refused = new HashSet<>();
    private final Set<String> forbidden = new HashSet<>();
    private final List<Delivery> told = new ArrayList<>();
    private final TargetTopics targets = new TargetTopics() {
        @Override
        public OptionalInt maxBytes(String topic) {
            return refused.contains(topic) ? OptionalInt.empty() : OptionalInt.of(1 << 20);
        }

        @Override
        public void refused(String topic, String why) {
            refused.add(topic);
        }
    };
    private final OutcomeLoop loop = new OutcomeLoop(
            () -> consumer,
            this::newProducer,
            List.of("test.successes"),
            new OutcomeReader(wire, new Planner(Ends.ACCOUNT, Sharding.of(4), targets)),
            writer,
            targets,
            told::add,
            () -> Ends.NOW);

    private final List<ConsumerRecord<byte[], byte[]>> outcomes = new ArrayList<>();
    private boolean fenceTheFirst;
    private boolean staleAtFirst;

    @BeforeEach
    void register() throws IOException {
        wire.register();
        consumer.schedulePollTask(() -> {
            consumer.updateBeginningOffsets(Map.of(PARTITION, 0L));
            consumer.rebalance(List.of(PARTITION));
        });
    }

    @Test
    void stepsAndProgressGoIntoOneTransaction() {
        poll(success("kafka://done"), success(null));
        stopAfterwards();
        loop.run();

        assertThat(written()).containsExactly("done", "test.deliveries");
        assertThat(producers.getFirst().commitCount()).isEqualTo(1);
        assertThat(offsetsInTransactions()).containsExactly(2L);
        assertThat(told).extracting(Delivery::status).containsExactly(Delivery.Status.DELIVERED);
    }

    @Test
    void ofWhatNothingComesOnlyTheProgressIsCommitted() {
        poll(success(null), success(null));
        stopAfterwards();
        loop.run();

        assertThat(producers).isEmpty();
    }

    @Test
    void aTopicThatRefusesItsRecordHoldsUpNoOther() {
        forbidden.add("secret");
        poll(success("kafka://done"), success("kafka://secret"));
        consumer.schedulePollTask(this::sendAgainWhatWasRewound);
        stopAfterwards();
        loop.run();

        assertThat(refused).containsExactly("secret");
        assertThat(producers.getFirst().commitCount()).isEqualTo(1);
        assertThat(written())
                .as("the second time it goes by way of an invocation")
                .containsExactly("done", "test.deliveries", "test.invocations", "test.deliveries");
        assertThat(told)
                .extracting(Delivery::status)
                .containsExactly(Delivery.Status.DELIVERED, Delivery.Status.PENDING);
    }

    @Test
    void whatIsFencedIsReadAgainAndWrittenByANewProducer() {
        poll(success("kafka://done"));
        consumer.schedulePollTask(this::sendAgainWhatWasRewound);
        stopAfterwards();
        fenceTheFirst = true;
        loop.run();

        assertThat(producers).hasSize(2);
        assertThat(producers.getFirst().commitCount()).isZero();
        assertThat(producers.getLast().commitCount()).isEqualTo(1);
        assertThat(told).hasSize(1);
    }

    @Test
    void whatAStaleMemberWroteIsAborted() {
        poll(success("kafka://done"));
        consumer.schedulePollTask(() -> {
            producers.getFirst().sendOffsetsToTransactionException = null;
            sendAgainWhatWasRewound();
        });
        stopAfterwards();
        staleAtFirst = true;
        loop.run();

        assertThat(producers).hasSize(1);
        assertThat(producers.getFirst().commitCount()).isEqualTo(1);
        assertThat(written()).containsExactly("done", "test.deliveries");
    }

    @Test
    void anOutcomeThatCannotBeReadStopsNothing() {
        ProducerRecord<byte[], byte[]> broken = success("kafka://done");
        ProducerRecord<byte[], byte[]> garbage =
                new ProducerRecord<>(broken.topic(), null, broken.key(), "garbage".getBytes(UTF_8), broken.headers());
        poll(garbage, success("kafka://done"));
        stopAfterwards();
        loop.run();

        assertThat(written()).containsExactly("done", "test.deliveries");
        assertThat(offsetsInTransactions()).containsExactly(2L);
    }

    private ProducerRecord<byte[], byte[]> success(@Nullable String destination) {
        Invocation invocation = Invocation.accepted(
                RequestId.generate(0, Instant.EPOCH, new Random(7)), "work", null, "{}", Ends.NOW, null);
        Success success = Ends.success(invocation, destination);
        return writer.success(0, success);
    }

    @SafeVarargs
    private void poll(ProducerRecord<byte[], byte[]>... records) {
        consumer.schedulePollTask(() -> {
            for (ProducerRecord<byte[], byte[]> record : records) {
                ConsumerRecord<byte[], byte[]> outcome = new ConsumerRecord<>(
                        PARTITION.topic(),
                        PARTITION.partition(),
                        outcomes.size(),
                        0,
                        TimestampType.CREATE_TIME,
                        0,
                        0,
                        record.key(),
                        record.value(),
                        record.headers(),
                        Optional.empty());
                outcomes.add(outcome);
                consumer.addRecord(outcome);
            }
        });
    }

    /** The mock forgets what it has given out, where a broker would not. */
    private void sendAgainWhatWasRewound() {
        outcomes.stream()
                .filter(outcome -> outcome.offset() >= consumer.position(PARTITION))
                .forEach(consumer::addRecord);
    }

    private void stopAfterwards() {
        consumer.schedulePollTask(loop::stop);
    }

    private List<String> written() {
        return producers.stream()
                .flatMap(producer -> producer.history().stream())
                .map(ProducerRecord::topic)
                .toList();
    }

    private List<Long> offsetsInTransactions() {
        return producers.stream()
                .flatMap(producer -> producer.consumerGroupOffsetsHistory().stream())
                .flatMap(offsets -> offsets.values().stream())
                .map(offsets -> offsets.get(PARTITION))
                .map(OffsetAndMetadata::offset)
                .toList();
    }

    private Producer<byte[], byte[]> newProducer() {
        MockProducer<byte[], byte[]> producer =
                new MockProducer<>(true, null, new ByteArraySerializer(), new ByteArraySerializer()) {
                    @Override
                    public synchronized Future<RecordMetadata> send(
                            ProducerRecord<byte[], byte[]> record, @Nullable Callback callback) {
                        if (forbidden.contains(record.topic()) && callback != null) {
                            KafkaException refusal = new TopicAuthorizationException("not yours");
                            callback.onCompletion(null, refusal);
                            commitTransactionException = refusal;
                            return CompletableFuture.failedFuture(refusal);
                        }
                        return super.send(record, callback);
                    }

                    @Override
                    public void abortTransaction() {
                        commitTransactionException = null;
                        super.abortTransaction();
                    }
                };
        if (fenceTheFirst && producers.isEmpty()) {
            producer.commitTransactionException = new ProducerFencedException("another one has come");
            producer.abortTransactionException = new ProducerFencedException("another one has come");
        }
        if (staleAtFirst && producers.isEmpty()) {
            producer.sendOffsetsToTransactionException = new CommitFailedException("stale member");
        }
        producers.add(producer);
        return producer;
    }
}
