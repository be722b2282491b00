package dev.sendoff.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.common.config.ConfigResource;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Three brokers, three copies, of which two must have what is accepted. */
@Order(WithProcessesOf.A_CLUSTER)
@ExtendWith(SharedCluster.class)
class BrokersComeAndGoIT {

    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final Duration BETWEEN = Duration.ofMillis(10);

    /** The election of a leader, and of a controller where that was the one; on a machine that is busy. */
    private static final Duration STOPS_FOR = Duration.ofSeconds(20);

    private final Cluster cluster;

    BrokersComeAndGoIT(Cluster cluster) {
        this.cluster = cluster;
    }

    @Test
    void anyOneOfThemMayBeKilledUnderLoad() {
        cluster.awaitInSync();
        OneOutcome accepted;
        try (Http http = cluster.ingest().http();
                SteadyLoad load = SteadyLoad.of(http, 4, BETWEEN, "hello", "{}")) {
            accepted = load.accepted();
            for (int i = 0; i < Cluster.BROKERS; i++) {
                load.awaitMore(100, PATIENCE);
                cluster.broker(i).kill9();
                load.awaitMore(100, PATIENCE);
                cluster.broker(i).start();
                cluster.awaitInSync();
            }
            System.out.println("each broker was killed once: nothing was accepted for "
                    + load.longestGap().toMillis() + " ms at the longest; " + load.refused() + " of "
                    + (load.refused() + accepted.count()) + " events were refused");
            assertThat(load.longestGap()).isLessThan(STOPS_FOR);
        }
        try (Http http = cluster.ingest().http()) {
            accepted.holds(cluster.ingest(), http, PATIENCE);
        }
    }

    @Test
    void whileTooFewReplicasAreInSyncEventsAreRefusedAsLambdaDoesAndAcceptedAgainAfterwards() throws Exception {
        cluster.awaitInSync();
        OneOutcome accepted = new OneOutcome();
        try (Http http = cluster.ingest().http()) {
            // As if a second one of three were gone; with two really gone, nobody could be elected controller.
            minInSync(3);
            accepted.accepted(http.accepted("hello", "{}"));
            cluster.broker(2).kill9();
            try {
                Http.Response refused = Await.until(
                        "a refusal", PATIENCE, () -> http.invoke("hello", "{}"), answer -> answer.status() != 202);
                assertThat(refused.status()).isEqualTo(503);
                assertThat(refused.header("x-amzn-ErrorType")).hasValue("ServiceException");
                assertThat(refused.json().path("Type").asText()).isEqualTo("Service");
                assertThat(refused.json().path("Message").asText()).contains("not accepted");

                long asked = System.nanoTime();
                assertThat(http.invoke("hello", "{}").status()).isEqualTo(503);
                Duration answered = Duration.ofNanos(System.nanoTime() - asked);
                System.out.println("too few replicas were in sync: 503 after " + answered.toMillis() + " ms");
                assertThat(answered).isLessThan(Duration.ofSeconds(10));
            } finally {
                cluster.broker(2).start();
            }
            Http.Response again = Await.until(
                    "an acceptance", PATIENCE, () -> http.invoke("hello", "{}"), answer -> answer.status() == 202);
            accepted.accepted(again.header("x-amzn-RequestId").orElseThrow());
            accepted.holds(cluster.ingest(), http, PATIENCE);
        } finally {
            minInSync(2);
            cluster.awaitInSync();
        }
    }

    private void minInSync(int replicas) throws InterruptedException, ExecutionException {
        ConfigResource topic = new ConfigResource(ConfigResource.Type.TOPIC, "sendoff.invocations");
        AlterConfigOp change = new AlterConfigOp(
                new ConfigEntry("min.insync.replicas", Integer.toString(replicas)), AlterConfigOp.OpType.SET);
        try (Admin admin = cluster.admin()) {
            admin.incrementalAlterConfigs(Map.of(topic, List.of(change))).all().get();
        }
    }
}
