package dev.sendoff.scheduler;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sendoff.core.Attempt;
import dev.sendoff.core.Cancellation;
import dev.sendoff.core.DeadLetter;
import dev.sendoff.core.DeadLetterReason;
import dev.sendoff.core.FunctionError;
import dev.sendoff.core.Hold;
import dev.sendoff.core.Invocation;
import dev.sendoff.core.OutageRule;
import dev.sendoff.core.Pause;
import dev.sendoff.core.Purge;
import dev.sendoff.core.QueueSettings;
import dev.sendoff.core.RequestId;
import dev.sendoff.registry.Cancellations;
import dev.sendoff.schemas.HeaderNames;
import dev.sendoff.schemas.InvocationReader;
import dev.sendoff.schemas.RecordWriter;
import dev.sendoff.schemas.Topic;
import dev.sendoff.schemas.Topics;
import dev.sendoff.schemas.WireFormat;
import io.confluent.kafka.schemaregistry.ParsedSchema;
import io.confluent.kafka.schemaregistry.client.MockSchemaRegistryClient;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Random;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.TestOutputTopic;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.test.TestRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SchedulerTopologyTest {

    private static final Instant T0 = Instant.parse("2026-11-23T10:00:00Z");

    @TempDir
    Path folder;

    private final Registry registry = new Registry();
    private final WireFormat wire = new WireFormat(new Topics("test.", 4, (short) 1), registry);
    private final RecordWriter writer = new RecordWriter(wire);
    private final Random random = new Random(1);
    private final Heard heard = new Heard();
    private final Settings recall = new Settings();
    private long nanos;

    private TopologyTestDriver driver;
    private TestInputTopic<byte[], byte[]> retries;
    private TestOutputTopic<byte[], byte[]> invocations;
    private TestOutputTopic<byte[], byte[]> deadLetters;

    @BeforeEach
    void open() throws IOException {
        wire.register();
        Properties settings = new Properties();
        settings.put(StreamsConfig.APPLICATION_ID_CONFIG, "scheduler-test");
        settings.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, "unused:1");
        settings.put(StreamsConfig.STATE_DIR_CONFIG, folder.toString());
        driver = new TopologyTestDriver(SchedulerTopology.build(wire, heard, recall, () -> nanos), settings, T0);
        retries = driver.createInputTopic(
                "test.retries", new ByteArraySerializer(), new ByteArraySerializer(), T0, Duration.ZERO);
        invocations =
                driver.createOutputTopic("test.invocations", new ByteArrayDeserializer(), new ByteArrayDeserializer());
        deadLetters =
                driver.createOutputTopic("test.dead-letters", new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    @AfterEach
    void close() {
        driver.close();
    }

    @Test
    void publishesARetryAtItsTimeAndNotBefore() {
        Invocation retry = retry(T0.plusMillis(1_000));
        publish(retry);
        advance(990);
        assertThat(invocations.isEmpty()).isTrue();
        advance(20);
        TestRecord<byte[], byte[]> record = invocations.readRecord();
        assertThat(read(record)).isEqualTo(retry.due());
        assertThat(record.key()).isEqualTo(retry.id().toString().getBytes(UTF_8));
        assertThat(header(record, HeaderNames.FUNCTION)).isEqualTo("flaky");
        assertThat(header(record, HeaderNames.ATTEMPT)).isEqualTo("2");
        assertThat(record.headers().lastHeader(HeaderNames.NOT_BEFORE)).isNull();
        assertThat(invocations.isEmpty()).isTrue();
        assertThat(heard.late).hasSize(1).allSatisfy(late -> assertThat(late).isLessThan(Duration.ofMillis(20)));
    }

    @Test
    void passesOnAtOnceWhatIsAlreadyDue() {
        Invocation late = retry(T0.minusMillis(1));
        publish(late);
        assertThat(read(invocations.readRecord())).isEqualTo(late.due());
    }

    @Test
    void leavesRoomBetweenCommitsForNewTimers() {
        publish(retry(T0.plusMillis(10)));
        publish(retry(T0.plusMillis(20)));
        advance(10);
        assertThat(invocations.readRecordsToList()).hasSize(1);
        advance(10);
        assertThat(invocations.isEmpty()).as("right after the commit").isTrue();
        advance(20);
        assertThat(invocations.readRecordsToList()).hasSize(1);
    }

    @Test
    void publishesInTheOrderOfTheirTimes() {
        List<Invocation> all = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            Invocation retry = retry(T0.plusMillis(100 + random.nextInt(5_000)));
            all.add(retry);
            publish(retry);
        }
        assertThat(heard.waiting).isEqualTo(50);
        advance(6_000);
        all.sort((a, b) -> a.notBefore().compareTo(b.notBefore()));
        assertThat(invocations.readRecordsToList())
                .extracting(
                        record -> read(record).notBefore(),
                        record -> read(record).id())
                .containsExactlyElementsOf(all.stream()
                        .map(retry -> org.assertj.core.groups.Tuple.tuple(null, retry.id()))
                        .toList());
        assertThat(heard.waiting).isZero();
    }

    @Test
    void firesAfterARestartWhatWasStoredBefore() throws IOException {
        Invocation retry = retry(T0.plusSeconds(60));
        publish(retry);
        restart();
        advance(59_990);
        assertThat(invocations.isEmpty()).isTrue();
        advance(20);
        assertThat(read(invocations.readRecord())).isEqualTo(retry.due());
    }

    @Test
    void givesUpWhatItCannotRead() {
        byte[] garbage = {0, 0, 0, 0, 1, 99, 98, 97};
        Headers headers = new RecordHeaders().add("x", new byte[] {1, 2});
        retries.pipeInput(new TestRecord<>(new byte[] {7}, garbage, headers, T0));
        DeadLetter letter = wire.deadLetter(deadLetters.readValue());
        assertThat(letter.reason()).isEqualTo(DeadLetterReason.UNREADABLE);
        assertThat(letter.id()).isEqualTo(RequestId.derived(0, 0, T0));
        assertThat(letter.source()).isNotNull().satisfies(source -> {
            assertThat(source.topic()).isEqualTo("test.retries");
            assertThat(source.value()).isEqualTo(garbage);
            assertThat(source.key()).containsExactly(7);
            assertThat(source.headers()).hasSize(1);
        });

        Invocation good = retry(T0);
        publish(good);
        assertThat(read(invocations.readRecord())).as("the one behind it").isEqualTo(good.due());
    }

    @Test
    void givesUpAnInvocationWhosePayloadIsNoJsonUnderItsOwnId() {
        Invocation retry = retry(T0);
        Invocation broken = new Invocation(
                retry.id(),
                retry.function(),
                retry.qualifier(),
                "{",
                retry.acceptedAt(),
                retry.availableAt(),
                retry.attempt(),
                retry.requeues(),
                retry.throttles(),
                retry.notBefore(),
                retry.home(),
                retry.traceHeader(),
                retry.lastAttempt(),
                retry.hold(),
                retry.origin());
        publish(broken);
        DeadLetter letter = wire.deadLetter(deadLetters.readValue());
        assertThat(letter.id()).isEqualTo(retry.id());
        assertThat(letter.requeues()).isEqualTo(retry.requeues());
        assertThat(letter.reason()).isEqualTo(DeadLetterReason.UNREADABLE);
    }

    @Test
    void carriesNoGarbageThatIsTooLargeForADeadLetter() {
        byte[] garbage = new byte[Topic.MAX_RECORD_BYTES - 100];
        garbage[0] = 'x';
        retries.pipeInput(
                new TestRecord<>(null, garbage, new RecordHeaders().add("sendoff-function", "f".getBytes(UTF_8)), T0));
        DeadLetter letter = wire.deadLetter(deadLetters.readValue());
        assertThat(letter.reason()).isEqualTo(DeadLetterReason.UNREADABLE);
        assertThat(letter.message()).contains("too large");
        assertThat(letter.source()).isNotNull().satisfies(source -> {
            assertThat(source.value()).isNull();
            assertThat(source.offset()).isZero();
        });
    }

    @Test
    void keepsARecordThatTheRegistryDoesNotAnswerForAndDelaysNoOther() {
        byte[] value = writer.invocation(0, retry(T0.plusMillis(200))).value();
        ByteBuffer.wrap(value).putInt(1, Registry.UNANSWERED);
        registry.silent = true;
        retries.pipeInput(new TestRecord<>(new byte[] {1}, value, new RecordHeaders(), T0));
        Invocation other = retry(T0.plusMillis(100));
        publish(other);
        advance(500);
        assertThat(read(invocations.readRecord())).isEqualTo(other.due());
        advance(5_000);
        assertThat(invocations.isEmpty()).isTrue();
        assertThat(deadLetters.isEmpty()).isTrue();
        assertThat(heard.waiting).isEqualTo(1);

        registry.silent = false;
        advance(1_100);
        assertThat(deadLetters.readRecordsToList())
                .singleElement()
                .satisfies(record -> assertThat(
                                wire.deadLetter(record.value()).source().value())
                        .isEqualTo(value));
        assertThat(heard.waiting).isZero();
    }

    @Test
    void whatAPauseHoldsIsLetGoAsSoonAsItEndsAndNothingElse() {
        recall.set("flaky", PAUSED);
        Invocation held = held(Hold.Cause.PAUSED);
        Invocation outage = held(Hold.Cause.OUTAGE);
        Invocation retry = retry(T0.plusSeconds(3_600));
        List.of(held, outage, retry).forEach(this::publish);
        advance(1_000);
        assertThat(invocations.isEmpty()).isTrue();
        recall.set("flaky", RESUMED);
        advance(50);
        assertThat(read(invocations.readRecord())).isEqualTo(held.due());
        advance(1_000);
        assertThat(invocations.isEmpty()).isTrue();
        assertThat(heard.waiting).isEqualTo(2);
    }

    @Test
    void whatIsHeldForAPauseThatNobodyHereKnowsIsLookedAtAgainSoon() {
        advance(50);
        publish(held(Hold.Cause.PAUSED));
        advance(150);
        assertThat(invocations.isEmpty()).isTrue();
        advance(100);
        assertThat(invocations.readRecordsToList()).hasSize(1);
    }

    @Test
    void aPauseThatEndedWhileNobodyLookedLetsGoTooAtTheStart() throws IOException {
        recall.set("flaky", PAUSED);
        publish(held(Hold.Cause.PAUSED));
        recall.set("flaky", QueueSettings.DEFAULT);
        restart();
        advance(100);
        assertThat(invocations.readRecordsToList()).hasSize(1);
    }

    @Test
    void aPauseThatNoTickSawLetsGoAllTheSame() {
        advance(50);
        recall.set("flaky", PAUSED);
        publish(held(Hold.Cause.PAUSED));
        recall.set("flaky", RESUMED);
        advance(100);
        assertThat(invocations.readRecordsToList()).hasSize(1);
    }

    @Test
    void whatAnOutageHoldsIsLetGoOnceItsFunctionHasNoRuleForThem() {
        recall.set("flaky", RESUMED);
        publish(held(Hold.Cause.OUTAGE));
        advance(1_000);
        assertThat(invocations.isEmpty()).isTrue();
        recall.set("flaky", QueueSettings.DEFAULT);
        advance(50);
        assertThat(invocations.readRecordsToList()).hasSize(1);
    }

    @Test
    void whatWasAcceptedAfterAPurgeIsNotEndedThoughItsIdIsOlder() {
        Invocation late = Invocation.accepted(
                        RequestId.generate(0, T0, random), "flaky", null, "{}", T0.plusSeconds(9), null)
                .delayedUntil(T0.plusSeconds(3_600));
        publish(late);
        advance(50);
        QueueSettings purged = new QueueSettings(null, new Purge(T0.plusSeconds(5), "", ""), null);
        recall.set("flaky", purged);
        advance(100);
        publish(retry(T0.plusSeconds(3_600)));
        assertThat(deadLetters.readRecordsToList()).hasSize(1);
        assertThat(invocations.isEmpty()).isTrue();
        assertThat(heard.waiting).isEqualTo(1);
    }

    @Test
    void aCancelledTimerEndsAtOnceWithItsEvent() {
        Invocation retry = retry(T0.plusSeconds(3_600));
        Invocation other = retry(T0.plusSeconds(3_600));
        publish(retry);
        publish(other);
        recall.cancel(new Cancellation(retry.id(), 0, retry.notBefore(), T0, "ann", ""));
        advance(50);
        DeadLetter letter = wire.deadLetter(deadLetters.readValue());
        assertThat(letter.id()).isEqualTo(retry.id());
        assertThat(letter.reason()).isEqualTo(DeadLetterReason.CANCELLED);
        assertThat(letter.message()).startsWith("cancelled by ann");
        assertThat(letter.payload()).isEqualTo(retry.payload());
        assertThat(letter.attempts()).isEqualTo(1);
        assertThat(letter.requeues()).isEqualTo(retry.requeues());
        assertThat(heard.waiting).isEqualTo(1);
        assertThat(invocations.isEmpty()).isTrue();
        assertThat(deadLetters.isEmpty()).isTrue();
    }

    @Test
    void whatWasCancelledBeforeItCameDoesNotWaitAtAll() {
        Invocation retry = retry(T0.plusSeconds(3_600));
        recall.cancel(new Cancellation(retry.id(), 0, null, T0, "", ""));
        advance(50);
        publish(retry);
        assertThat(wire.deadLetter(deadLetters.readValue()).id()).isEqualTo(retry.id());
        assertThat(heard.waiting).isZero();
    }

    @Test
    void aPurgeEndsWhatIsOlderWhateverItWaitsFor() {
        recall.set("flaky", RESUMED);
        Invocation retry = retry(T0.plusSeconds(3_600));
        Invocation held = held(Hold.Cause.OUTAGE);
        publish(retry);
        publish(held);
        advance(50);
        recall.set(
                "flaky", new QueueSettings(null, new Purge(T0.plusMillis(1), "ann", "a mistake"), OutageRule.DEFAULT));
        advance(50);
        List<DeadLetter> letters = deadLetters.readRecordsToList().stream()
                .map(record -> wire.deadLetter(record.value()))
                .toList();
        assertThat(letters).extracting(DeadLetter::id).containsExactlyInAnyOrder(retry.id(), held.id());
        assertThat(letters).allSatisfy(letter -> {
            assertThat(letter.reason()).isEqualTo(DeadLetterReason.CANCELLED);
            assertThat(letter.message())
                    .startsWith("the queue of 'flaky' was purged by ann")
                    .endsWith("a mistake");
        });
        assertThat(heard.waiting).isZero();
    }

    @Test
    void aLongWalkLeavesOthersTheirTurns() {
        recall.set("flaky", PAUSED);
        for (int i = 0; i < 5_000; i++) {
            publish(held(Hold.Cause.PAUSED));
        }
        advance(20);
        recall.set("flaky", RESUMED);
        advance(10);
        assertThat(invocations.getQueueSize()).isLessThanOrEqualTo(500);
        advance(500);
        assertThat(invocations.getQueueSize()).isEqualTo(5_000);
        assertThat(heard.waiting).isZero();
    }

    private static final QueueSettings PAUSED = new QueueSettings(new Pause(T0, "", ""), null, OutageRule.DEFAULT);
    private static final QueueSettings RESUMED = new QueueSettings(null, null, OutageRule.DEFAULT);

    private Invocation held(Hold.Cause cause) {
        return Invocation.accepted(RequestId.generate(0, T0, random), "flaky", null, "{}", T0, null)
                .heldUntil(T0.plusSeconds(3_600), new Hold(cause, T0, "held"));
    }

    /** What would be read from the topics. */
    private static final class Settings implements Recall {
        private final Map<String, QueueSettings> queues = new HashMap<>();
        private final List<Cancellation> cancellations = new ArrayList<>();
        private long revision;

        void set(String function, QueueSettings queue) {
            queues.put(function, queue);
            revision++;
        }

        void cancel(Cancellation cancellation) {
            cancellations.add(cancellation);
        }

        @Override
        public @Nullable Cancellation cancellation(RequestId id) {
            return cancellations.stream()
                    .filter(known -> known.id().equals(id))
                    .findFirst()
                    .orElse(null);
        }

        @Override
        public QueueSettings queue(String function) {
            return queues.getOrDefault(function, QueueSettings.DEFAULT);
        }

        @Override
        public Map<String, Purge> purges() {
            Map<String, Purge> purges = new HashMap<>();
            queues.forEach((function, queue) -> {
                if (queue.purge() != null) {
                    purges.put(function, queue.purge());
                }
            });
            return purges;
        }

        @Override
        public long revision() {
            return revision;
        }

        @Override
        public Cancellations.News cancelledSince(long next) {
            return new Cancellations.News(
                    List.copyOf(cancellations.subList((int) next, cancellations.size())), cancellations.size());
        }
    }

    /** With the one timer that is stored. */
    private void restart() throws IOException {
        var stored = driver.getKeyValueStore(TimerProcessor.STORE).all();
        var timer = stored.next();
        stored.close();
        driver.close();
        open();
        driver.<Object, Object>getKeyValueStore(TimerProcessor.STORE).put(timer.key, timer.value);
    }

    private void publish(Invocation invocation) {
        ProducerRecord<byte[], byte[]> record = writer.invocation(0, invocation);
        retries.pipeInput(new TestRecord<>(record.key(), record.value(), record.headers(), T0));
    }

    /** In steps as the clock ticks: the test driver runs a punctuator once however far its clock is moved. */
    private void advance(long millis) {
        for (long passed = 0; passed < millis; passed += 10) {
            nanos += Duration.ofMillis(10).toNanos();
            driver.advanceWallClockTime(Duration.ofMillis(10));
        }
    }

    private Invocation retry(Instant due) {
        Attempt failed =
                new Attempt(1, T0, T0.plusMillis(3), false, new FunctionError("java.io.IOException", "no luck", "{}"));
        return Invocation.accepted(RequestId.generate(0, T0, random), "flaky", null, "{\"n\":1}", T0, "Root=1-2-3")
                .retriedAt(due, failed);
    }

    private Invocation read(TestRecord<byte[], byte[]> record) {
        InvocationReader.Reading reading = new InvocationReader(wire)
                .read(Topic.INVOCATIONS, 0, 0, T0, record.headers(), record.key(), record.value());
        assertThat(reading).isInstanceOf(InvocationReader.Readable.class);
        return ((InvocationReader.Readable) reading).invocation();
    }

    private static String header(TestRecord<byte[], byte[]> record, String name) {
        return new String(record.headers().lastHeader(name).value(), UTF_8);
    }

    private static final class Heard implements TimerListener {
        long waiting;
        final List<Duration> late = new ArrayList<>();

        @Override
        public void waitingChanged(long by) {
            waiting += by;
        }

        @Override
        public void fired(Duration after) {
            late.add(after);
        }
    }

    /** Does not answer for one schema while it is silent, and does not know it otherwise. */
    private static final class Registry extends MockSchemaRegistryClient {
        static final int UNANSWERED = 4242;
        boolean silent;

        @Override
        public ParsedSchema getSchemaById(int id)
                throws IOException, io.confluent.kafka.schemaregistry.client.rest.exceptions.RestClientException {
            if (id == UNANSWERED) {
                if (silent) {
                    throw new IOException("connection refused");
                }
                throw new io.confluent.kafka.schemaregistry.client.rest.exceptions.RestClientException(
                        "no such schema", 404, 40403);
            }
            return super.getSchemaById(id);
        }
    }
}
