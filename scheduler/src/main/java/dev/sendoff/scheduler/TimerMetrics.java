package dev.sendoff.scheduler;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/** Publishes what becomes of timers. */
@Singleton
final class TimerMetrics implements TimerListener {

    private final AtomicLong waiting = new AtomicLong();
    private final Timer lateness;

    TimerMetrics(MeterRegistry registry) {
        registry.gauge("sendoff.scheduler.timers.waiting", waiting);
        lateness = Timer.builder("sendoff.scheduler.timer.lateness")
                .description("How long after its time a timer fired")
                .publishPercentileHistogram()
                .minimumExpectedValue(Duration.ofMillis(1))
                .maximumExpectedValue(Duration.ofMinutes(1))
                .register(registry);
    }

    @Override
    public void waitingChanged(long by) {
        waiting.addAndGet(by);
    }

    @Override
    public void fired(Duration late) {
        lateness.record(late);
    }
}
