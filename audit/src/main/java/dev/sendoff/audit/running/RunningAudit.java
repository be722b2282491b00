package dev.sendoff.audit.running;

import dev.sendoff.audit.Finding;
import dev.sendoff.audit.Reason;
import dev.sendoff.audit.TimeRange;
import dev.sendoff.audit.kafka.Audit;
import dev.sendoff.audit.kafka.AuditException;
import dev.sendoff.installation.Installation;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Audits the installation now and then, on a thread of its own, until the process stops. */
@Singleton
final class RunningAudit implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(RunningAudit.class);

    /** An id that ends a second time is told from one that was never accepted for so long. */
    private static final Duration REMEMBERED = Duration.ofMinutes(10);

    /** How many exceptions one audit writes into the log. */
    private static final int LOGGED = 20;

    private static final Duration ENDS_WITHIN = Duration.ofSeconds(5);

    private final Installation installation;
    private final AuditConfig config;
    private final AuditMetrics metrics;
    private final InstantSource clock = InstantSource.system();
    private final CountDownLatch stopping = new CountDownLatch(1);

    private volatile @Nullable Audit audit;
    private @Nullable Thread thread;

    RunningAudit(Installation installation, AuditConfig config, AuditMetrics metrics) {
        this.installation = installation;
        this.config = config;
        this.metrics = metrics;
    }

    void start(@Observes StartupEvent event) {
        if (config.every().isPositive()) {
            thread = Thread.ofPlatform().daemon().name("sendoff-audit").start(this::run);
        }
    }

    void stop(@Observes ShutdownEvent event) {
        close();
    }

    private void run() {
        try {
            // Not while everything starts: the first one is due when there is something to see.
            if (stopping.await(config.every().toNanos(), TimeUnit.NANOSECONDS)) {
                return;
            }
            try (Audit opened = open()) {
                audit = opened;
                do {
                    auditOnce(opened);
                } while (!stopping.await(config.every().toNanos(), TimeUnit.NANOSECONDS));
            }
        } catch (InterruptedException e) {
            log.debug("interrupted", e);
        } catch (AuditException e) {
            log.error("accepted events are not audited: {}", e.getMessage());
        }
    }

    private Audit open() {
        return Audit.of(
                installation.clientSettings(),
                installation.wire(),
                installation.named("audit-" + installation.instance()),
                new Audit.Request(
                        new TimeRange(clock.instant().minus(config.every()).minus(config.lookBack()), null),
                        null,
                        config.grace(),
                        LOGGED,
                        REMEMBERED,
                        Path.of(config.workDir())),
                clock);
    }

    private void auditOnce(Audit opened) {
        try {
            Audit.Report report = opened.run((_, _) -> {});
            metrics.found(report);
            for (Finding finding : report.findings()) {
                log.error(
                        "invocationId={} partition={} reason={} audit: {}",
                        finding.id(),
                        finding.home().partition(),
                        finding.reason(),
                        finding.detail());
            }
            log.debug(
                    "audited {} records: {} accepted, {} pending, {} missing",
                    report.read(),
                    report.tally().accepted(),
                    report.tally().pending(),
                    report.tally().exceptions(Reason.MISSING));
        } catch (AuditException e) {
            if (stopping.getCount() > 0) {
                log.warn("the audit is made later: {}", e.getMessage());
            }
        }
    }

    @Override
    public void close() {
        stopping.countDown();
        Audit current = audit;
        if (current != null) {
            current.stop();
        }
        Thread running = thread;
        if (running != null) {
            try {
                if (!running.join(ENDS_WITHIN)) {
                    running.interrupt();
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
