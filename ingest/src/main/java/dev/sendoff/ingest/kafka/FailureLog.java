package dev.sendoff.ingest.kafka;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Says that publishing fails, at most once in a while however much fails. Safe for many threads. */
final class FailureLog {

    private static final Logger log = LoggerFactory.getLogger(FailureLog.class);
    private static final long PAUSE = Duration.ofSeconds(5).toNanos();

    private final AtomicLong sinceLast = new AtomicLong();
    private final AtomicLong quietUntil = new AtomicLong(System.nanoTime());

    void add(Throwable failure) {
        sinceLast.incrementAndGet();
        long now = System.nanoTime();
        long until = quietUntil.get();
        if (now - until >= 0 && quietUntil.compareAndSet(until, now + PAUSE)) {
            log.warn("invocations could not be published and were refused, count={}", sinceLast.getAndSet(0), failure);
        }
    }
}
