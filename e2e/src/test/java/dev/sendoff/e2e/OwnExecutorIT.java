package dev.sendoff.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.lambda.LambdaClient;

/** The example of an executor of one's own, as the one executor of an installation. */
@Order(WithProcessesOf.ITS_OWN)
class OwnExecutorIT {

    private static final Duration SOON = Duration.ofSeconds(60);
    private static final Path PROGRAM = Path.of("examples", "own-executor", "target", "quarkus-app", "quarkus-run.jar");

    @Test
    void itsBeansAreFunctionsLikeAnyOthers() {
        Path folder = SendoffProcess.newFolder();
        SendoffProcess broker = SendoffProcess.of(List.of("broker"), folder, Map.of());
        SendoffProcess registry = SendoffProcess.of(List.of("registry"), folder, Map.of());
        Map<String, String> shared = new HashMap<>();
        shared.put("SENDOFF_KAFKA_BOOTSTRAP", broker.bootstrap());
        shared.put("SENDOFF_REGISTRY_URL", registry.registryUrl());
        shared.put("SENDOFF_INSTANCE", "one");
        SendoffProcess executor = SendoffProcess.ofJar(SendoffProcess.root().resolve(PROGRAM), folder, shared);
        SendoffProcess state = SendoffProcess.of(List.of("run", "delivery-state"), folder, shared);
        shared.put("SENDOFF_INGEST_EXECUTOR_URLS", executor.base().toString());
        shared.put("SENDOFF_INGEST_DELIVERY_STATE_URLS", state.base().toString());
        SendoffProcess ingest = SendoffProcess.of(List.of("run", "ingest"), folder, shared);
        try (broker;
                registry;
                executor;
                state;
                ingest;
                Http http = ingest.http();
                LambdaClient lambda = LambdaClients.of(ingest.base())) {
            registry.launch();
            broker.start();
            ingest.start();
            executor.launch();
            state.start();
            executor.awaitUp();
            var called = lambda.invoke(request -> request.functionName("receipt")
                    .payload(SdkBytes.fromUtf8String("{\"item\":\"pen\",\"net\":2.00}")));
            assertThat(called.payload().asUtf8String())
                    .as(called.functionError() + executor.output())
                    .isEqualTo("{\"item\":\"pen\",\"gross\":2.38}");
            assertThat(lambda.invoke(request ->
                                    request.functionName("welcome").payload(SdkBytes.fromUtf8String("\"Ada\"")))
                            .payload()
                            .asUtf8String())
                    .isEqualTo("\"Welcome, Ada!\"");
            assertThat(lambda.getFunctionConfiguration(request -> request.functionName("receipt")))
                    .satisfies(shown -> assertThat(shown.timeout()).isEqualTo(10))
                    .satisfies(shown -> assertThat(shown.description()).isEqualTo("Adds the tax to an order"));

            JsonNode done = States.awaitEnd(http, http.accepted("receipt", "{\"item\":\"ink\",\"net\":10}"), SOON);
            assertThat(done.get("status").asText()).as(done.toString()).isEqualTo("SUCCEEDED");
            JsonNode refused = States.awaitEnd(http, http.accepted("receipt", "{\"item\":\"ink\",\"net\":-1}"), SOON);
            assertThat(refused.get("status").asText()).as(refused.toString()).isEqualTo("DEAD_LETTERED");
            assertThat(refused.get("deadLetterReason").asText()).isEqualTo("TERMINAL_FAILURE");
            assertThat(executor.stop()).isZero();
        }
    }
}
