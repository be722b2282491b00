package dev.sendoff.executor.handlers;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class DeadlinesTest {

    private final Deadlines deadlines = new Deadlines("deadlines-under-test");

    @AfterEach
    void close() {
        deadlines.close();
    }

    @Test
    void actionsRunInTheOrderOfTheirTimesAndNotBefore() throws Exception {
        List<Integer> ran = Collections.synchronizedList(new ArrayList<>());
        var early = new AtomicInteger();
        var all = new CountDownLatch(100);
        var order = new ArrayList<Integer>();
        for (int i = 0; i < 100; i++) {
            order.add(i);
        }
        Collections.shuffle(order, new Random(1));
        long base = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(50);

        for (int i : order) {
            long at = base + i * 100_000L;
            deadlines.plan(at, () -> {
                if (System.nanoTime() - at < 0) {
                    early.incrementAndGet();
                }
                ran.add(i);
                all.countDown();
            });
        }

        assertThat(all.await(20, TimeUnit.SECONDS)).isTrue();
        assertThat(ran).isSorted().hasSize(100);
        assertThat(early).hasValue(0);
    }

    @Test
    void anEarlierTimeOvertakesALaterOneThatIsSleptFor() throws Exception {
        var ran = new CountDownLatch(1);
        deadlines.plan(System.nanoTime() + TimeUnit.HOURS.toNanos(1), () -> {});

        deadlines.plan(System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(5), ran::countDown);

        assertThat(ran.await(20, TimeUnit.SECONDS)).isTrue();
        assertThat(deadlines.size()).isEqualTo(1);
    }

    @Test
    void whatIsWithdrawnIsGone() throws Exception {
        var withdrawn = new AtomicInteger();
        var after = new CountDownLatch(1);
        long at = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(20);
        var due = deadlines.plan(at, withdrawn::incrementAndGet);
        deadlines.plan(at + 1, after::countDown);

        deadlines.withdraw(due);

        assertThat(after.await(20, TimeUnit.SECONDS)).isTrue();
        assertThat(withdrawn).hasValue(0);
        assertThat(deadlines.size()).isZero();
    }

    @Test
    void anActionThatFailsDoesNotStopTheOthers() throws Exception {
        var after = new CountDownLatch(1);
        long now = System.nanoTime();
        deadlines.plan(now, () -> {
            throw new StackOverflowError();
        });

        deadlines.plan(now + 1, after::countDown);

        assertThat(after.await(20, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void plansFromManyThreadsAreAllRun() throws Exception {
        int threads = 8;
        int each = 2_000;
        var ran = new CountDownLatch(threads * each);
        for (int t = 0; t < threads; t++) {
            var random = new Random(t);
            Thread.startVirtualThread(() -> {
                for (int i = 0; i < each; i++) {
                    deadlines.plan(System.nanoTime() + random.nextInt(2_000_000), ran::countDown);
                }
            });
        }

        assertThat(ran.await(20, TimeUnit.SECONDS)).isTrue();
    }
}
