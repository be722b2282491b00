package dev.sendoff.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class PlatformErrorsTest {

    private static final RequestId ID = RequestId.parse("0197c0de-0000-8000-8000-000000000001");

    @Test
    void aTimeOutIsToldInHundredths() {
        FunctionError error =
                PlatformErrors.timedOut(ID, Duration.ofMillis(1250)).error();
        assertThat(error.type()).isEqualTo("Sandbox.Timedout");
        assertThat(error.message()).isEqualTo("RequestId: " + ID + " Error: Task timed out after 1.25 seconds");
        assertThat(error.payload())
                .isEqualTo("{\"errorMessage\":\"" + error.message() + "\",\"errorType\":\"Sandbox.Timedout\"}");
    }

    @Test
    void anyTextIsAJsonString() {
        assertThat(PlatformErrors.quoted("a\"b\\c\n\r\t\u0001é👋")).isEqualTo("\"a\\\"b\\\\c\\n\\r\\t\\u0001é👋\"");
    }

    @Test
    void theLinesAreAwsToTheLastTab() {
        assertThat(LogLines.start(ID, "3")).isEqualTo("START RequestId: " + ID + " Version: 3\n");
        assertThat(LogLines.end(ID, Duration.ofNanos(1_234_567), Optional.empty(), 128, 36))
                .isEqualTo(
                        "END RequestId: " + ID + "\nREPORT RequestId: " + ID
                                + "\tDuration: 1.23 ms\tBilled Duration: 2 ms\tMemory Size: 128 MB\tMax Memory Used: 36 MB\t\n");
        assertThat(LogLines.end(ID, Duration.ofMillis(1), Optional.of(Duration.ofMillis(110)), 128, 36))
                .endsWith("\tMax Memory Used: 36 MB\tInit Duration: 110.00 ms\t\n");
        assertThat(LogLines.timedOut(ID, Duration.ofSeconds(3), Instant.parse("2026-11-25T10:00:00Z")))
                .isEqualTo("2026-11-25T10:00:00Z " + ID + " Task timed out after 3.00 seconds\n\n");
    }
}
