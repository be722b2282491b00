package dev.sendoff.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.lambda.LambdaClient;
import software.amazon.awssdk.services.lambda.model.PackageType;

/** 1,500 events whose records go to a topic, while the process is killed three times; the third time with its broker. */
@Order(WithProcessesOf.ITS_OWN)
class EachRecordArrivesOnceIT {

    private static final int EVENTS = 1_500;
    private static final int SENDERS = 4;
    private static final Duration PATIENCE = Duration.ofSeconds(120);

    private final Set<String> accepted = ConcurrentHashMap.newKeySet();

    @Test
    void thoughTheProcessIsKilledThreeTimes() throws InterruptedException {
        try (Receiver receiver = new Receiver();
                SendoffProcess sendoff =
                        SendoffProcess.inNewFolder(Map.of("SENDOFF_RETRY_POLICY_INITIAL_DELAY", "PT0.2S"));
                Http http = sendoff.http()) {
            sendoff.start();
            TopicReader done = TopicReader.create(sendoff, "done");
            try (LambdaClient lambda = LambdaClients.of(sendoff.base())) {
                lambda.createFunction(request -> request.functionName("counted")
                        .role("arn:aws:iam::000000000000:role/sendoff")
                        .packageType(PackageType.IMAGE)
                        .code(code -> code.imageUri(receiver.at("/200/counted").toString())));
                lambda.waiter().waitUntilFunctionActiveV2(request -> request.functionName("counted"));
                lambda.putFunctionEventInvokeConfig(request -> request.functionName("counted")
                        .destinationConfig(destinations ->
                                destinations.onSuccess(success -> success.destination("kafka://done"))));
            }
            AtomicInteger left = new AtomicInteger(EVENTS);
            List<Thread> senders = new ArrayList<>();
            for (int i = 0; i < SENDERS; i++) {
                senders.add(Thread.ofVirtual().start(() -> send(http, left)));
            }
            for (int kill = 1; kill <= 3; kill++) {
                int soMany = EVENTS * kill / 4;
                Await.until(soMany + " accepted", PATIENCE, accepted::size, count -> count >= soMany);
                if (kill == 3) {
                    sendoff.killFamily9();
                } else {
                    sendoff.kill9();
                }
                sendoff.start();
            }
            for (Thread sender : senders) {
                sender.join();
            }
            List<ConsumerRecord<String, String>> records =
                    Await.until("a record for each of " + accepted.size(), PATIENCE, done::all, this::holdsAll);
            Map<String, Long> counts = records.stream()
                    .map(ConsumerRecord::key)
                    .filter(accepted::contains)
                    .collect(Collectors.groupingBy(Function.identity(), Collectors.counting()));
            assertThat(counts).hasSize(accepted.size());
            assertThat(counts)
                    .allSatisfy((id, count) -> assertThat(count).as(id).isOne());
        }
    }

    private boolean holdsAll(List<ConsumerRecord<String, String>> records) {
        return records.stream()
                .map(ConsumerRecord::key)
                .collect(Collectors.toSet())
                .containsAll(accepted);
    }

    private void send(Http http, AtomicInteger left) {
        while (left.get() > 0) {
            try {
                Http.Response answer = http.invoke("counted", "{}");
                if (answer.status() == 202) {
                    accepted.add(answer.header("x-amzn-RequestId").orElseThrow());
                    left.decrementAndGet();
                }
            } catch (UncheckedIOException e) {
                // Killed: whether it was accepted nobody knows, and the next one is tried.
                LockSupport.parkNanos(50_000_000);
            }
        }
    }
}
