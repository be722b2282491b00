package dev.sendoff.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.lambda.LambdaClient;

/**
 * 5,000 events over HTTP, while the process is killed three times; the third time with its broker and its registry. The
 * records of those that succeed without fail go to a topic.
 */
@Order(WithProcessesOf.ITS_OWN)
class EveryAcceptedEventEndsOnceIT {

    private static final int EVENTS = 5_000;
    private static final int SENDERS = 8;
    private static final Duration PATIENCE = Duration.ofSeconds(120);

    private final OneOutcome oneOutcome = new OneOutcome();
    private final Set<String> toBeSent = ConcurrentHashMap.newKeySet();
    private volatile CountDownLatch up = new CountDownLatch(0);

    @Test
    void thoughTheProcessIsKilledThreeTimes() throws InterruptedException {
        try (SendoffProcess sendoff =
                        SendoffProcess.inNewFolder(Map.of("SENDOFF_RETRY_POLICY_INITIAL_DELAY", "PT0.2S"));
                Http http = sendoff.http()) {
            sendoff.start();
            TopicReader done = TopicReader.create(sendoff, "done");
            try (LambdaClient lambda = LambdaClients.of(sendoff.base())) {
                lambda.putFunctionEventInvokeConfig(request -> request.functionName("hello")
                        .destinationConfig(destinations ->
                                destinations.onSuccess(success -> success.destination("kafka://done"))));
            }
            List<Thread> senders = new ArrayList<>();
            AtomicInteger next = new AtomicInteger();
            for (int i = 0; i < SENDERS; i++) {
                senders.add(Thread.ofVirtual().start(() -> send(http, next)));
            }
            for (int kill = 1; kill <= 3; kill++) {
                int soMany = EVENTS * kill / 4;
                Await.until(soMany + " accepted", PATIENCE, oneOutcome::count, count -> count >= soMany);
                up = new CountDownLatch(1);
                if (kill == 3) {
                    sendoff.killFamily9();
                } else {
                    sendoff.kill9();
                }
                sendoff.start();
                up.countDown();
            }
            for (Thread sender : senders) {
                sender.join();
            }
            assertThat(oneOutcome.count()).isEqualTo(EVENTS);
            oneOutcome.holds(sendoff, http, PATIENCE);
            eachRecordHasArrivedOnce(done);
        }
    }

    private void eachRecordHasArrivedOnce(TopicReader done) {
        List<String> keys = Await.until(
                "the records of " + toBeSent.size(),
                PATIENCE,
                () -> done.all().stream().map(ConsumerRecord::key).toList(),
                there -> Set.copyOf(there).containsAll(toBeSent));
        // Of an event whose sender was not told that it was accepted there is a record too.
        assertThat(keys).doesNotHaveDuplicates();
    }

    /** What is not answered with 202 is no accepted event: it is sent again, as a new one. */
    private void send(Http http, AtomicInteger next) {
        while (next.getAndIncrement() < EVENTS) {
            boolean accepted = false;
            while (!accepted) {
                try {
                    String function = function(next.get());
                    Http.Response answer = http.invoke(function, "{\"failTimes\":1}");
                    accepted = answer.status() == 202;
                    if (accepted) {
                        String id = answer.header("x-amzn-RequestId").orElseThrow();
                        oneOutcome.accepted(id);
                        if (function.equals("hello")) {
                            toBeSent.add(id);
                        }
                    }
                } catch (UncheckedIOException e) {
                    awaitUp();
                }
            }
        }
    }

    private static String function(int event) {
        return switch (event % 10) {
            case 0 -> "flaky";
            case 1 -> "broken";
            default -> "hello";
        };
    }

    private void awaitUp() {
        try {
            up.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }
}
