package dev.sendoff.registry;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sendoff.core.Function;
import dev.sendoff.core.RetryPolicy;
import dev.sendoff.schemas.Topics;
import dev.sendoff.schemas.WireFormat;
import io.confluent.kafka.schemaregistry.client.MockSchemaRegistryClient;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class KafkaFunctionsTest {

    private static final Instant NOW = Instant.parse("2026-11-23T10:00:00.123Z");
    private static final Duration LONG = Duration.ofSeconds(10);
    private static final RetryPolicy QUICK = RetryPolicy.DEFAULT.withInitialDelay(Duration.ofMillis(200));

    private final WireFormat wire = new WireFormat(new Topics("test.", 4, (short) 1), new MockSchemaRegistryClient());
    private final InMemoryTopic topic = new InMemoryTopic();
    private final List<KafkaFunctions> opened = new ArrayList<>();

    @BeforeEach
    void register() throws IOException {
        wire.register();
    }

    @AfterEach
    void closeAll() {
        opened.forEach(KafkaFunctions::close);
    }

    private KafkaFunctions open(Duration wait) {
        KafkaFunctions functions = new KafkaFunctions(
                InMemoryTopic.NAME, wire, topic::consumer, topic::producer, InstantSource.fixed(NOW), wait);
        opened.add(functions);
        return functions;
    }

    private KafkaFunctions open() {
        return open(LONG);
    }

    private static Function function(String name, String sha) {
        return new Function(
                name,
                "java25",
                "Handler",
                "",
                Duration.ofSeconds(3),
                128,
                sha,
                10,
                NOW,
                UUID.randomUUID().toString(),
                null,
                null,
                null);
    }

    @Test
    void whatWasWrittenIsLoadedWithTheLastWordWinning() {
        topic.append("b", wire.function(function("b", "1")));
        topic.append("a", wire.function(function("a", "1")));
        topic.append("b", wire.function(function("b", "2")));
        topic.append("c", wire.function(function("c", "1")));
        topic.append("c", null);
        KafkaFunctions functions = open();
        assertThat(functions.all()).extracting(Function::name).containsExactly("a", "b");
        assertThat(functions.find("b").map(Function::codeSha256)).hasValue("2");
        assertThat(functions.find("c")).isEmpty();
        assertThat(functions.isReady()).isTrue();
    }

    @Test
    void anEmptyTopicIsLoadedToo() {
        assertThat(open().all()).isEmpty();
    }

    @Test
    void whatOthersWriteIsSeen() {
        KafkaFunctions here = open();
        here.announce(List.of(function("hello", "1")));
        KafkaFunctions there = open();
        there.setRetryPolicy("hello", QUICK);
        here.announce(List.of(function("other", "1")));
        assertThat(here.find("hello").map(Function::retryPolicy)).hasValue(QUICK);
    }

    @Test
    void onlyWhatDiffersIsWritten() {
        KafkaFunctions functions = open();
        functions.announce(List.of(function("a", "1"), function("b", "1")));
        assertThat(topic.size()).isEqualTo(2);
        functions.announce(List.of(function("a", "1"), function("b", "1")));
        assertThat(topic.size()).isEqualTo(2);
        functions.announce(List.of(function("a", "1"), function("b", "2")));
        assertThat(topic.size()).isEqualTo(3);
        assertThat(functions.find("b").map(Function::codeSha256)).hasValue("2");
    }

    @Test
    void aNewDeploymentKeepsTheSettings() {
        KafkaFunctions functions = open();
        functions.announce(List.of(function("hello", "1")));
        functions.setRetryPolicy("hello", QUICK);
        functions.announce(List.of(function("hello", "2")));
        Function hello = functions.find("hello").orElseThrow();
        assertThat(hello.retryPolicy()).isEqualTo(QUICK);
        assertThat(hello.codeSha256()).isEqualTo("2");
    }

    @Test
    void aPolicyIsReadableOnceItIsSetAndCanBeTakenBack() {
        KafkaFunctions functions = open();
        functions.announce(List.of(function("hello", "1")));
        String revision = functions.find("hello").orElseThrow().revisionId();
        assertThat(functions.setRetryPolicy("hello", QUICK).retryPolicy()).isEqualTo(QUICK);
        assertThat(functions.find("hello").map(Function::retryPolicy)).hasValue(QUICK);
        assertThat(functions.find("hello").map(Function::revisionId)).isNotEqualTo(revision);
        functions.setRetryPolicy("hello", null);
        assertThat(functions.find("hello").orElseThrow().retryPolicy()).isNull();
    }

    @Test
    void aPolicyOfAnUnknownFunctionIsRefused() {
        assertThatThrownBy(() -> open().setRetryPolicy("nobody", QUICK))
                .isInstanceOf(UnknownFunctionException.class)
                .hasMessageContaining("nobody");
        assertThat(topic.size()).isZero();
    }

    @Test
    void garbageIsSkipped() {
        topic.append("a", "garbage".getBytes(UTF_8));
        topic.append("b", new byte[] {0, 0, 0, 0, 99, 1});
        topic.append(null, wire.function(function("c", "1")));
        topic.append("d", wire.function(function("d", "1")));
        assertThat(open().all()).extracting(Function::name).containsExactly("d");
    }

    @Test
    void aReadThatIsNotServedInTimeFailsAndALaterOneIsServed() {
        topic.append("hello", wire.function(function("hello", "1")));
        topic.reachable(false);
        KafkaFunctions functions = open(Duration.ofMillis(50));
        assertThatThrownBy(() -> functions.find("hello"))
                .isInstanceOf(RegistryException.class)
                .hasMessageContaining("PT0.05S");
        assertThat(functions.isReady()).isFalse();
        topic.reachable(true);
        assertThat(functionsOnceLoaded(functions)).extracting(Function::name).containsExactly("hello");
    }

    @Test
    void aWriteThatFailsIsToldOf() {
        KafkaFunctions functions = open();
        functions.announce(List.of(function("hello", "1")));
        topic.reachable(false);
        assertThatThrownBy(() -> functions.setRetryPolicy("hello", QUICK))
                .isInstanceOf(RegistryException.class)
                .hasMessageContaining("the brokers are away");
    }

    @Test
    void closingLetsGoOfWhoWaits() {
        topic.reachable(false);
        KafkaFunctions functions = open();
        CompletableFuture<List<Function>> read = CompletableFuture.supplyAsync(functions::all);
        functions.start();
        functions.close();
        assertThat(read)
                .failsWithin(Duration.ofSeconds(5))
                .withThrowableThat()
                .withCauseInstanceOf(RegistryException.class);
    }

    @Test
    void canBeClosedBeforeItStartsAndTwice() {
        KafkaFunctions functions = open();
        functions.close();
        functions.close();
        functions.start();
        assertThatThrownBy(() -> functions.announce(List.of(function("a", "1"))))
                .isInstanceOf(RegistryException.class);
    }

    private static List<Function> functionsOnceLoaded(KafkaFunctions functions) {
        long deadline = System.nanoTime() + LONG.toNanos();
        while (true) {
            try {
                return functions.all();
            } catch (RegistryException e) {
                if (System.nanoTime() > deadline) {
                    throw e;
                }
            }
        }
    }
}
