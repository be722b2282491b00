package dev.sendoff.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;

/** One handler that sleeps for a minute in front of 2,000 quick ones on the same partition. */
@Order(WithProcessesOf.ITS_OWN)
class OneSlowHandlerDelaysNobodyIT {

    private static final int QUICK = 2_000;
    private static final int PARTITION = 2;
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    /** Writes a line for each time it is run; a redelivered attempt does not sleep. */
    private static final String TALLY = """
            import com.amazonaws.services.lambda.runtime.Context;
            import com.amazonaws.services.lambda.runtime.RequestHandler;
            import dev.sendoff.handler.SendoffContext;
            import java.io.IOException;
            import java.nio.file.Files;
            import java.nio.file.Path;
            import java.nio.file.StandardOpenOption;
            import java.util.Map;

            public class Tally implements RequestHandler<Map<String, Object>, String> {
                @Override
                public String handleRequest(Map<String, Object> event, Context context) {
                    boolean redelivered = ((SendoffContext) context).isRedelivered();
                    try {
                        synchronized (this) {
                            Files.writeString(
                                    Path.of((String) event.get("file")),
                                    context.getAwsRequestId() + " " + redelivered + "\\n",
                                    StandardOpenOption.CREATE,
                                    StandardOpenOption.APPEND);
                        }
                        if (event.containsKey("sleepMs") && !redelivered) {
                            Thread.sleep(((Number) event.get("sleepMs")).longValue());
                        }
                        return "done";
                    } catch (IOException | InterruptedException e) {
                        throw new IllegalStateException(e);
                    }
                }
            }
            """;

    @Test
    void andWhatIsDoneBehindItIsNotRunAgainAfterAKill() throws Exception {
        Path folder = SendoffProcess.newFolder();
        Path handlers = folder.resolve("handlers");
        Path tally = folder.resolve("tally.txt");
        HandlerJar.write(handlers, "Tally", TALLY, "tally=Tally\ntally.timeout=PT2M\n");
        try (SendoffProcess sendoff =
                        SendoffProcess.in(folder.resolve("data"), Map.of("SENDOFF_HANDLERS", handlers.toString()));
                Http http = sendoff.http()) {
            sendoff.start();
            String slow;
            Set<String> quick;
            try (Publisher publisher = new Publisher(sendoff)) {
                slow = publisher
                        .publish(PARTITION, "tally", event(tally, ",\"sleepMs\":60000"))
                        .derivedId()
                        .toString();
                quick = publishQuick(publisher, tally);
            }
            new Terminals(sendoff).awaitAll(quick, Duration.ofSeconds(25));
            Await.until(
                    "RUNNING",
                    Duration.ofSeconds(20),
                    () -> http.get("/v1/invocations/" + slow).json(),
                    state -> state.path("status").asText().equals("RUNNING"));

            sendoff.kill9();
            sendoff.start();
            JsonNode ended = States.awaitEnd(http, slow, PATIENCE);
            assertThat(ended.path("status").asText()).isEqualTo("SUCCEEDED");
            assertThat(ended.at("/attempts/0/redelivered").asBoolean()).isTrue();
            assertThat(ended.path("attempts")).hasSize(1);

            Map<String, Long> runs = Files.readAllLines(tally).stream()
                    .map(line -> line.substring(0, line.indexOf(' ')))
                    .collect(Collectors.groupingBy(id -> id, Collectors.counting()));
            assertThat(runs.get(slow)).isEqualTo(2);
            assertThat(quick).allSatisfy(id -> assertThat(runs.get(id)).isEqualTo(1));
            assertThat(new Terminals(sendoff).byId().values()).allMatch(ends -> ends.size() == 1);
        }
    }

    private static Set<String> publishQuick(Publisher publisher, Path tally) throws Exception {
        List<Future<RecordMetadata>> sent = new ArrayList<>();
        for (int i = 0; i < QUICK; i++) {
            sent.add(publisher.send(PARTITION, "tally", event(tally, "")));
        }
        Set<String> ids = new java.util.HashSet<>();
        for (Future<RecordMetadata> one : sent) {
            RecordMetadata metadata = one.get();
            ids.add(new Publisher.Published(
                            metadata.partition(),
                            metadata.offset(),
                            java.time.Instant.ofEpochMilli(metadata.timestamp()))
                    .derivedId()
                    .toString());
        }
        return ids;
    }

    private static byte[] event(Path tally, String more) throws IOException {
        return ("{\"file\":\"" + tally.toAbsolutePath() + "\"" + more + "}").getBytes(UTF_8);
    }
}
