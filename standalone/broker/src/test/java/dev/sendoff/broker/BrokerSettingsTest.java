package dev.sendoff.broker;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import kafka.server.KafkaConfig;
import org.apache.kafka.server.config.AbstractKafkaConfig;
import org.junit.jupiter.api.Test;

class BrokerSettingsTest {

    private final BrokerSettings settings = new BrokerSettings(Path.of("/data"), 9092, 9093);

    @Test
    void kafkaKnowsEverySetting() {
        // It takes no notice of a name that it does not know.
        assertThat(AbstractKafkaConfig.CONFIG_DEF.names())
                .containsAll(settings.properties().stringPropertyNames());
    }

    @Test
    void aRecordOfTheGreatestSizeFits() {
        KafkaConfig config = settings.asKafkaConfig();
        assertThat(config.messageMaxBytes()).isGreaterThan(8 * 1024 * 1024);
        assertThat(config.replicaFetchMaxBytes()).isGreaterThanOrEqualTo(config.messageMaxBytes());
    }

    @Test
    void aMemberThatWasKilledIsMissedAfterSixSeconds() {
        assertThat(settings.asKafkaConfig().groupCoordinatorConfig().consumerGroupSessionTimeoutMs())
                .isEqualTo(6000);
    }
}
