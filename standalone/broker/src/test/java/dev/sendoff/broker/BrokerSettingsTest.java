package dev.sendoff.broker;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import kafka.server.KafkaConfig;
import org.apache.kafka.server.config.AbstractKafkaConfig;
import org.junit.jupiter.api.Test;

class BrokerSettingsTest {

    private final BrokerSettings settings = new BrokerSettings(Path.of("/data"), Node.alone(9092, 9093));

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

    @Test
    void aloneItNeedsNoOther() {
        assertThat(settings.properties())
                .containsEntry("default.replication.factor", "1")
                .containsEntry("min.insync.replicas", "1")
                .containsEntry("transaction.state.log.min.isr", "1")
                .containsEntry("controller.quorum.voters", "1@127.0.0.1:9093");
    }

    @Test
    void ofThreeNodesTwoMustHaveAWrite() {
        Voters voters = Voters.parse("1@a:9093,2@b:9093,3@c:9093");
        assertThat(new BrokerSettings(Path.of("/data"), new Node(2, "b", 9092, voters)).properties())
                .containsEntry("node.id", "2")
                .containsEntry("listeners", "PLAINTEXT://b:9092,CONTROLLER://b:9093")
                .containsEntry("default.replication.factor", "3")
                .containsEntry("min.insync.replicas", "2")
                .containsEntry("offsets.topic.replication.factor", "3")
                .containsEntry("transaction.state.log.replication.factor", "3")
                .containsEntry("transaction.state.log.min.isr", "2");
    }
}
