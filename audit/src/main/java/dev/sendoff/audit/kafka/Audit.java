package dev.sendoff.audit.kafka;

import dev.sendoff.audit.Finding;
import dev.sendoff.audit.Life;
import dev.sendoff.audit.Reason;
import dev.sendoff.audit.Retained;
import dev.sendoff.audit.Sighting;
import dev.sendoff.audit.Station;
import dev.sendoff.audit.Tally;
import dev.sendoff.audit.TimeRange;
import dev.sendoff.audit.Verdict;
import dev.sendoff.core.EventInvokeConfig;
import dev.sendoff.core.RequestId;
import dev.sendoff.schemas.WireFormat;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.WakeupException;
import org.jspecify.annotations.Nullable;

/**
 * Reconciles the topics of an installation: every accepted id against its one end. May be run while everything works.
 *
 * <p>Run again, it reads on where it ended, and judges what is new together with what had not ended then or ended only
 * shortly before; the counts go on from those of the runs before. So each record is read once however often it runs, and
 * what it keeps between runs is what has not ended.
 *
 * <p>Memory and disk are those of {@link SightingStore}, and the ids of one of its buckets. For one thread, but for
 * {@link #stop}.
 */
public final class Audit implements AutoCloseable {

    /** How old a record may be when it is written: clocks differ, and what is sent may wait. */
    private static final Duration WRITTEN_WITHIN = Duration.ofMinutes(5);

    private static final Duration BETWEEN_TRIES = Duration.ofMillis(500);

    private final AuditedTopics topics;
    private final WireFormat wire;
    private final Request request;
    private final InstantSource clock;

    private @Nullable Map<TopicPartition, Long> readTo;
    private SightingStore carried;
    private final Tally dropped = new Tally();
    private long unreadable;

    /**
     * What is asked for.
     *
     * @param olderThan if not null, an end is missed as soon as so much time has passed since the id was last put
     *     anywhere or was to run, whatever its event may have as its maximum age
     * @param grace how long after its time an end may come
     * @param listed how many exceptions are listed at most
     * @param overlap how long an id is remembered after its end, for later runs; null if there are to be none
     * @param folder for what does not fit into memory
     */
    public record Request(
            TimeRange range,
            @Nullable Duration olderThan,
            Duration grace,
            int listed,
            @Nullable Duration overlap,
            Path folder) {}

    /**
     * What was found.
     *
     * @param cut what happened until then was seen
     * @param judgedSince what was accepted before was deleted in part, and is not judged; null if nothing in range was
     * @param unreadable records on outcome topics that nobody can read
     * @param read how many records were read in this run
     * @param findings of this run, and no more than asked for
     */
    public record Report(
            Instant cut,
            @Nullable Instant judgedSince,
            Tally tally,
            long unreadable,
            long read,
            List<Finding> findings) {}

    /** Told what a run has done so far. */
    public interface Progress {
        void read(long records, long ofAtMost);
    }

    Audit(AuditedTopics topics, WireFormat wire, Request request, InstantSource clock) {
        this.topics = topics;
        this.wire = wire;
        this.request = request;
        this.clock = clock;
        this.carried = SightingStore.of(request.folder(), 0);
    }

    /** @throws AuditException if no client can be made with the settings */
    public static Audit of(
            Map<String, Object> clientSettings,
            WireFormat wire,
            String clientId,
            Request request,
            InstantSource clock) {
        try {
            return new Audit(new KafkaAuditedTopics(clientSettings, wire, clientId), wire, request, clock);
        } catch (KafkaException e) {
            throw failed(e);
        }
    }

    /**
     * Reads and judges. If it fails, the next run does it all again.
     *
     * @throws AuditException if it could not do its work
     */
    public Report run(Progress progress) {
        try {
            return reconcile(progress);
        } catch (WakeupException | InterruptException e) {
            throw new AuditException("asked to end", e);
        } catch (WireFormat.RegistryUnavailableException | KafkaException e) {
            throw failed(e);
        }
    }

    private static AuditException failed(RuntimeException e) {
        String cause = e.getCause() == null ? "" : " (" + e.getCause().getMessage() + ")";
        return new AuditException(e.getMessage() + cause, e);
    }

    private Report reconcile(Progress progress) {
        Map<TopicPartition, Station> partitions = topics.partitions();
        Instant cut = clock.instant();
        Map<TopicPartition, Long> ends = topics.ends(partitions);
        Map<TopicPartition, Long> begins = begins(partitions);
        long toRead = 0;
        for (var end : ends.entrySet()) {
            toRead += Math.max(0, end.getValue() - begins.getOrDefault(end.getKey(), 0L));
        }
        Reading reading = new Reading(partitions, toRead, progress);
        try (SightingStore store = SightingStore.of(request.folder(), toRead + carried.size())) {
            copy(carried, store, _ -> true);
            reading.run(begins, ends, store);
            // After the reading: it may have been overtaken by retention.
            Instant since = request.range().since();
            Optional<Instant> judgedSince = Retained.wholeSince(topics.retained(partitions), cut)
                    .filter(whole -> since == null || whole.isAfter(since));
            return judge(store, cut, judgedSince.orElse(null), reading, ends);
        }
    }

    private Map<TopicPartition, Long> begins(Map<TopicPartition, Station> partitions) {
        Map<TopicPartition, Long> before = readTo;
        if (before != null) {
            return before;
        }
        Instant since = request.range().since();
        return since == null
                ? topics.begins(partitions.keySet())
                : topics.offsetsAt(since.minus(WRITTEN_WITHIN), partitions.keySet());
    }

    private static void copy(SightingStore from, SightingStore to, Predicate<Sighting> which) {
        for (int bucket = 0; bucket < from.buckets(); bucket++) {
            copy(from, bucket, to, which);
        }
    }

    private static void copy(SightingStore from, int bucket, SightingStore to, Predicate<Sighting> which) {
        from.forEach(bucket, sighting -> {
            if (which.test(sighting)) {
                to.add(sighting);
            }
        });
    }

    /** One reading of the topics into the store. */
    private final class Reading {
        private final Map<TopicPartition, Station> partitions;
        private final SightingReader reader;
        private final Progress progress;
        private final long toRead;
        private long read;
        private long unreadable;

        Reading(Map<TopicPartition, Station> partitions, long toRead, Progress progress) {
            this.partitions = partitions;
            this.toRead = toRead;
            this.progress = progress;
            this.reader = new SightingReader(
                    wire,
                    request.olderThan() == null
                            ? new Patience(topics.maxEventAges(), EventInvokeConfig.MAX_EVENT_AGE)
                            : new Patience(Map.of(), Duration.ZERO));
        }

        void run(Map<TopicPartition, Long> begins, Map<TopicPartition, Long> ends, SightingStore store) {
            topics.read(begins, ends, record -> {
                Optional<Sighting> sighting = sighting(record);
                if (sighting.isEmpty()) {
                    unreadable++;
                } else if (request.range().contains(sighting.get().acceptedAt())) {
                    store.add(sighting.get());
                }
                progress.read(++read, toRead);
            });
        }

        private Optional<Sighting> sighting(ConsumerRecord<byte[], byte[]> record) {
            Station station = partitions.get(new TopicPartition(record.topic(), record.partition()));
            if (station == null) {
                throw new IllegalStateException(record.topic() + " was not asked for");
            }
            long givesUpAt = System.nanoTime() + AuditedTopics.PATIENCE.toNanos();
            while (true) {
                try {
                    return reader.read(station, record);
                } catch (WireFormat.RegistryUnavailableException e) {
                    if (System.nanoTime() > givesUpAt || Thread.currentThread().isInterrupted()) {
                        throw e;
                    }
                    LockSupport.parkNanos(BETWEEN_TRIES.toNanos());
                }
            }
        }
    }

    private Report judge(
            SightingStore store,
            Instant cut,
            @Nullable Instant judgedSince,
            Reading reading,
            Map<TopicPartition, Long> ends) {
        Tally kept = new Tally();
        Tally gone = new Tally();
        List<Finding> findings = new ArrayList<>();
        SightingStore next = SightingStore.of(request.folder(), store.size());
        try {
            for (int bucket = 0; bucket < store.buckets(); bucket++) {
                Map<RequestId, Life> lives = lives(store, bucket, judgedSince);
                lives.values().removeIf(life -> {
                    Verdict verdict = life.judge(cut, grace());
                    if (verdict instanceof Verdict.Wrong(Finding finding) && findings.size() < request.listed()) {
                        findings.add(finding);
                    }
                    boolean isKept = isKept(life, verdict, cut);
                    (isKept ? kept : gone).add(life, verdict);
                    return !isKept;
                });
                copy(store, bucket, next, sighting -> lives.containsKey(sighting.id()));
            }
        } catch (RuntimeException e) {
            next.close();
            throw e;
        }
        carried.close();
        carried = next;
        readTo = ends;
        unreadable += reading.unreadable;
        dropped.add(gone);
        kept.add(dropped);
        return new Report(cut, judgedSince, kept, unreadable, reading.read, List.copyOf(findings));
    }

    private Map<RequestId, Life> lives(SightingStore store, int bucket, @Nullable Instant judgedSince) {
        Map<RequestId, Life> lives = new HashMap<>();
        store.forEach(bucket, sighting -> {
            if (judgedSince == null || !sighting.acceptedAt().isBefore(judgedSince)) {
                lives.computeIfAbsent(sighting.id(), Life::new).add(sighting);
            }
        });
        return lives;
    }

    private Duration grace() {
        Duration olderThan = request.olderThan();
        return olderThan == null ? request.grace() : olderThan;
    }

    /** Whether later runs have to know of it. */
    private boolean isKept(Life life, Verdict verdict, Instant cut) {
        Duration overlap = request.overlap();
        if (overlap == null) {
            return false;
        }
        Instant forgotten = cut.minus(overlap);
        return switch (verdict) {
            case Verdict.Pending _ -> true;
            case Verdict.Aside _ -> !life.isDueBy(forgotten);
            case Verdict.Settled _ -> !life.endedBy(forgotten);
            // Its end may yet come.
            case Verdict.Wrong(Finding finding) -> finding.reason() == Reason.MISSING || !life.endedBy(forgotten);
        };
    }

    /** From any thread: ends the run that is under way, and any later one. */
    public void stop() {
        topics.wakeUp();
    }

    @Override
    public void close() {
        carried.close();
        topics.close();
    }
}
