package dev.sendoff.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;

/** Each with an installation of its own, which it may break. */
@Order(WithProcessesOf.ITS_OWN)
class StartAndStopIT {

    @Test
    void killedAndStartedAgainItHasItsSchemasUnderTheirIds() {
        try (SendoffProcess sendoff = SendoffProcess.inNewFolder(Map.of()).start()) {
            Map<String, Integer> before = Registered.idsBySubject(sendoff);
            assertThat(before).isNotEmpty();

            sendoff.kill9();
            sendoff.start();

            assertThat(Registered.idsBySubject(sendoff)).isEqualTo(before);
        }
    }

    @Test
    void theChildrenOfAKilledProcessEndByThemselves() {
        try (SendoffProcess sendoff = SendoffProcess.inNewFolder(Map.of()).start()) {
            assertThat(sendoff.livingFamily()).hasSize(3);

            sendoff.kill9();

            Await.until(
                    "the end of the children",
                    Duration.ofSeconds(20),
                    sendoff::livingFamily,
                    living -> living.isEmpty());
        }
    }

    @Test
    void toldToStopItLeavesNothingBehindAndExitsWithZero() {
        try (SendoffProcess sendoff = SendoffProcess.inNewFolder(Map.of()).start()) {
            assertThat(sendoff.stop()).isZero();

            assertThat(sendoff.livingFamily()).isEmpty();
            assertThat(sendoff.output()).endsWith("Sendoff has stopped");
        }
    }

    @Test
    void whenTheBrokerDiesItSaysSoAndStops() {
        try (SendoffProcess sendoff = SendoffProcess.inNewFolder(Map.of()).start()) {
            sendoff.child("dev.sendoff.broker.Broker").destroyForcibly();

            assertThat(sendoff.exitCode(SendoffProcess.STOPS_WITHIN)).isEqualTo(1);
            assertThat(sendoff.output()).contains("The Kafka broker stopped by itself", "Kafka Server started");
            assertThat(sendoff.livingFamily()).isEmpty();
        }
    }
}
