package dev.sendoff.audit.running;

import dev.sendoff.audit.Reason;
import dev.sendoff.audit.kafka.Audit;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.inject.Singleton;
import org.jspecify.annotations.Nullable;

/** Publishes what the last audit found. Before the first one has ended, the counts are 0 and so is its time. */
@Singleton
final class AuditMetrics {

    private volatile Audit.@Nullable Report last;

    AuditMetrics(MeterRegistry registry) {
        for (Reason reason : Reason.values()) {
            Gauge.builder("sendoff.audit.exceptions", this, it -> it.exceptions(reason))
                    .description("Ids that are exceptions, since this process began to look: missing ones as of now")
                    .tag("reason", reason.name())
                    .register(registry);
        }
        Gauge.builder("sendoff.audit.accepted", this, AuditMetrics::accepted)
                .description("Accepted ids that were looked at, since this process began to look")
                .register(registry);
        Gauge.builder("sendoff.audit.pending", this, AuditMetrics::pending)
                .description("Accepted ids that have not ended, and may take their time")
                .register(registry);
        Gauge.builder("sendoff.audit.last.run.timestamp", this, AuditMetrics::lastRun)
                .description("Until when the last audit looked")
                .baseUnit("seconds")
                .register(registry);
    }

    void found(Audit.Report report) {
        last = report;
    }

    private double exceptions(Reason reason) {
        Audit.Report report = last;
        return report == null ? 0 : report.tally().exceptions(reason);
    }

    private double accepted() {
        Audit.Report report = last;
        return report == null ? 0 : report.tally().accepted();
    }

    private double pending() {
        Audit.Report report = last;
        return report == null ? 0 : report.tally().pending();
    }

    private double lastRun() {
        Audit.Report report = last;
        return report == null ? 0 : report.cut().toEpochMilli() / 1000.0;
    }
}
