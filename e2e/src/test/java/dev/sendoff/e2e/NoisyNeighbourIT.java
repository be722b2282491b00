package dev.sendoff.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;

/**
 * A function with a backlog that takes minutes does not hold back another function's events on the same partition. The
 * executor has few places, so that a backlog of thousands is like one of hundreds of thousands is to a usual one.
 */
@Order(WithProcessesOf.ITS_OWN)
class NoisyNeighbourIT {

    private static final int PARTITION = 1;
    private static final int NOISY = 3_000;
    private static final int OTHERS = 20;
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @Test
    void holdsBackNobody() throws Exception {
        try (SendoffProcess sendoff = SendoffProcess.inNewFolder(
                                Map.of("SENDOFF_EXECUTOR_CONCURRENCY", "20", "SENDOFF_EXECUTOR_BUFFERED", "200"))
                        .start();
                Http http = sendoff.http();
                Publisher publisher = new Publisher(sendoff)) {
            List<Publisher.Published> noisy = publishNoise(publisher);
            List<Publisher.Published> others = new ArrayList<>();
            for (int i = 0; i < OTHERS; i++) {
                others.add(publisher.publish(PARTITION, "hello", "{}".getBytes(UTF_8)));
            }
            for (Publisher.Published other : others) {
                JsonNode state = States.awaitEnd(http, other.derivedId().toString(), PATIENCE);
                assertThat(state.path("status").asText()).isEqualTo("SUCCEEDED");
            }
            JsonNode last = state(http, noisy.getLast());
            assertThat(States.hasEnded(last)).as("the noise goes on: " + last).isFalse();

            // Once the noise has been read to its end, others have nothing to wait for at all.
            Await.until(
                    "the last of the noise set aside",
                    PATIENCE,
                    () -> state(http, noisy.getLast()),
                    state -> state.at("/waiting/for").asText().equals("CAPACITY"));
            Instant before = Instant.now();
            String late = publisher
                    .publish(PARTITION, "hello", "{}".getBytes(UTF_8))
                    .derivedId()
                    .toString();
            States.awaitEnd(http, late, PATIENCE);
            assertThat(Duration.between(before, Instant.now())).isLessThan(Duration.ofSeconds(20));
            assertThat(http.get("/q/metrics").body()).containsPattern("sendoff_executor_set_aside(\\{[^}]*})? [1-9]");
        }
    }

    private static JsonNode state(Http http, Publisher.Published published) {
        return http.get("/v1/invocations/" + published.derivedId()).json();
    }

    private static List<Publisher.Published> publishNoise(Publisher publisher) throws Exception {
        List<Future<RecordMetadata>> sent = new ArrayList<>();
        for (int i = 0; i < NOISY; i++) {
            sent.add(publisher.send(PARTITION, "slow", "{\"sleepMs\":1500}".getBytes(UTF_8)));
        }
        List<Publisher.Published> published = new ArrayList<>();
        for (Future<RecordMetadata> each : sent) {
            RecordMetadata metadata = each.get();
            published.add(new Publisher.Published(
                    metadata.partition(), metadata.offset(), Instant.ofEpochMilli(metadata.timestamp())));
        }
        return published;
    }
}
