package dev.sendoff.installation;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class InstallationSetupTest {

    private static final Map<String, Object> CLIENT = Map.of("bootstrap.servers", "127.0.0.1:9");

    /** Kafka checks the times against each other when the client is made, and connects later. */
    @ParameterizedTest
    @ValueSource(strings = {"PT1S", "PT29.999S", "PT30S", "PT60S", "P100D"})
    void anyStartUpTimeIsTakenByKafka(String timeout) {
        Map<String, Object> settings = InstallationSetup.adminSettings(CLIENT, Duration.parse(timeout));
        try (Admin admin = Admin.create(settings)) {
            assertThat(admin).isNotNull();
            admin.close(Duration.ZERO);
        }
    }

    @Test
    void noRequestWaitsLongerThanTheStartMay() {
        assertThat(InstallationSetup.adminSettings(CLIENT, Duration.ofSeconds(5)))
                .containsEntry("default.api.timeout.ms", 5_000)
                .containsEntry("request.timeout.ms", 5_000)
                .containsEntry("bootstrap.servers", "127.0.0.1:9");
        assertThat(InstallationSetup.adminSettings(CLIENT, Duration.ofSeconds(60)))
                .containsEntry("default.api.timeout.ms", 60_000)
                .containsEntry("request.timeout.ms", 30_000);
    }

    @Test
    void aRequestsTimeThatWasSetIsKeptIfItFits() {
        Map<String, Object> client = new HashMap<>(CLIENT);
        client.put("request.timeout.ms", "10000");
        assertThat(InstallationSetup.adminSettings(client, Duration.ofSeconds(20)))
                .containsEntry("request.timeout.ms", 10_000);
        client.put("request.timeout.ms", "45000");
        assertThat(InstallationSetup.adminSettings(client, Duration.ofSeconds(40)))
                .containsEntry("request.timeout.ms", 40_000);
    }
}
