package dev.sendoff.state;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sendoff.core.Aftermath;
import dev.sendoff.core.Attempt;
import dev.sendoff.core.AttemptStarted;
import dev.sendoff.core.DeadLetter;
import dev.sendoff.core.DeadLetterReason;
import dev.sendoff.core.Delivery;
import dev.sendoff.core.DeliveryState;
import dev.sendoff.core.DeliveryState.Status;
import dev.sendoff.core.Disposition;
import dev.sendoff.core.FunctionError;
import dev.sendoff.core.Invocation;
import dev.sendoff.core.LetterSelection;
import dev.sendoff.core.RequestId;
import dev.sendoff.core.SourceRecord;
import dev.sendoff.core.Success;
import dev.sendoff.schemas.RecordWriter;
import dev.sendoff.schemas.Topic;
import dev.sendoff.schemas.Topics;
import dev.sendoff.schemas.WireFormat;
import dev.sendoff.state.figures.Figures;
import io.confluent.kafka.schemaregistry.client.MockSchemaRegistryClient;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Random;
import java.util.TreeMap;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.TestOutputTopic;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.test.TestRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StateTopologyTest {

    private static final Instant T0 = Instant.parse("2026-11-23T10:00:00Z");

    @TempDir
    Path folder;

    private final WireFormat wire = new WireFormat(new Topics("test.", 4, (short) 1), new MockSchemaRegistryClient());
    private final RecordWriter writer = new RecordWriter(wire);
    private final Progress progress = new Progress(4);
    private final Random random = new Random(1);

    private TopologyTestDriver driver;
    private TestOutputTopic<byte[], byte[]> published;

    @BeforeEach
    void open() throws IOException {
        wire.register();
        Properties settings = new Properties();
        settings.put(StreamsConfig.APPLICATION_ID_CONFIG, "delivery-state-test");
        settings.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, "unused:1");
        settings.put(StreamsConfig.STATE_DIR_CONFIG, folder.toString());
        driver = new TopologyTestDriver(StateTopology.build(wire, progress, Duration.ofDays(7)), settings, T0);
        published = driver.createOutputTopic(
                "test.delivery-state", new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    @AfterEach
    void close() {
        driver.close();
    }

    @Test
    void followsAnInvocationFromItsAcceptanceToItsEnd() {
        Invocation accepted = accepted();
        publish(writer.invocation(0, accepted));
        assertThat(state(accepted.id()).status()).isEqualTo(Status.QUEUED);

        publish(writer.attemptStarted(
                0, new AttemptStarted(accepted.id(), "flaky", 0, 1, false, T0.plusMillis(4), "a")));
        assertThat(state(accepted.id()).status()).isEqualTo(Status.RUNNING);

        Invocation retry = accepted.retriedAt(T0.plusSeconds(60), failed(1));
        publish(writer.invocation(0, retry));
        assertThat(state(accepted.id()).status()).isEqualTo(Status.WAITING);

        publish(writer.invocation(0, retry.due()));
        publish(writer.success(0, Success.of(retry.due(), succeeded(2), "{}", Aftermath.NONE)));
        DeliveryState end = state(accepted.id());
        assertThat(end.status()).isEqualTo(Status.SUCCEEDED);
        assertThat(end.attempts()).hasSize(2);
        assertThat(end.home()).isEqualTo(new DeliveryState.Home(0, 0L));
    }

    @Test
    void publishesEachStateThatChangedAndNoneThatDidNot() {
        Invocation accepted = accepted();
        publish(writer.invocation(0, accepted));
        Success success = Success.of(accepted, succeeded(1), "{}", Aftermath.NONE);
        publish(writer.success(0, success));
        publish(writer.success(0, success));
        assertThat(published.readRecordsToList())
                .allSatisfy(record -> assertThat(new String(record.key(), StandardCharsets.UTF_8))
                        .isEqualTo(accepted.id().toString()))
                .extracting(record -> wire.deliveryState(record.value()).status())
                .containsExactly(Status.QUEUED, Status.SUCCEEDED);
    }

    @Test
    void keepsWhatItPublishes() {
        List<ProducerRecord<byte[], byte[]>> records = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            records.addAll(life(i % 4 != 0));
        }
        Collections.shuffle(records, random);
        records.forEach(this::publish);
        Map<byte[], byte[]> last = new TreeMap<>(Arrays::compare);
        published.readRecordsToList().forEach(record -> last.put(record.key(), record.value()));
        assertThat(last).hasSize(40);
        last.forEach((key, value) -> {
            RequestId id = RequestId.parse(new String(key, StandardCharsets.UTF_8));
            assertThat(state(id)).isEqualTo(wire.deliveryState(value));
            assertThat(state(id).status().isTerminal()).isTrue();
        });

        Figures figures = new Figures("flaky", T0);
        figures.add(figureStore());
        assertThat(figures.total().accepted()).isEqualTo(40);
        assertThat(figures.total().succeeded()).isEqualTo(30);
        assertThat(figures.total().deadLettered()).isEqualTo(Map.of("RETRIES_EXHAUSTED", 10L));
        assertThat(figures.total().attempts()).isEqualTo(80);
        assertThat(figures.total().failedAttempts()).isEqualTo(50);
        assertThat(figures.total().retries()).isEqualTo(40);
        assertThat(figures.total().acceptToStart().count()).isEqualTo(40);
        assertThat(figures.backlog()).isZero();
    }

    @Test
    void saysNothingOfARecordThatCannotBeReadUntilItsDeadLetterDoes() {
        byte[] garbage = {0, 1, 2};
        publish(new ProducerRecord<>("test.invocations", 0, null, garbage));
        assertThat(published.isEmpty()).isTrue();
        assertThat(progress.reached(Topic.INVOCATIONS, 0)).isEqualTo(1);

        RequestId id = RequestId.derived(0, 0, T0);
        DeadLetter letter = DeadLetter.ofRecord(
                id,
                "",
                new SourceRecord("test.invocations", 0, 0, T0, null, garbage, List.of()),
                new Disposition.DeadLetter(DeadLetterReason.UNREADABLE, "no Avro"),
                T0.plusMillis(3));
        publish(writer.deadLetter(0, letter));
        assertThat(state(id).status()).isEqualTo(Status.DEAD_LETTERED);
        assertThat(state(id).deadLetterReason()).isEqualTo(DeadLetterReason.UNREADABLE);
    }

    @Test
    void isStoppedByGarbageOnNoTopic() {
        for (Topic topic : FactReader.TOPICS) {
            publish(new ProducerRecord<>(wire.topics().name(topic), 0, null, new byte[] {0, 9, 9, 9, 9, 9}));
            publish(new ProducerRecord<>(wire.topics().name(topic), 0, null, null));
            assertThat(progress.reached(topic, 0)).isEqualTo(2);
        }
        assertThat(published.isEmpty()).isTrue();
    }

    @Test
    void removesWhatEndedLongAgoAndNothingElse() {
        Invocation ended = accepted();
        publish(writer.invocation(0, ended));
        publish(writer.success(0, Success.of(ended, succeeded(1), "{}", Aftermath.NONE)));
        Invocation waiting = accepted();
        publish(writer.invocation(0, waiting.delayedUntil(T0.plus(Duration.ofDays(30)))));
        published.readRecordsToList();

        driver.advanceWallClockTime(Duration.ofDays(6));
        assertThat(published.isEmpty()).isTrue();
        driver.advanceWallClockTime(Duration.ofDays(2));
        driver.advanceWallClockTime(Duration.ofSeconds(61));
        TestRecord<byte[], byte[]> removed = published.readRecord();
        assertThat(new String(removed.key(), StandardCharsets.UTF_8))
                .isEqualTo(ended.id().toString());
        assertThat(removed.value()).isNull();
        assertThat(published.isEmpty()).isTrue();
        assertThat(states().get(StateKey.of(ended.id()))).isNull();
        assertThat(state(waiting.id()).status()).isEqualTo(Status.WAITING);
    }

    @Test
    void listsADeadLetterUntilItIsPurgedOrForgotten() {
        RequestId purged = givenUp();
        RequestId forgotten = givenUp();
        assertThat(listed()).containsExactlyInAnyOrder(purged, forgotten);
        assertThat(state(purged).letterOffset()).isEqualTo(0L);
        assertThat(state(forgotten).letterOffset()).isEqualTo(1L);

        Delivery purge = new Delivery(
                purged, "flaky", Delivery.Kind.PURGE, "", Delivery.Status.DELIVERED, T0, null, 0, null, null);
        publish(writer.delivery(0, purge));
        assertThat(listed()).containsExactly(forgotten);
        assertThat(state(purged).status()).isEqualTo(Status.DEAD_LETTERED);
        assertThat(state(purged).isLetter()).isFalse();

        driver.advanceWallClockTime(Duration.ofDays(8));
        assertThat(listed()).isEmpty();
        RequestId late = givenUp();
        assertThat(listed()).containsExactly(late);
        driver.advanceWallClockTime(Duration.ofSeconds(2));
        assertThat(listed()).isEmpty();
    }

    @Test
    void listsNoDeadLetterOfWhichThePurgeWasHeardFirst() {
        Invocation accepted = accepted();
        publish(writer.delivery(
                0,
                new Delivery(
                        accepted.id(),
                        "flaky",
                        Delivery.Kind.PURGE,
                        "",
                        Delivery.Status.DELIVERED,
                        T0,
                        null,
                        0,
                        null,
                        null)));
        publish(writer.deadLetter(0, letter(accepted)));
        assertThat(state(accepted.id()).status()).isEqualTo(Status.DEAD_LETTERED);
        assertThat(listed()).isEmpty();
    }

    private RequestId givenUp() {
        Invocation accepted = accepted();
        publish(writer.invocation(0, accepted));
        publish(writer.deadLetter(0, letter(accepted)));
        return accepted.id();
    }

    private static DeadLetter letter(Invocation invocation) {
        return DeadLetter.of(
                invocation,
                failed(3),
                new Disposition.DeadLetter(DeadLetterReason.RETRIES_EXHAUSTED, "enough"),
                Aftermath.NONE,
                T0);
    }

    private List<RequestId> listed() {
        KeyValueStore<Bytes, byte[]> letters = driver.getKeyValueStore(StateProcessor.LETTERS);
        return LetterList.page(
                        List.of(new LetterList.Partition(letters, states())),
                        new LetterList.Filter(LetterSelection.ALL, null, null),
                        100,
                        100,
                        wire)
                .states()
                .stream()
                .map(DeliveryState::id)
                .toList();
    }

    /** One failure, one retry, then the end. */
    private List<ProducerRecord<byte[], byte[]>> life(boolean succeeds) {
        Invocation accepted = accepted();
        Invocation retry = accepted.retriedAt(T0.plusSeconds(60), failed(1));
        return List.of(
                writer.invocation(0, accepted),
                writer.invocation(0, retry),
                writer.invocation(0, retry.due()),
                succeeds
                        ? writer.success(0, Success.of(retry.due(), succeeded(2), "{}", Aftermath.NONE))
                        : writer.deadLetter(
                                0,
                                DeadLetter.of(
                                        retry.due(),
                                        failed(2),
                                        new Disposition.DeadLetter(DeadLetterReason.RETRIES_EXHAUSTED, "enough"),
                                        Aftermath.NONE,
                                        T0)));
    }

    private void publish(ProducerRecord<byte[], byte[]> record) {
        driver.createInputTopic(record.topic(), new ByteArraySerializer(), new ByteArraySerializer())
                .pipeInput(new TestRecord<>(record.key(), record.value(), new RecordHeaders(record.headers()), T0));
    }

    private Invocation accepted() {
        return Invocation.accepted(RequestId.generate(0, T0, random), "flaky", null, "{\"n\":1}", T0, null);
    }

    private static Attempt failed(int number) {
        return new Attempt(
                number,
                T0.plusSeconds(number),
                T0.plusSeconds(number).plusMillis(7),
                false,
                new FunctionError("java.io.IOException", "no luck", "{}"));
    }

    private static Attempt succeeded(int number) {
        return new Attempt(
                number, T0.plusSeconds(number), T0.plusSeconds(number).plusMillis(7), false, null);
    }

    private DeliveryState state(RequestId id) {
        return wire.deliveryState(states().get(StateKey.of(id)));
    }

    private KeyValueStore<Bytes, byte[]> states() {
        return driver.getKeyValueStore(StateProcessor.STATES);
    }

    private KeyValueStore<Bytes, byte[]> figureStore() {
        return driver.getKeyValueStore(StateProcessor.FIGURES);
    }
}
