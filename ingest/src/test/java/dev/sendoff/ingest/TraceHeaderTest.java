package dev.sendoff.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class TraceHeaderTest {

    private static final Instant NOW = Instant.parse("2026-11-23T10:00:00Z");
    private static final String ROOT = "1-5759e988-bd862e3fe1be46a994272793";

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Root=" + ROOT,
                "Root=" + ROOT + ";Parent=53995c3f42cd8ad8;Sampled=0",
                "Sampled=0;Root=" + ROOT + ";Lineage=1:fe460cdd:0%7C2:aa:1",
            })
    void aCallersIsContinuedAsItIs(String received) {
        TraceHeader trace = TraceHeader.continuing(received, NOW, new Random(1));
        assertThat(trace.value()).isEqualTo(received);
        assertThat(trace.answer()).isEqualTo("root=" + ROOT + ";sampled=0");
    }

    @Test
    void theAnswerSaysWhetherItIsSampled() {
        assertThat(TraceHeader.continuing("Root=" + ROOT + ";Sampled=1", NOW, new Random(1))
                        .answer())
                .isEqualTo("root=" + ROOT + ";sampled=1");
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(strings = {"", "nonsense", "Root=1-2-3", "NotRoot=" + ROOT, "Parent=53995c3f42cd8ad8"})
    void withoutAUsableRootANewOneBegins(String received) {
        TraceHeader trace = TraceHeader.continuing(received, NOW, new Random(1));
        assertThat(trace.value()).matches("Root=1-[0-9a-f]{8}-[0-9a-f]{24};Sampled=0");
        assertThat(trace.value()).startsWith("Root=1-" + Long.toHexString(NOW.getEpochSecond()) + "-");
        assertThat(trace.answer()).isEqualTo(trace.value().toLowerCase(java.util.Locale.ROOT));
    }

    @Test
    void oneThatIsTooLongToKeepIsNotKept() {
        String received = "Root=" + ROOT + ";X=" + "x".repeat(TraceHeader.MAX_LENGTH);
        assertThat(TraceHeader.continuing(received, NOW, new Random(1)).value()).doesNotContain(ROOT);
    }

    @Test
    void newRootsDiffer() {
        Random random = new Random(1);
        assertThat(TraceHeader.continuing(null, NOW, random)).isNotEqualTo(TraceHeader.continuing(null, NOW, random));
    }
}
