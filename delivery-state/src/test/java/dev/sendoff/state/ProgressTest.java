package dev.sendoff.state;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sendoff.schemas.Topic;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class ProgressTest {

    private final Progress progress = new Progress(4);

    @Test
    void countsWhatWasProcessed() {
        progress.handedOver(Topic.RETRIES, 2, 10);
        progress.processed(Topic.RETRIES, 2, 7);
        assertThat(progress.reached(Topic.RETRIES, 2)).isEqualTo(7);
        assertThat(progress.reached(Topic.RETRIES, 1)).isZero();
        assertThat(progress.reached(Topic.INVOCATIONS, 2)).isZero();
    }

    @Test
    void countsTransactionMarkersOnceAllBeforeThemIsProcessed() {
        progress.handedOver(Topic.RETRIES, 2, 10);
        progress.read(Topic.RETRIES, 2, 12);
        progress.processed(Topic.RETRIES, 2, 9);
        assertThat(progress.reached(Topic.RETRIES, 2)).isEqualTo(9);
        progress.processed(Topic.RETRIES, 2, 10);
        assertThat(progress.reached(Topic.RETRIES, 2)).isEqualTo(12);
    }

    @Test
    void countsWhatWasReadByAnEarlierLife() {
        progress.read(Topic.SUCCESSES, 0, 500);
        assertThat(progress.reached(Topic.SUCCESSES, 0)).isEqualTo(500);
    }

    @Test
    void beginsAnewWithThePartition() {
        progress.handedOver(Topic.RETRIES, 2, 10);
        progress.processed(Topic.RETRIES, 2, 10);
        progress.read(Topic.RETRIES, 2, 12);
        progress.processed(Topic.RETRIES, 3, 4);
        progress.reset(2);
        assertThat(progress.reached(Topic.RETRIES, 2)).isZero();
        assertThat(progress.reached(Topic.RETRIES, 3)).isEqualTo(4);
    }

    @Test
    void wakesThoseWhoWait() throws InterruptedException {
        CountDownLatch woken = new CountDownLatch(1);
        Thread waiter = Thread.startVirtualThread(() -> {
            try (Progress.Watch watch = progress.watch()) {
                while (progress.reached(Topic.RETRIES, 0) < 1) {
                    watch.await(Duration.ofSeconds(20).toNanos());
                }
                woken.countDown();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        while (!progress.isAwaited()) {
            Thread.onSpinWait();
        }
        progress.processed(Topic.RETRIES, 0, 1);
        assertThat(woken.await(5, TimeUnit.SECONDS)).isTrue();
        waiter.join();
        assertThat(progress.isAwaited()).isFalse();
    }
}
