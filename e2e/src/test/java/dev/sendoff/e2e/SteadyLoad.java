package dev.sendoff.e2e;

import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * Sends events for as long as it is open: so many senders, each one event after the other. What is not answered with 202
 * is no accepted event, and is not sent again.
 */
final class SteadyLoad implements AutoCloseable {

    private static final Duration AFTER_REFUSAL = Duration.ofMillis(50);

    private final Http http;
    private final String function;
    private final String event;
    private final Duration between;
    private final OneOutcome accepted = new OneOutcome();
    private final AtomicLong refused = new AtomicLong();
    private final AtomicLong lastAccepted = new AtomicLong(System.nanoTime());
    private final AtomicLong longestGap = new AtomicLong();
    private final List<Thread> senders = new ArrayList<>();
    private volatile boolean ending;

    private SteadyLoad(Http http, String function, String event, Duration between) {
        this.http = http;
        this.function = function;
        this.event = event;
        this.between = between;
    }

    /** @param between how long each sender waits after an answer */
    static SteadyLoad of(Http http, int senders, Duration between, String function, String event) {
        SteadyLoad load = new SteadyLoad(http, function, event, between);
        for (int i = 0; i < senders; i++) {
            load.senders.add(Thread.ofVirtual().start(load::send));
        }
        return load;
    }

    private void send() {
        while (!ending) {
            try {
                Http.Response answer = http.invoke(function, event);
                if (answer.status() == 202) {
                    accepted.accepted(answer.header("x-amzn-RequestId").orElseThrow());
                    long now = System.nanoTime();
                    long gap = now - lastAccepted.getAndSet(now);
                    longestGap.accumulateAndGet(gap, Math::max);
                    LockSupport.parkNanos(between.toNanos());
                    continue;
                }
            } catch (UncheckedIOException e) {
                // Refused in its own way.
            }
            refused.incrementAndGet();
            LockSupport.parkNanos(AFTER_REFUSAL.toNanos());
        }
    }

    /** Those that were accepted. */
    OneOutcome accepted() {
        return accepted;
    }

    long refused() {
        return refused.get();
    }

    /** Returns when so many more were accepted. */
    void awaitMore(int count, Duration patience) {
        int wanted = accepted.count() + count;
        Await.until(wanted + " accepted", patience, accepted::count, so -> so >= wanted);
    }

    /** The longest time in which nothing was accepted. */
    Duration longestGap() {
        return Duration.ofNanos(longestGap.get());
    }

    /** Lets the senders end. */
    @Override
    public void close() {
        ending = true;
        for (Thread sender : senders) {
            try {
                sender.join();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }
}
