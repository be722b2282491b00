package dev.sendoff.schemas;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sendoff.core.Aftermath;
import dev.sendoff.core.Alias;
import dev.sendoff.core.Attempt;
import dev.sendoff.core.AttemptStarted;
import dev.sendoff.core.Cancellation;
import dev.sendoff.core.Code;
import dev.sendoff.core.CodeLocation;
import dev.sendoff.core.Configuration;
import dev.sendoff.core.DeadLetter;
import dev.sendoff.core.DeadLetterReason;
import dev.sendoff.core.Delivery;
import dev.sendoff.core.DeliveryFact;
import dev.sendoff.core.DeliveryState;
import dev.sendoff.core.Disposition;
import dev.sendoff.core.EventInvokeConfig;
import dev.sendoff.core.Function;
import dev.sendoff.core.FunctionError;
import dev.sendoff.core.FunctionRecord;
import dev.sendoff.core.FunctionSettings;
import dev.sendoff.core.FunctionVersion;
import dev.sendoff.core.Invocation;
import dev.sendoff.core.JobOptions;
import dev.sendoff.core.JobOrder;
import dev.sendoff.core.JobProgress;
import dev.sendoff.core.LetterSelection;
import dev.sendoff.core.Origin;
import dev.sendoff.core.OutageRule;
import dev.sendoff.core.Pause;
import dev.sendoff.core.Purge;
import dev.sendoff.core.QueueSettings;
import dev.sendoff.core.RequestId;
import dev.sendoff.core.RetryPolicy;
import dev.sendoff.core.SourceRecord;
import dev.sendoff.core.Success;
import dev.sendoff.schemas.WireFormat.RegistryUnavailableException;
import io.confluent.kafka.schemaregistry.ParsedSchema;
import io.confluent.kafka.schemaregistry.client.MockSchemaRegistryClient;
import io.confluent.kafka.schemaregistry.client.rest.exceptions.RestClientException;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.SerializationException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class WireFormatTest {

    private static final Instant NOW = Instant.parse("2026-11-23T10:00:00.123Z");
    private static final RequestId ID = RequestId.generate(3, NOW, new Random(1));
    private static final Attempt FAILED = new Attempt(
            1, NOW, NOW.plusMillis(7), true, new FunctionError("java.io.IOException", "no ☂", "{\"errorType\":\"x\"}"));

    private final Topics topics = new Topics("test.", 4, (short) 1);
    private final MockSchemaRegistryClient registry = new MockSchemaRegistryClient();
    private final WireFormat wire = new WireFormat(topics, registry);

    @BeforeEach
    void register() throws IOException {
        wire.register();
    }

    @Test
    void whatIsWrittenIsRead() {
        Origin origin = new Origin(
                new Origin.DeliveryOf(
                        Delivery.Kind.DEAD_LETTER_TARGET,
                        ID,
                        3,
                        "hello",
                        "kafka://done",
                        new Origin.Failure(200, "no luck")),
                new Origin.CopyOf(Delivery.Kind.REDRIVE, ID, 3, 2, new UUID(5, 6)));
        Success success = new Success(
                ID,
                "hello",
                "live",
                NOW,
                2,
                new Attempt(3, NOW, NOW, false, null),
                "7",
                "{\"ok\":1}",
                "kafka://done",
                "{}",
                "Root=1",
                origin);
        assertThat(wire.success(wire.success(success))).isEqualTo(success);

        Cancellation cancellation = new Cancellation(ID, 3, NOW.plusSeconds(1), NOW, "ann", "wrong customer");
        assertThat(wire.cancellation(wire.cancellation(cancellation))).isEqualTo(cancellation);

        AttemptStarted started = new AttemptStarted(ID, "hello", 1, 2, true, NOW, "a");
        assertThat(wire.attemptStarted(wire.attemptStarted(started))).isEqualTo(started);

        FunctionVersion latest = new FunctionVersion(
                "hello",
                FunctionVersion.LATEST,
                new Code.Zip("sha=", 12, new CodeLocation("upload", 2, 5, 9)),
                new Configuration(
                        "nodejs22.x",
                        "index.handler",
                        "arn:aws:iam::000000000000:role/r",
                        "says hello",
                        Duration.ofSeconds(3),
                        128,
                        Map.of("A", "1"),
                        "arm64",
                        600,
                        "Active",
                        "kafka://lost"),
                NOW,
                "rev");
        FunctionSettings settings = new FunctionSettings(
                new RetryPolicy(4, Duration.ofMillis(200), 1.5, Duration.ofSeconds(9), 0.1, Set.of("A", "B")),
                new TreeMap<>(Map.of(
                        "$LATEST",
                        new EventInvokeConfig(0, Duration.ofSeconds(60), "kafka://done", "https://example.org/x", NOW),
                        "live",
                        new EventInvokeConfig(null, null, null, null, NOW))),
                7,
                Map.of("team", "blue"),
                true,
                new QueueSettings(
                        new Pause(NOW, "ann", "maintenance"),
                        new Purge(NOW.minusSeconds(1), "bob", "a mistake"),
                        new OutageRule(0.55, 7, Duration.ofSeconds(2), Duration.ofMinutes(3))));
        FunctionRecord function = new Function(
                latest, settings, List.of(new Alias("live", "1", "what runs", Map.of("2", 0.1), "rev1")), 2, NOW);
        assertThat(wire.function(wire.function(function))).isEqualTo(function);
        FunctionRecord version = latest.publishedAs(2, "second", "rev2", NOW);
        assertThat(wire.function(wire.function(version))).isEqualTo(version);
        for (Code code : List.of(
                new Code.InProcess("sha=", 1),
                new Code.Service(URI.create("http://127.0.0.1:3000/work"), "sha="),
                new Code.Image("registry.example/team/box:1", "sha="))) {
            FunctionRecord other = Function.of(
                    "other", code, Configuration.of("java25", "Handler", Duration.ofSeconds(1), 128), NOW, "rev");
            assertThat(wire.function(wire.function(other))).isEqualTo(other);
        }

        JobOrder order = new JobOrder(
                new UUID(1, 2),
                JobOrder.Kind.REDRIVE,
                new LetterSelection("hello", DeadLetterReason.UNREADABLE, "E", NOW, NOW.plusSeconds(1), "text"),
                List.of(ID),
                new JobOptions("other", "live", "[1]", 2.5, 3, 0.25, 50, 5, 70, 4, true),
                "mended",
                "ann",
                NOW,
                JobOrder.Wish.PAUSE,
                2,
                "bob",
                NOW.plusSeconds(2));
        assertThat(wire.job(wire.job(order))).isEqualTo(order);
        JobOrder plain = new JobOrder(
                new UUID(1, 2),
                JobOrder.Kind.REPLAY,
                LetterSelection.ALL,
                List.of(),
                JobOptions.DEFAULT,
                null,
                "ann",
                NOW,
                JobOrder.Wish.RUN,
                0,
                "ann",
                NOW);
        assertThat(wire.job(wire.job(plain))).isEqualTo(plain);
        JobProgress progress = new JobProgress(
                new UUID(1, 2),
                JobProgress.State.STOPPED,
                "too many",
                NOW,
                NOW.plusSeconds(1),
                NOW.plusSeconds(2),
                List.of(new JobProgress.Reach("dead-letters", 1, 2, 3)),
                List.of(new JobProgress.Reach("successes", 1, 2, Long.MAX_VALUE)),
                4,
                5,
                new TreeMap<>(Map.of("NO_EVENT", 6L)),
                7,
                8,
                "+-",
                true,
                9,
                NOW,
                List.of(new JobProgress.Copy(ID, ID)));
        assertThat(wire.job(wire.job(progress))).isEqualTo(progress);

        Invocation invocation = invocation()
                .retriedAt(NOW.plusSeconds(60), FAILED)
                .throttledUntil(NOW.plusSeconds(61))
                .lentBy(3);
        DeadLetter letter = DeadLetter.of(
                invocation,
                FAILED,
                new Disposition.DeadLetter(DeadLetterReason.RETRIES_EXHAUSTED, "enough"),
                new Aftermath("7", null, "kafka://lost", "arn:aws:sqs:us-east-1:000000000000:q"),
                NOW);
        assertThat(wire.deadLetter(wire.deadLetter(letter))).isEqualTo(letter);

        Delivery delivery = new Delivery(
                ID,
                "hello",
                Delivery.Kind.ON_FAILURE,
                "https://example.org/x",
                Delivery.Status.FAILED,
                NOW,
                ID,
                3,
                "Status500",
                "no");
        assertThat(wire.delivery(wire.delivery(delivery))).isEqualTo(delivery);
        DeliveryState state = DeliveryState.first(new DeliveryFact.Queued(invocation.comeOf(origin), 3, 5L))
                .apply(new DeliveryFact.Forwarded(delivery, 3));
        assertThat(wire.deliveryState(wire.deliveryState(state))).isEqualTo(state);
    }

    @Test
    void aDeadLetterKeepsTheRecordByteForByte() {
        byte[] garbage = {0, 1, 2, (byte) 0xFF};
        SourceRecord source = new SourceRecord(
                "test.invocations",
                2,
                77,
                NOW,
                null,
                garbage,
                List.of(new SourceRecord.Header("a", new byte[] {9}), new SourceRecord.Header("a", null)));
        DeadLetter letter =
                DeadLetter.ofRecord(ID, "", source, new Disposition.DeadLetter(DeadLetterReason.UNREADABLE, "?"), NOW);
        SourceRecord read = wire.deadLetter(wire.deadLetter(letter)).source();
        assertThat(read).isNotNull();
        assertThat(read.value()).isEqualTo(garbage);
        assertThat(read.key()).isNull();
        assertThat(read.headers()).hasSize(2);
        assertThat(read.headers().get(0).value()).containsExactly(9);
        assertThat(read.headers().get(1).value()).isNull();
        assertThat(read.offset()).isEqualTo(77);
    }

    @Test
    void recordsGoToTheirHomeWithWhatARouterNeeds() {
        RecordWriter writer = new RecordWriter(wire);
        ProducerRecord<byte[], byte[]> now = writer.invocation(3, invocation());
        assertThat(now.topic()).isEqualTo("test.invocations");
        assertThat(now.partition()).isEqualTo(3);
        assertThat(new String(now.key(), StandardCharsets.UTF_8)).isEqualTo(ID.toString());
        assertThat(header(now, "sendoff-function")).isEqualTo("hello");
        assertThat(header(now, "sendoff-attempt")).isEqualTo("1");
        assertThat(now.value()[0]).isZero();

        ProducerRecord<byte[], byte[]> later = writer.invocation(3, invocation().delayedUntil(NOW.plusSeconds(5)));
        assertThat(later.topic()).isEqualTo("test.retries");
        assertThat(header(later, "sendoff-not-before"))
                .isEqualTo(String.valueOf(NOW.plusSeconds(5).toEpochMilli()));
    }

    @Test
    void tellsDamagedBytesFromARegistryThatDoesNotAnswer() {
        byte[] good = wire.success(new Success(
                ID,
                "hello",
                null,
                NOW,
                0,
                new Attempt(1, NOW, NOW, false, null),
                null,
                "null",
                null,
                null,
                null,
                Origin.CALLER));
        byte[] cut = java.util.Arrays.copyOf(good, good.length - 9);
        assertThatThrownBy(() -> wire.success(cut)).isInstanceOf(SerializationException.class);
        assertThatThrownBy(() -> wire.success(new byte[] {1, 2, 3, 4, 5, 6}))
                .isInstanceOf(SerializationException.class)
                .hasMessageContaining("magic byte");

        WireFormat broken = new WireFormat(topics, new MockSchemaRegistryClient() {
            @Override
            public ParsedSchema getSchemaById(int id) throws IOException {
                throw new IOException("connection refused");
            }
        });
        assertThatThrownBy(() -> broken.success(good)).isInstanceOf(RegistryUnavailableException.class);

        WireFormat unknowing = new WireFormat(topics, new MockSchemaRegistryClient() {
            @Override
            public ParsedSchema getSchemaById(int id) throws RestClientException {
                throw new RestClientException("not found", 404, 40403);
            }
        });
        assertThatThrownBy(() -> unknowing.success(good))
                .isInstanceOf(SerializationException.class)
                .hasMessageContaining("knows no schema");
    }

    private static Invocation invocation() {
        return Invocation.accepted(ID, "hello", null, "{\"a\":\"☂\"}", NOW, "Root=1-2-3");
    }

    private static String header(ProducerRecord<byte[], byte[]> record, String name) {
        return new String(record.headers().lastHeader(name).value(), StandardCharsets.UTF_8);
    }
}
