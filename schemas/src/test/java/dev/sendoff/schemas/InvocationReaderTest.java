package dev.sendoff.schemas;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import dev.sendoff.core.DeadLetter;
import dev.sendoff.core.DeadLetterReason;
import dev.sendoff.core.Invocation;
import dev.sendoff.core.Origin;
import dev.sendoff.core.RequestId;
import dev.sendoff.schemas.InvocationReader.Readable;
import dev.sendoff.schemas.InvocationReader.Reading;
import dev.sendoff.schemas.InvocationReader.Unreadable;
import io.confluent.kafka.schemaregistry.client.MockSchemaRegistryClient;
import java.io.IOException;
import java.time.Instant;
import java.util.Random;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class InvocationReaderTest {

    private static final Instant NOW = Instant.parse("2026-11-23T10:00:00.123Z");

    private final MockSchemaRegistryClient registry = new MockSchemaRegistryClient();
    private final WireFormat wire = new WireFormat(new Topics("test.", 4, (short) 1), registry);
    private final InvocationReader reader = new InvocationReader(wire);

    @BeforeEach
    void register() throws IOException {
        wire.register();
    }

    @Test
    void plainJsonIsThePayloadForTheFunctionInTheHeader() {
        Invocation invocation = readable(read("hello", "{\"a\":1}".getBytes(UTF_8)));
        assertThat(invocation.id()).isEqualTo(RequestId.derived(2, 41, NOW));
        assertThat(invocation.function()).isEqualTo("hello");
        assertThat(invocation.payload()).isEqualTo("{\"a\":1}");
        assertThat(invocation.acceptedAt()).isEqualTo(NOW);
        assertThat(invocation.attempt()).isEqualTo(1);
    }

    @Test
    void theHeaderMayNameAQualifier() {
        Invocation invocation = readable(read("hello:live", "1".getBytes(UTF_8)));
        assertThat(invocation.function()).isEqualTo("hello");
        assertThat(invocation.qualifier()).isEqualTo("live");
    }

    @Test
    void anEmptyValueIsAnEmptyEvent() {
        assertThat(readable(read("hello", null)).payload()).isEqualTo("{}");
        assertThat(readable(read("hello", new byte[0])).payload()).isEqualTo("{}");
    }

    @Test
    void anAvroInvocationIsReadWhole() {
        Invocation original = Invocation.accepted(
                RequestId.generate(1, NOW, new Random(5)), "flaky", "$LATEST", "[]", NOW.minusSeconds(3), "Root=1");
        assertThat(readable(read(null, wire.invocation(original, Topic.INVOCATIONS))))
                .isEqualTo(original);
    }

    @Test
    void anAvroInvocationNeedsNoMoreThanFunctionAndPayload() {
        byte[] value = new io.confluent.kafka.serializers.KafkaAvroSerializer(registry)
                .serialize(
                        "test.invocations",
                        dev.sendoff.schemas.avro.Invocation.newBuilder()
                                .setFunction("hello")
                                .setPayload("{}")
                                .build());
        Invocation invocation = readable(read(null, value));
        assertThat(invocation.id()).isEqualTo(RequestId.derived(2, 41, NOW));
        assertThat(invocation.acceptedAt()).isEqualTo(NOW);
        assertThat(invocation.availableAt()).isEqualTo(NOW);
    }

    @ParameterizedTest
    @ValueSource(strings = {"{", "{\"a\":}", "hello", "{} {}", "[1,]", "\"\\x\"", "nul"})
    void whatIsNoJsonIsUnreadableAndKeptWithItsBytes(String value) {
        Unreadable unreadable = unreadable(read("hello", value.getBytes(UTF_8)));
        assertThat(unreadable.verdict().reason()).isEqualTo(DeadLetterReason.UNREADABLE);
        assertThat(unreadable.function()).isEqualTo("hello");
        assertThat(unreadable.source().value()).isEqualTo(value.getBytes(UTF_8));
        assertThat(unreadable.source().topic()).isEqualTo("test.invocations");
        assertThat(unreadable.source().offset()).isEqualTo(41);
        assertThat(unreadable.id()).isEqualTo(RequestId.derived(2, 41, NOW));
    }

    @Test
    void brokenUtf8IsUnreadable() {
        assertThat(unreadable(read("hello", new byte[] {'"', (byte) 0x87, '"'}))
                        .verdict()
                        .reason())
                .isEqualTo(DeadLetterReason.UNREADABLE);
    }

    @Test
    void aRecordThatNamesNoFunctionSaysSo() {
        Unreadable unreadable = unreadable(read(null, "{}".getBytes(UTF_8)));
        assertThat(unreadable.verdict().reason()).isEqualTo(DeadLetterReason.UNKNOWN_FUNCTION);
        assertThat(unreadable.verdict().message()).contains("sendoff-function");
    }

    @Test
    void garbageNeverThrows() {
        Random random = new Random(11);
        byte[] good = wire.invocation(
                Invocation.accepted(RequestId.generate(1, NOW, random), "flaky", null, "[]", NOW, null),
                Topic.INVOCATIONS);
        for (int i = 0; i < 3_000; i++) {
            byte[] garbage = new byte[random.nextInt(60)];
            random.nextBytes(garbage);
            if (i % 3 == 0 && garbage.length > 5) {
                System.arraycopy(good, 0, garbage, 0, 5);
            }
            if (i % 3 == 1) {
                garbage = good.clone();
                garbage[5 + random.nextInt(garbage.length - 5)] ^= (byte) (1 << random.nextInt(8));
            }
            assertThat(read("hello", garbage)).isNotNull();
        }
    }

    @Test
    void aPayloadOverTheLimitIsRefusedWithTheLimit() {
        byte[] large = ("\"" + "x".repeat(Invocation.MAX_PAYLOAD_BYTES) + "\"").getBytes(UTF_8);
        assertThat(unreadable(read("hello", large)).verdict().message()).contains("1048578", "1048576");
        byte[] fits = ("\"" + "x".repeat(Invocation.MAX_PAYLOAD_BYTES - 2) + "\"").getBytes(UTF_8);
        assertThat(readable(read("hello", fits)).payload()).hasSize(Invocation.MAX_PAYLOAD_BYTES);
    }

    /** Of an Avro invocation, delivery-state knows the id before the payload is looked at. */
    @ParameterizedTest
    @ValueSource(strings = {"{", "hello", "[1,]", ""})
    void anAvroInvocationWhosePayloadIsNoJsonIsGivenUpUnderItsOwnId(String payload) {
        Invocation original = own(payload);
        byte[] value = wire.invocation(original, Topic.INVOCATIONS);

        Unreadable unreadable = unreadable(read("other", value));
        assertThat(unreadable.id()).isEqualTo(original.id());
        assertThat(unreadable.function()).isEqualTo("flaky");

        DeadLetter letter = unreadable.deadLetter(NOW.plusSeconds(1));
        assertThat(letter.id()).isEqualTo(original.id());
        assertThat(letter.function()).isEqualTo("flaky");
        assertThat(letter.qualifier()).isEqualTo("$LATEST");
        assertThat(letter.acceptedAt()).isEqualTo(original.acceptedAt());
        assertThat(letter.endedAt()).isEqualTo(NOW.plusSeconds(1));
        assertThat(letter.requeues()).as("orders it behind the record").isEqualTo(original.requeues());
        assertThat(letter.attempts()).isEqualTo(1);
        assertThat(letter.reason()).isEqualTo(DeadLetterReason.UNREADABLE);
        assertThat(letter.payload()).isNull();
        assertThat(letter.source()).isNotNull();
        assertThat(letter.source().value()).isEqualTo(value);

        assertThat(readable(envelopes(value))).isEqualTo(original);
    }

    @Test
    void anAvroInvocationWhosePayloadIsTooLargeIsGivenUpUnderItsOwnId() {
        Invocation original = own("\"" + "x".repeat(Invocation.MAX_PAYLOAD_BYTES) + "\"");
        byte[] value = wire.invocation(original, Topic.INVOCATIONS);
        assertThat(unreadable(read(null, value)).deadLetter(NOW).id()).isEqualTo(original.id());
        assertThat(unreadable(envelopes(value)).id()).isEqualTo(original.id());
    }

    @Test
    void anAvroInvocationThatMeansNothingIsGivenUpUnderItsOwnId() {
        RequestId id = RequestId.generate(1, NOW, new Random(6));
        byte[] value = new io.confluent.kafka.serializers.KafkaAvroSerializer(registry)
                .serialize(
                        "test.invocations",
                        dev.sendoff.schemas.avro.Invocation.newBuilder()
                                .setId(id.value())
                                .setFunction("hello")
                                .setPayload("{}")
                                .setAttempt(0)
                                .build());
        Unreadable unreadable = unreadable(read(null, value));
        assertThat(unreadable.id()).isEqualTo(id);
        assertThat(unreadable.function()).isEqualTo("hello");
        assertThat(unreadable.deadLetter(NOW).id()).isEqualTo(id);
        assertThat(unreadable(envelopes(value)).id()).isEqualTo(id);
    }

    @Test
    void aDeadLetterIsNotMadeTooLargeByANameThatIsNone() {
        String endless = "f".repeat(3 << 20);
        byte[] letter =
                wire.deadLetter(unreadable(read(endless, "{".getBytes(UTF_8))).deadLetter(NOW));
        assertThat(letter).hasSizeLessThan((3 << 20) + 2048);

        Invocation endlessToo = Invocation.accepted(
                RequestId.generate(1, NOW, new Random(7)), endless, endless.substring(1), "{", NOW, endless);
        byte[] value = wire.invocation(endlessToo, Topic.INVOCATIONS);
        DeadLetter other = unreadable(read(null, value)).deadLetter(NOW);
        assertThat(other.id()).isEqualTo(endlessToo.id());
        assertThat(wire.deadLetter(other)).hasSizeLessThan(value.length + 2048);
    }

    /** One that was put back twice, whose second attempt is to come. */
    private static Invocation own(String payload) {
        return new Invocation(
                RequestId.generate(1, NOW, new Random(5)),
                "flaky",
                "$LATEST",
                payload,
                NOW.minusSeconds(3),
                NOW.minusSeconds(2),
                2,
                2,
                0,
                null,
                null,
                "Root=1",
                null,
                null,
                Origin.CALLER);
    }

    @Test
    void aHomeThatThereIsNotMakesARecordUnreadable() {
        Invocation lent = own("{}").lentBy(wire.topics().partitions());
        Unreadable unreadable = unreadable(read(null, wire.invocation(lent, Topic.INVOCATIONS)));
        assertThat(unreadable.id()).isEqualTo(lent.id());
        assertThat(unreadable.verdict().message()).contains("its home is partition");
    }

    private Reading envelopes(byte[] value) {
        return InvocationReader.ofEnvelopes(wire).read(Topic.INVOCATIONS, 2, 41, NOW, new RecordHeaders(), null, value);
    }

    private Reading read(String function, byte[] value) {
        RecordHeaders headers = new RecordHeaders();
        if (function != null) {
            headers.add(HeaderNames.FUNCTION, function.getBytes(UTF_8));
        }
        return reader.read(Topic.INVOCATIONS, 2, 41, NOW, headers, "key".getBytes(UTF_8), value);
    }

    private static Invocation readable(Reading reading) {
        assertThat(reading).asInstanceOf(type(Readable.class)).isNotNull();
        return ((Readable) reading).invocation();
    }

    private static Unreadable unreadable(Reading reading) {
        assertThat(reading).asInstanceOf(type(Unreadable.class)).isNotNull();
        return (Unreadable) reading;
    }
}
