package dev.sendoff.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LineageTest {

    private static final String ROOT = "Root=1-5759e988-bd862e3fe1be46a994272793";
    private static final Instant NOW = Instant.parse("2026-11-23T10:00:00.123Z");
    private static final RequestId ID = RequestId.generate(3, NOW, new Random(42));

    private static String handedOn(String header, String... functions) {
        String now = header;
        for (String function : functions) {
            now = Lineage.handedOn(ID, function, now);
        }
        return now;
    }

    @Test
    void aChainBeginsAsAwsWritesIt() {
        assertThat(handedOn(ROOT + ";Sampled=0", "hello")).isEqualTo(ROOT + ";Sampled=0;Lineage=1:3610a686:0");
    }

    @Test
    void aFunctionThatInvokesItselfIsALoopAfter16() {
        String header = ROOT;
        for (int i = 0; i < 16; i++) {
            assertThat(Lineage.of(header).invocationsOf("hello")).isEqualTo(i);
            assertThat(Lineage.of(header).isLoopOf("hello")).isFalse();
            header = handedOn(header, "hello");
        }
        assertThat(Lineage.of(header).isLoopOf("hello")).isTrue();
        assertThat(Lineage.of(header).isLoopOf("another")).isFalse();
        assertThat(header).isEqualTo(ROOT + ";Lineage=16:3610a686:15");
    }

    @Test
    void eachOfALoopOfSeveralIsCounted() {
        String header = handedOn(ROOT, "entry", "a", "b", "a", "b", "a");
        Lineage lineage = Lineage.of(header);
        assertThat(lineage.invocationsOf("entry")).isEqualTo(1);
        assertThat(lineage.invocationsOf("a")).isEqualTo(3);
        assertThat(lineage.invocationsOf("b")).isEqualTo(2);
        assertThat(lineage.toString()).matches("6:[0-9a-f]{8}:2\\|5:[0-9a-f]{8}:1\\|1:[0-9a-f]{8}:0");
    }

    @Test
    void whatBotocoreEncodesIsRead() {
        String header = handedOn(ROOT, "a", "b", "a");
        assertThat(Lineage.of(header.replace("|", "%7C")).invocationsOf("b")).isEqualTo(1);
        assertThat(Lineage.of(header.replace("|", "%7c")).toString())
                .isEqualTo(Lineage.of(header).toString());
    }

    @Test
    void theOlderFormIsReadAndKept() {
        String header = ROOT + ";Lineage=a87bd80c:1|3610a686:5|c512fbe3:2;Sampled=0";
        assertThat(Lineage.of(header).invocationsOf("hello")).isEqualTo(6);
        assertThat(handedOn(header, "hello"))
                .isEqualTo(ROOT + ";Lineage=1:3610a686:6|0:a87bd80c:1|0:c512fbe3:2;Sampled=0");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "Lineage=",
                "Lineage=hello",
                "Lineage=1:3610a68:1",
                "Lineage=1:3610a686",
                "Lineage=1:3610a686:256",
                "Lineage=32768:3610a686:1",
                "Lineage=99999999999:3610a686:1",
                "Lineage=1:3610a686:-1",
                "Lineage=|||%7C",
                "XLineage=1:3610a686:20",
            })
    void garbageIsNoLineage(String part) {
        assertThat(Lineage.of(ROOT + ";" + part).invocationsOf("hello")).isZero();
        assertThat(Lineage.of(handedOn(ROOT + ";" + part, "hello")).invocationsOf("hello"))
                .isEqualTo(1);
    }

    @Test
    void whatIsReadableBesideGarbageIsRead() {
        assertThat(Lineage.of("Lineage=x|7:3610a686:2|y;Root=z").invocationsOf("hello"))
                .isEqualTo(3);
    }

    @Test
    void numbersStayAtTheirLargest() {
        assertThat(handedOn("Lineage=32767:3610a686:255", "hello")).isEqualTo("Lineage=32767:3610a686:255");
    }

    @Test
    void theFunctionsInvokedLastAreKeptAndTheHeaderStaysShort() {
        String header = ROOT + ";Parent=53995c3f42cd8ad8;Sampled=1";
        for (int i = 0; i < 100; i++) {
            header = handedOn(header, "f" + i);
        }
        assertThat(Lineage.of(header).invocationsOf("f67")).isZero();
        assertThat(Lineage.of(header).invocationsOf("f68")).isEqualTo(1);
        assertThat(Lineage.of(header).invocationsOf("f99")).isEqualTo(1);
        assertThat(header.replace("|", "%7C")).hasSizeLessThan(1024);
    }

    @Test
    void withoutAHeaderAllAttemptsHaveTheSameNewRoot() {
        assertThat(handedOn(null, "hello"))
                .matches("Root=1-[0-9a-f]{8}-[0-9a-f]{24};Sampled=0;Lineage=1:3610a686:0")
                .startsWith("Root=1-" + Long.toHexString(NOW.getEpochSecond()) + "-")
                .isEqualTo(handedOn(null, "hello"))
                .isEqualTo(handedOn(" ", "hello"));
        RequestId other = RequestId.generate(3, NOW, new Random(43));
        assertThat(Lineage.handedOn(other, "hello", null)).isNotEqualTo(handedOn(null, "hello"));
    }
}
