package dev.sendoff.executor.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sendoff.core.Aftermath;
import dev.sendoff.core.Attempt;
import dev.sendoff.core.Invocation;
import dev.sendoff.core.RequestId;
import dev.sendoff.core.Success;
import dev.sendoff.executor.engine.CompletionGroup;
import dev.sendoff.executor.engine.Dispatch;
import dev.sendoff.executor.engine.Engine;
import dev.sendoff.executor.engine.Limits;
import dev.sendoff.executor.engine.Progress;
import dev.sendoff.executor.engine.Resolution;
import dev.sendoff.executor.kafka.Dispositions.Written;
import dev.sendoff.schemas.RecordWriter;
import dev.sendoff.schemas.Topics;
import dev.sendoff.schemas.WireFormat;
import io.confluent.kafka.schemaregistry.client.MockSchemaRegistryClient;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.admin.MockAdminClient;
import org.apache.kafka.clients.consumer.CommitFailedException;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class KafkaDispositionsTest {

    private static final Instant NOW = Instant.parse("2026-11-23T10:00:00Z");
    private static final TopicPartition HOME = new TopicPartition("test.invocations", 0);

    private final WireFormat wire = new WireFormat(new Topics("test.", 4, (short) 1), new MockSchemaRegistryClient());
    private final List<MockProducer<byte[], byte[]>> producers = new ArrayList<>();
    private final KafkaDispositions dispositions = new KafkaDispositions(
            this::newProducer,
            new MockAdminClient(),
            new RecordWriter(wire),
            "test.invocations",
            "executor",
            () -> new ConsumerGroupMetadata("executor"));

    @BeforeEach
    void register() throws IOException {
        wire.register();
    }

    @Test
    void outcomesAndProgressGoIntoOneTransaction() throws InterruptedException {
        CompletionGroup group = groupOfOneSuccess();
        assertThat(dispositions.write(group)).isInstanceOf(Written.Durable.class);
        MockProducer<byte[], byte[]> producer = producers.getFirst();
        assertThat(producer.history()).singleElement().satisfies(record -> {
            assertThat(record.topic()).isEqualTo("test.successes");
            assertThat(record.partition()).isZero();
        });
        Progress progress = group.progress().get(0);
        assertThat(producer.consumerGroupOffsetsHistory())
                .singleElement()
                .extracting(offsets -> offsets.get("executor").get(HOME))
                .isEqualTo(new OffsetAndMetadata(progress.base(), progress.encode()));
        assertThat(producer.commitCount()).isEqualTo(1);
    }

    @Test
    void whatIsRefusedIsAbortedAndTheProducerGoesOn() throws InterruptedException {
        dispositions.write(groupOfOneSuccess());
        MockProducer<byte[], byte[]> producer = producers.getFirst();
        producer.sendOffsetsToTransactionException = new CommitFailedException("stale member");
        assertThat(dispositions.write(groupOfOneSuccess())).isInstanceOf(Written.Discarded.class);
        assertThat(producer.transactionAborted()).isTrue();
        producer.sendOffsetsToTransactionException = null;
        assertThat(dispositions.write(groupOfOneSuccess())).isInstanceOf(Written.Durable.class);
        assertThat(producers).hasSize(1);
    }

    @Test
    void afterAFatalErrorTheNextGroupIsWrittenByANewProducer() throws InterruptedException {
        dispositions.write(groupOfOneSuccess());
        producers.getFirst().fenceProducer();
        assertThat(dispositions.write(groupOfOneSuccess())).isInstanceOf(Written.Discarded.class);
        assertThat(dispositions.write(groupOfOneSuccess())).isInstanceOf(Written.Durable.class);
        assertThat(producers).hasSize(2);
        assertThat(producers.getFirst().closed()).isTrue();
    }

    private Producer<byte[], byte[]> newProducer() {
        MockProducer<byte[], byte[]> producer =
                new MockProducer<>(true, null, new ByteArraySerializer(), new ByteArraySerializer());
        producers.add(producer);
        return producer;
    }

    private static CompletionGroup groupOfOneSuccess() {
        Engine engine =
                new Engine(new Limits(5, 5, 100, 5, 5, Duration.ofSeconds(1)), (_, _) -> Optional.empty(), "test");
        engine.assign(0, Progress.untouched(0), NOW);
        engine.committed(engine.nextGroup().orElseThrow());
        Invocation invocation = Invocation.accepted(RequestId.derived(0, 0, NOW), "hello", null, "{}", NOW, null);
        engine.offer(0, 0, 10, invocation, NOW);
        Dispatch dispatch = engine.start(NOW).getFirst();
        engine.resolved(
                dispatch,
                new Resolution.Completed(
                        Success.of(invocation, new Attempt(1, NOW, NOW, false, null), "{}", Aftermath.NONE)));
        CompletionGroup group = engine.nextGroup().orElseThrow();
        assertThat(group.progress()).isEqualTo(Map.of(0, group.progress().get(0)));
        return group;
    }
}
