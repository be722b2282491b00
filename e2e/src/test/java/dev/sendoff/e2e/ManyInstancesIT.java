package dev.sendoff.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;

/** Two processes of one installation: whoever is asked finds who knows. */
@Order(WithProcessesOf.ITS_OWN)
class ManyInstancesIT {

    private static final String ALL_PARTITIONS = "SENDOFF_TOPICS_PARTITIONS_PER_FUNCTION";
    private static final Duration PATIENCE = Duration.ofSeconds(90);

    @Test
    void aStateIsFoundWhicheverInstanceIsAsked() {
        try (SendoffProcess first =
                        SendoffProcess.inNewFolder(Map.of(ALL_PARTITIONS, "4")).start();
                SendoffProcess second = SendoffProcess.inNewFolder(Map.of(
                                "SENDOFF_KAFKA_BOOTSTRAP",
                                first.bootstrap(),
                                "SENDOFF_REGISTRY_URL",
                                first.registryUrl(),
                                "SENDOFF_INSTANCE",
                                "second",
                                ALL_PARTITIONS,
                                "4"))
                        .start();
                Http one = first.http();
                Http other = second.http()) {
            OneOutcome oneOutcome = new OneOutcome();
            Set<String> ids = new HashSet<>();
            for (int i = 0; i < 200; i++) {
                String id = (i % 2 == 0 ? one : other).accepted("hello", "{}");
                oneOutcome.accepted(id);
                ids.add(id);
            }
            Set<Integer> homes = new HashSet<>();
            for (String id : ids) {
                for (Http http : List.of(one, other)) {
                    JsonNode state = Await.until(
                            "the end of " + id,
                            PATIENCE,
                            () -> http.get("/v1/invocations/" + id).json(),
                            States::hasEnded);
                    assertThat(state.path("status").asText()).isEqualTo("SUCCEEDED");
                    homes.add(state.at("/home/partition").asInt());
                }
            }
            assertThat(homes).as("partitions of both instances").hasSize(4);
            oneOutcome.holds(first, other, PATIENCE);
            for (Http http : List.of(one, other)) {
                assertThat(http.get("/v1/invocations?limit=1000").json().path("invocations"))
                        .hasSize(200);
                assertThat(http.get("/v1/functions/hello/figures")
                                .json()
                                .at("/total/succeeded")
                                .asInt())
                        .isEqualTo(200);
            }
        }
    }
}
