package dev.sendoff.redrive.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sendoff.core.Account;
import dev.sendoff.core.Delivery;
import dev.sendoff.core.Invocation;
import dev.sendoff.core.JobOrder;
import dev.sendoff.core.JobProgress;
import dev.sendoff.redrive.Chooser;
import dev.sendoff.redrive.Course;
import dev.sendoff.redrive.Found;
import dev.sendoff.redrive.Run;
import dev.sendoff.redrive.Verdict;
import dev.sendoff.schemas.RecordWriter;
import dev.sendoff.schemas.Topic;
import dev.sendoff.schemas.WireFormat;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The time for which one process does the jobs. It begins by fencing whoever did them before, and with what that one has
 * committed. What a job puts in, the news of it and how far the job is are in one transaction. Any exception of Kafka's
 * ends it; what was not committed is done by the next. For one thread; to be closed.
 */
final class Term implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(Term.class);

    /** No job's: its record, of no value, tells only how far the topic was when this term began. */
    private static final byte[] TERM_KEY = ":".getBytes(UTF_8);

    private static final Duration BEGINS_WITHIN = Duration.ofSeconds(30);
    private static final Duration IDLE = Duration.ofSeconds(1);
    private static final Duration BUSY = Duration.ofMillis(20);
    private static final Duration SOURCE_WAIT = Duration.ofMillis(50);
    private static final Duration BETWEEN_NEWS = Duration.ofMillis(250);
    private static final Duration BETWEEN_SWEEPS = Duration.ofHours(1);

    // So much at a turn, and in a transaction.
    private static final int MAX_LOOKED_AT = 5_000;
    private static final int MAX_PUT_IN = 500;
    private static final long MAX_CHARACTERS = 4L * 1024 * 1024;

    private final Clients clients;
    private final WireFormat wire;
    private final RecordWriter writer;
    private final FoundReader reader;
    private final Account account;
    private final JobsView view;
    private final Duration retention;
    private final int maxRunning;
    private final InstantSource clock;

    private final Map<UUID, Work> works = new TreeMap<>();
    private @Nullable Producer<byte[], byte[]> producer;
    private @Nullable Outcomes outcomes;
    private Instant nextSweep = Instant.MIN;
    private long takenUp = -1;

    Term(
            Clients clients,
            WireFormat wire,
            Account account,
            JobsView view,
            Duration retention,
            int maxRunning,
            InstantSource clock) {
        this.clients = clients;
        this.wire = wire;
        this.writer = new RecordWriter(wire);
        this.reader = new FoundReader(wire);
        this.account = account;
        this.view = view;
        this.retention = retention;
        this.maxRunning = maxRunning;
        this.clock = clock;
    }

    void begin() throws InterruptedException, ExecutionException, TimeoutException {
        Producer<byte[], byte[]> made = clients.jobProducer();
        producer = made;
        made.initTransactions();
        made.beginTransaction();
        long end = made.send(new ProducerRecord<>(wire.topics().name(Topic.REDRIVES), 0, TERM_KEY, null))
                .get(BEGINS_WITHIN.toMillis(), TimeUnit.MILLISECONDS)
                .offset();
        made.commitTransaction();
        view.awaitRead(end, BEGINS_WITHIN);
    }

    /** @return how long nothing is to do, unless something happens */
    Duration turn() {
        Instant now = clock.instant();
        sweep(now);
        takeUp(now);
        if (works.isEmpty()) {
            letGoOfOutcomes();
            return IDLE;
        }
        if (outcomes != null) {
            outcomes.count(works.values(), works::get);
        }
        Duration rest = works.values().stream().anyMatch(work -> work.run.inFlight() > 0) ? BUSY : IDLE;
        for (Iterator<Work> all = works.values().iterator(); all.hasNext(); ) {
            Work work = all.next();
            Course course = work.run.next(work.isAtEnd(), clock.instant());
            switch (course) {
                case Course.PutIn(var atMost) -> {
                    putIn(work, atMost);
                    rest = Duration.ZERO;
                }
                case Course.Rest(var until) -> {
                    if (until == null && work.run.state() != JobProgress.State.RUNNING) {
                        work.rest();
                    }
                    rest = until == null ? rest : shorter(rest, Duration.between(clock.instant(), until));
                    writeNews(work, clock.instant());
                }
                case Course.Over() -> {
                    write(work, clock.instant());
                    work.close();
                    all.remove();
                    log.info("job {} is {}", work.run.order().id(), work.run.state());
                }
            }
        }
        return rest;
    }

    private static Duration shorter(Duration one, Duration other) {
        Duration shorter = one.compareTo(other) < 0 ? one : other;
        return shorter.isNegative() ? Duration.ZERO : shorter;
    }

    private void takeUp(Instant now) {
        long version = view.version();
        if (version == takenUp) {
            return;
        }
        takenUp = version;
        long running = works.values().stream()
                .filter(work -> work.run.state() == JobProgress.State.RUNNING)
                .count();
        for (Job job : view.all().reversed()) {
            Work known = works.get(job.id());
            if (known != null) {
                known.run.heard(job.order());
            } else if (!job.isOver() && (job.progress() != null || running < maxRunning)) {
                works.put(job.id(), begun(job, now));
                running++;
            }
        }
    }

    private Work begun(Job job, Instant now) {
        JobProgress from = job.progress() == null ? beginning(job.order(), now) : job.progress();
        Work work = new Work(
                new Run(job.order(), from, now), new Chooser(job.order(), account), from, wire.topics(), Instant.MIN);
        if (job.order().kind() != JobOrder.Kind.PURGE) {
            Outcomes counted = outcomes;
            if (counted == null) {
                counted = new Outcomes(wire.topics(), clients.reader("outcomes"));
                outcomes = counted;
            }
            counted.add(work);
        }
        if (job.progress() == null) {
            // What it has to read ends where it ends now, whoever goes on with it later.
            write(work, now);
        }
        return work;
    }

    private JobProgress beginning(JobOrder order, Instant now) {
        try (var consumer = clients.reader("ranges")) {
            Ranges ranges = new Ranges(wire.topics(), consumer);
            return Run.beginning(
                    order,
                    ranges.sources(order),
                    order.kind() == JobOrder.Kind.PURGE ? List.of() : ranges.outcomes(),
                    now);
        }
    }

    private void putIn(Work work, int atMost) {
        JobOrder order = work.run.order();
        Source source = work.source(parts -> new Source(wire.topics(), clients.reader("source-" + order.id()), parts));
        History history = work.history(() -> History.read(wire, order, clients.reader("history"), BEGINS_WITHIN));
        List<Delivery> done = new ArrayList<>();
        int limit = Math.min(atMost, MAX_PUT_IN);
        int lookedAt = 0;
        long characters = 0;
        Producer<byte[], byte[]> open = producer();
        while (done.size() < limit && lookedAt < MAX_LOOKED_AT && characters < MAX_CHARACTERS) {
            ConsumerRecord<byte[], byte[]> record = source.next(lookedAt == 0 ? SOURCE_WAIT : Duration.ZERO);
            if (record == null) {
                break;
            }
            lookedAt++;
            Optional<Found> found = reader.read(record, work.chooser);
            if (found.isEmpty()) {
                continue;
            }
            Instant now = clock.instant();
            Verdict verdict =
                    work.chooser.judge(found.get(), history.of(found.get().id()), now);
            work.run.saw(found.get().id(), verdict, now);
            if (verdict instanceof Verdict.Take(var copy, var news)) {
                if (done.isEmpty()) {
                    open.beginTransaction();
                }
                done.add(news);
                // The same event may stand there once more.
                history.add(news);
                characters += send(open, found.get().home(), copy, news);
            }
        }
        if (done.isEmpty()) {
            work.isDirty |= lookedAt > 0;
            writeNews(work, clock.instant());
            return;
        }
        Instant now = clock.instant();
        var unused = open.send(writer.job(work.progress(now)));
        open.commitTransaction();
        work.written(now);
        for (Work other : works.values()) {
            if (other != work) {
                done.forEach(other::heard);
            }
        }
    }

    /** The transaction fails if a record could not be written. */
    private long send(Producer<byte[], byte[]> open, int home, @Nullable Invocation copy, Delivery news) {
        var unused = open.send(writer.delivery(home, news));
        if (copy == null) {
            return 0;
        }
        var unusedToo = open.send(writer.invocation(home, copy));
        return copy.payload().length();
    }

    /** Not more often than somebody could look at it. */
    private void writeNews(Work work, Instant now) {
        if (work.hasNews(now, BETWEEN_NEWS)) {
            write(work, now);
        }
    }

    private void write(Work work, Instant now) {
        Producer<byte[], byte[]> open = producer();
        open.beginTransaction();
        var unused = open.send(writer.job(work.progress(now)));
        open.commitTransaction();
        work.written(now);
    }

    /** Removes jobs that were over long ago. */
    private void sweep(Instant now) {
        if (now.isBefore(nextSweep)) {
            return;
        }
        nextSweep = now.plus(BETWEEN_SWEEPS);
        List<Job> old = view.all().stream()
                .filter(job -> job.isOver()
                        && job.progress() != null
                        && job.progress().updatedAt().plus(retention).isBefore(now))
                .toList();
        if (old.isEmpty()) {
            return;
        }
        Producer<byte[], byte[]> open = producer();
        open.beginTransaction();
        old.forEach(job -> writer.noJob(job.id()).forEach(open::send));
        open.commitTransaction();
    }

    private Producer<byte[], byte[]> producer() {
        if (producer == null) {
            throw new IllegalStateException("the term has not begun");
        }
        return producer;
    }

    private void letGoOfOutcomes() {
        if (outcomes != null) {
            outcomes.close();
            outcomes = null;
        }
    }

    @Override
    public void close() {
        works.values().forEach(Work::close);
        works.clear();
        letGoOfOutcomes();
        if (producer != null) {
            // What is open is aborted by the next one, or by the brokers.
            producer.close(Duration.ZERO);
        }
    }
}
