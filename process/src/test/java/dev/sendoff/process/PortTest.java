package dev.sendoff.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class PortTest {

    @Test
    void aTakenPortIsRefusedByItsNumberPurposeAndSetting() throws Exception {
        try (ServerSocket other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Port port = new Port("the Kafka broker", "SENDOFF_KAFKA_PORT", "127.0.0.1", other.getLocalPort());
            assertThatThrownBy(port::requireFree)
                    .isInstanceOf(StartRefusedException.class)
                    .hasMessageContainingAll("port " + other.getLocalPort(), "the Kafka broker", "SENDOFF_KAFKA_PORT");
        }
    }

    @Test
    void aFreePortIsNotRefusedAndStaysFree() {
        Port port = new Port("it", "SETTING", "127.0.0.1", Port.anyFree(new Random(1)));
        assertThatCode(port::requireFree).doesNotThrowAnyException();
        assertThatCode(port::requireFree).doesNotThrowAnyException();
    }

    @Test
    void whatIsNoPortIsRefused() {
        assertThatThrownBy(() -> new Port("it", "SETTING", "127.0.0.1", 70_000))
                .hasMessageContainingAll("SETTING", "70000", "1 to 65535");
    }

    @Test
    void onePortForTwoPurposesIsRefused() {
        Port one = new Port("one", "SETTING_ONE", "127.0.0.1", 8080);
        Port two = new Port("two", "SETTING_TWO", "127.0.0.1", 8080);
        assertThatThrownBy(() -> Port.requireDistinct(List.of(one, two)))
                .hasMessageContainingAll("SETTING_ONE", "SETTING_TWO", "8080");
    }

    @Test
    void someFreePortIsBelowThoseThatSystemsHandOut() {
        assertThat(Port.anyFree(new Random(2))).isBetween(20_000, 32_767);
    }
}
