package dev.sendoff.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sendoff.schemas.Topic;
import dev.sendoff.schemas.Topics;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(SharedSendoff.class)
class IsUpIT {

    private static final Topics TOPICS = new Topics("sendoff.", 4, (short) -1);

    @Test
    void saysWhereEverythingIs(SendoffProcess sendoff) {
        assertThat(sendoff.output())
                .contains(sendoff.base() + "/2015-03-31/functions")
                .contains(sendoff.bootstrap())
                .contains(sendoff.registryUrl())
                .contains(sendoff.data().toString())
                .contains("curl ")
                .contains("aws ");
    }

    @Test
    void isReadyHasMetricsAndDescribesItsApi(Http http) {
        assertThat(http.get("/q/health/ready").status()).isEqualTo(200);
        assertThat(http.get("/q/metrics").body()).contains("jvm_memory_used_bytes");
        assertThat(http.get("/q/openapi").body()).contains("openapi: 3");
    }

    @Test
    void hasEveryTopicOfTheCatalogueWithItsPartitions(SendoffProcess sendoff) throws Exception {
        Map<String, Integer> wanted =
                Arrays.stream(Topic.values()).collect(Collectors.toMap(TOPICS::name, TOPICS::partitions));
        try (Admin admin = Admin.create(Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, sendoff.bootstrap()))) {
            Map<String, Integer> found = admin.describeTopics(wanted.keySet()).allTopicNames().get().entrySet().stream()
                    .collect(Collectors.toMap(
                            Map.Entry::getKey,
                            entry -> entry.getValue().partitions().size()));
            assertThat(found).isEqualTo(wanted);
        }
    }

    @Test
    void hasRegisteredTheSchemaOfEveryTopic(SendoffProcess sendoff) {
        List<String> subjects = Arrays.stream(Topic.values())
                .filter(topic -> topic.schema().isPresent())
                .map(TOPICS::subject)
                .toList();
        assertThat(Registered.idsBySubject(sendoff)).containsOnlyKeys(subjects.toArray(String[]::new));
    }

    @Test
    void whoAsksForAPortThatIsTakenIsToldWhichAndByWhatSetting(SendoffProcess sendoff) {
        String port = sendoff.setting("SENDOFF_REGISTRY_PORT");
        try (SendoffProcess second = SendoffProcess.inNewFolder(Map.of("SENDOFF_REGISTRY_PORT", port))) {
            second.launch();
            assertThat(second.exitCode(SendoffProcess.STARTS_WITHIN)).isEqualTo(1);
            assertThat(second.output().lines().toList())
                    .singleElement()
                    .asString()
                    .contains("port " + port, "SENDOFF_REGISTRY_PORT", "not free");
        }
    }

    @Test
    void whoAsksForAFolderThatIsInUseIsToldByWhom(SendoffProcess sendoff) {
        try (SendoffProcess second =
                SendoffProcess.in(sendoff.data(), Map.of("SENDOFF_PREDECESSOR_PATIENCE", "PT0.5S"))) {
            second.launch();
            assertThat(second.exitCode(SendoffProcess.STARTS_WITHIN)).isEqualTo(1);
            assertThat(second.output())
                    .contains(sendoff.data().toString())
                    .contains("in use by process " + sendoff.pid())
                    .contains("SENDOFF_DATA");
        }
    }
}
