package dev.sendoff.registry;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sendoff.core.Code;
import dev.sendoff.core.CodeLocation;
import dev.sendoff.core.Configuration;
import dev.sendoff.core.Function;
import dev.sendoff.core.FunctionSettings;
import dev.sendoff.core.FunctionVersion;
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
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
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
                InMemoryTopic.NAME,
                "test.function-code",
                wire,
                topic::consumer,
                topic::producer,
                InstantSource.fixed(NOW),
                wait);
        opened.add(functions);
        return functions;
    }

    private KafkaFunctions open() {
        return open(LONG);
    }

    private static Function function(String name, String sha) {
        return Function.of(
                name,
                new Code.InProcess(sha, 10),
                Configuration.of("java25", "Handler", Duration.ofSeconds(3), 128),
                NOW,
                UUID.randomUUID().toString());
    }

    private static String sha(KafkaFunctions functions, String name) {
        return functions.find(name).orElseThrow().latest().code().sha256();
    }

    private static @Nullable RetryPolicy policy(KafkaFunctions functions, String name) {
        return functions.find(name).orElseThrow().settings().retryPolicy();
    }

    private static Function setPolicy(KafkaFunctions functions, String name, @Nullable RetryPolicy policy) {
        return functions.changeSettings(name, settings -> settings.withRetryPolicy(policy));
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
        assertThat(sha(functions, "b")).isEqualTo("2");
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
        setPolicy(there, "hello", QUICK);
        here.announce(List.of(function("other", "1")));
        assertThat(policy(here, "hello")).isEqualTo(QUICK);
    }

    @Test
    void onlyWhatDiffersIsWritten() {
        KafkaFunctions functions = open();
        functions.announce(List.of(function("a", "1"), function("b", "1")));
        assertThat(topic.said()).isEqualTo(2);
        functions.announce(List.of(function("a", "1"), function("b", "1")));
        assertThat(topic.said()).isEqualTo(2);
        functions.announce(List.of(function("a", "1"), function("b", "2")));
        assertThat(topic.said()).isEqualTo(3);
        assertThat(sha(functions, "b")).isEqualTo("2");
    }

    @Test
    void aNewDeploymentKeepsTheSettings() {
        KafkaFunctions functions = open();
        functions.announce(List.of(function("hello", "1")));
        setPolicy(functions, "hello", QUICK);
        functions.announce(List.of(function("hello", "2")));
        Function hello = functions.find("hello").orElseThrow();
        assertThat(hello.settings().retryPolicy()).isEqualTo(QUICK);
        assertThat(hello.latest().code().sha256()).isEqualTo("2");
    }

    @Test
    void aPolicyIsReadableOnceItIsSetAndCanBeTakenBack() {
        KafkaFunctions functions = open();
        functions.announce(List.of(function("hello", "1")));
        String revision = functions.find("hello").orElseThrow().latest().revisionId();
        assertThat(setPolicy(functions, "hello", QUICK).settings().retryPolicy())
                .isEqualTo(QUICK);
        assertThat(policy(functions, "hello")).isEqualTo(QUICK);
        assertThat(functions.find("hello").orElseThrow().latest().revisionId()).isNotEqualTo(revision);
        setPolicy(functions, "hello", null);
        assertThat(policy(functions, "hello")).isNull();
    }

    @Test
    void aPolicyOfAnUnknownFunctionIsRefused() {
        assertThatThrownBy(() -> setPolicy(open(), "nobody", QUICK))
                .isInstanceOf(UnknownFunctionException.class)
                .hasMessageContaining("nobody");
        assertThat(topic.said()).isZero();
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
        assertThatThrownBy(() -> setPolicy(functions, "hello", QUICK))
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

    @Test
    void twoWritersLoseNothingOfEachOther() throws Exception {
        KafkaFunctions here = open();
        KafkaFunctions there = open();
        here.announce(List.of(function("hello", "1")));
        int each = 50;
        List<CompletableFuture<Void>> writers = new ArrayList<>();
        for (KafkaFunctions writer : List.of(here, there)) {
            writers.add(CompletableFuture.runAsync(() -> {
                for (int i = 0; i < each; i++) {
                    writer.changeSettings(
                            "hello",
                            settings -> settings.withReservedConcurrency(
                                    (settings.reservedConcurrency() == null ? 0 : settings.reservedConcurrency()) + 1));
                }
            }));
        }
        for (CompletableFuture<Void> writer : writers) {
            writer.get(60, TimeUnit.SECONDS);
        }
        KafkaFunctions later = open();
        assertThat(later.find("hello").orElseThrow().settings().reservedConcurrency())
                .isEqualTo(2 * each);
    }

    @Test
    void whoTakesOverDecidesOnlyOnceItKnowsAllThatWasWritten() throws Exception {
        topic.append("hello", wire.function(function("hello", "1")));
        KafkaFunctions late = open();
        assertThat(sha(late, "hello")).isEqualTo("1");
        topic.readable(false);
        topic.append("hello", wire.function(function("hello", "2")));
        CompletableFuture<String> seen = new CompletableFuture<>();
        CompletableFuture<Integer> change = CompletableFuture.supplyAsync(() -> late.change(transaction -> {
            seen.complete(
                    transaction.find("hello").orElseThrow().latest().code().sha256());
            return 0;
        }));
        assertThatThrownBy(() -> seen.get(200, TimeUnit.MILLISECONDS))
                .as("nothing is decided yet")
                .isInstanceOf(TimeoutException.class);
        topic.readable(true);
        assertThat(seen.get(10, TimeUnit.SECONDS)).isEqualTo("2");
        assertThat(change.get(10, TimeUnit.SECONDS)).isZero();
    }

    @Test
    void aChangeThatIsRefusedWritesNothing() {
        KafkaFunctions functions = open();
        functions.announce(List.of(function("hello", "1")));
        int before = topic.size();
        assertThatThrownBy(() -> functions.change(transaction -> {
                    transaction.remove("hello");
                    transaction.upload(new byte[10]);
                    throw new IllegalStateException("refused");
                }))
                .hasMessage("refused");
        assertThat(topic.size()).isEqualTo(before);
        assertThat(topic.code()).isEmpty();
        assertThat(functions.find("hello")).isPresent();
        setPolicy(functions, "hello", QUICK);
        assertThat(policy(functions, "hello")).isEqualTo(QUICK);
    }

    private static FunctionVersion zipped(String name, CodeLocation location) {
        return new FunctionVersion(
                name,
                FunctionVersion.LATEST,
                new Code.Zip("sha", 10, location),
                Configuration.of("nodejs22.x", "index.handler", Duration.ofSeconds(3), 128),
                NOW,
                UUID.randomUUID().toString());
    }

    @Test
    void codeIsKeptUntilNothingRefersToItAnyMore() {
        KafkaFunctions functions = open();
        functions.change(transaction -> {
            FunctionVersion latest = zipped("hello", transaction.upload(new byte[600 * 1024]));
            transaction.put(new Function(latest, FunctionSettings.DEFAULT, List.of(), 0, NOW));
            return latest;
        });
        assertThat(topic.code()).hasSize(2).allMatch(chunk -> chunk.value() != null);
        functions.change(transaction -> {
            Function known = transaction.find("hello").orElseThrow();
            transaction.put(known.latest().publishedAs(1, "", "rev", NOW));
            transaction.put(known.afterPublishing());
            return 1;
        });
        functions.change(transaction -> {
            Function known = transaction.find("hello").orElseThrow();
            FunctionVersion latest = zipped("hello", transaction.upload(new byte[10]));
            transaction.put(known.withLatest(latest.code(), latest.configuration(), "rev", NOW));
            return 2;
        });
        assertThat(topic.code()).as("the published version has it").hasSize(3);
        assertThat(functions.versions("hello"))
                .extracting(FunctionVersion::number)
                .containsExactly("1");
        functions.change(transaction -> {
            transaction.remove("hello", "1");
            return 0;
        });
        assertThat(topic.code().stream().filter(chunk -> chunk.value() == null)).hasSize(2);
        functions.change(transaction -> {
            transaction.remove("hello");
            return 0;
        });
        assertThat(topic.code().stream().filter(chunk -> chunk.value() == null)).hasSize(3);
        assertThat(functions.find("hello")).isEmpty();
        assertThat(open().find("hello")).isEmpty();
    }

    @Test
    void versionsAreFoundByTheirNumber() {
        KafkaFunctions functions = open();
        functions.announce(List.of(function("hello", "1")));
        functions.change(transaction -> {
            Function known = transaction.find("hello").orElseThrow();
            for (int number : List.of(1, 2, 10)) {
                transaction.put(known.latest().publishedAs(number, "", "rev", NOW));
            }
            return 0;
        });
        KafkaFunctions later = open();
        assertThat(later.versions("hello")).extracting(FunctionVersion::number).containsExactly("1", "2", "10");
        assertThat(later.version("hello", "10")).isPresent();
        assertThat(later.version("hello", "3")).isEmpty();
        assertThat(later.version("hello", FunctionVersion.LATEST)).isPresent();
        assertThat(later.version("nobody", FunctionVersion.LATEST)).isEmpty();
        assertThat(later.all()).hasSize(1);
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
