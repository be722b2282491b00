package dev.sendoff.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;

/** 5,000 events over HTTP, while the process is killed three times; the third time with its broker and its registry. */
@Order(WithProcessesOf.ITS_OWN)
class EveryAcceptedEventEndsOnceIT {

    private static final int EVENTS = 5_000;
    private static final int SENDERS = 8;
    private static final Duration PATIENCE = Duration.ofSeconds(120);

    private final OneOutcome oneOutcome = new OneOutcome();
    private volatile CountDownLatch up = new CountDownLatch(0);

    @Test
    void thoughTheProcessIsKilledThreeTimes() throws InterruptedException {
        try (SendoffProcess sendoff =
                        SendoffProcess.inNewFolder(Map.of("SENDOFF_RETRY_POLICY_INITIAL_DELAY", "PT0.2S"));
                Http http = sendoff.http()) {
            sendoff.start();
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
        }
    }

    /** What is not answered with 202 is no accepted event: it is sent again, as a new one. */
    private void send(Http http, AtomicInteger next) {
        while (next.getAndIncrement() < EVENTS) {
            boolean accepted = false;
            while (!accepted) {
                try {
                    Http.Response answer = http.invoke(function(next.get()), "{\"failTimes\":1}");
                    accepted = answer.status() == 202;
                    if (accepted) {
                        oneOutcome.accepted(answer.header("x-amzn-RequestId").orElseThrow());
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
