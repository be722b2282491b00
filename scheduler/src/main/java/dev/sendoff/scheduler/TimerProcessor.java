package dev.sendoff.scheduler;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sendoff.core.DeadLetter;
import dev.sendoff.core.DeadLetterReason;
import dev.sendoff.core.Disposition;
import dev.sendoff.core.Hold;
import dev.sendoff.core.Invocation;
import dev.sendoff.core.RequestId;
import dev.sendoff.core.SourceRecord;
import dev.sendoff.schemas.InvocationReader;
import dev.sendoff.schemas.InvocationReader.Readable;
import dev.sendoff.schemas.InvocationReader.Unreadable;
import dev.sendoff.schemas.RecordWriter;
import dev.sendoff.schemas.Topic;
import dev.sendoff.schemas.WireFormat;
import dev.sendoff.schemas.WireFormat.RegistryUnavailableException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.processor.Cancellable;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes what is to wait from one partition of {@code retries}, and publishes it to the same partition of
 * {@code invocations} at its time. What is published is committed as soon as the {@link CommitPace} allows: readers see
 * it only then.
 */
final class TimerProcessor implements Processor<byte[], byte[], byte[], Outgoing> {

    static final String STORE = "timers";

    /** How often the clock is looked at. */
    static final Duration TICK = Duration.ofMillis(10);

    /** After what time a record is looked at again whose schema the registry did not answer for. */
    static final Duration SECOND_LOOK = Duration.ofSeconds(1);

    /** How much later than others a process may hear that a function is paused, or is so no more. */
    private static final Duration NEWS_TAKE = Duration.ofMillis(200);

    /**
     * A turn is shorter than what a timer may be late, for the next record of the topic waits for it. The number bounds
     * the transaction that the turn ends with.
     */
    private static final Timers.Turn TURN =
            new Timers.Turn(2_000, Duration.ofMillis(40).toNanos());

    /** A record and its batch, at the broker's limit for them. */
    private static final int LARGEST_BYTES = Topic.MAX_RECORD_BYTES - 4096;

    private static final Logger log = LoggerFactory.getLogger(TimerProcessor.class);

    private final InvocationReader reader;
    private final RecordWriter writer;
    private final String invocationsTopic;
    private final String retriesTopic;
    private final TimerListener listener;
    private final Supplier<CommitPace> pace;
    private final Recall recall;
    private final LongSupplier nanoTime;

    // Made by init, which comes before everything else, and again after a task was reset.
    private @Nullable Task task;

    TimerProcessor(
            WireFormat wire, TimerListener listener, Supplier<CommitPace> pace, Recall recall, LongSupplier nanoTime) {
        this.reader = new InvocationReader(wire);
        this.writer = new RecordWriter(wire);
        this.invocationsTopic = wire.topics().name(Topic.INVOCATIONS);
        this.retriesTopic = wire.topics().name(Topic.RETRIES);
        this.listener = listener;
        this.pace = pace;
        this.recall = recall;
        this.nanoTime = nanoTime;
    }

    /** What belongs to one assignment of the partition. */
    private final class Task {
        final ProcessorContext<byte[], Outgoing> context;
        final Timers timers;
        final int home;
        final Cancellable ticks;
        long waiting;

        /** Whether something was published outside of a tick, which the next one has to commit. */
        boolean published;

        boolean commitRequested;

        final CallBack callBack;

        Task(ProcessorContext<byte[], Outgoing> context) {
            this.context = context;
            this.home = context.taskId().partition();
            KeyValueStore<Bytes, byte[]> store = context.getStateStore(STORE);
            this.timers = new Timers(store, nanoTime);
            this.callBack = new CallBack(recall, timers, home);
            this.waiting = store.approximateNumEntries();
            listener.waitingChanged(waiting);
            this.ticks = context.schedule(TICK, PunctuationType.WALL_CLOCK_TIME, this::tick);
        }

        void tick(long now) {
            CommitPace commits = noteCommit();
            if (!commits.allows(nanoTime.getAsLong())) {
                return;
            }
            int fired = timers.fireDue(now, TURN, (key, value) -> {
                waitingChanged(-1);
                publish(key, StoredTimer.of(value), now);
            });
            callBack.turn((key, value) -> recalled(key, value, now));
            if (fired > 0 || published) {
                context.commit();
                commits.requested();
                commitRequested = true;
                published = false;
            }
        }

        /** Ends or lets go what is not to wait any more. */
        private void recalled(TimerKey key, byte[] value, long now) {
            waitingChanged(-1);
            published = true;
            StoredTimer timer = StoredTimer.of(value);
            if (!(timer instanceof StoredTimer.Ready ready
                    && callBack.verdict(key, timer) instanceof Recall.Verdict.End)) {
                publish(new TimerKey(now, key.id()), timer, now);
                return;
            }
            Optional<Invocation> invocation = decoded(key, ready, now);
            if (invocation.isEmpty()) {
                // Whoever runs it knows as well that it is not to run.
                publish(new TimerKey(now, key.id()), ready, now);
            } else if (recall.verdict(invocation.get()) instanceof Recall.Verdict.End(String why)) {
                cancel(invocation.get(), why, now);
            } else {
                // Its id is older than it is.
                schedule(key, timer);
            }
        }

        private Optional<Invocation> decoded(TimerKey key, StoredTimer.Ready ready, long now) {
            try {
                InvocationReader.Reading reading = reader.read(
                        Topic.INVOCATIONS,
                        home,
                        0,
                        Instant.ofEpochMilli(now),
                        ready.headers(),
                        key.id().toString().getBytes(UTF_8),
                        ready.value());
                return reading instanceof Readable readable ? Optional.of(readable.invocation()) : Optional.empty();
            } catch (RegistryUnavailableException e) {
                return Optional.empty();
            }
        }

        CommitPace noteCommit() {
            CommitPace commits = pace.get();
            if (commitRequested) {
                commitRequested = false;
                commits.ended(nanoTime.getAsLong());
            }
            return commits;
        }

        void publish(TimerKey key, StoredTimer timer, long now) {
            switch (timer) {
                case StoredTimer.Ready ready -> {
                    listener.fired(Duration.ofMillis(now - key.dueMillis()));
                    context.forward(Outgoing.of(
                            invocationsTopic,
                            home,
                            key.id().toString().getBytes(UTF_8),
                            ready.value(),
                            ready.headers(),
                            now));
                }
                case StoredTimer.Undecided undecided -> decide(undecided, now);
            }
        }

        void decide(StoredTimer.Undecided record, long now) {
            InvocationReader.Reading reading;
            try {
                reading = reader.read(
                        Topic.RETRIES,
                        home,
                        record.offset(),
                        Instant.ofEpochMilli(record.timestamp()),
                        record.headers(),
                        record.key(),
                        record.value());
            } catch (RegistryUnavailableException e) {
                // Nothing else waits for it: the record itself becomes a timer.
                log.warn("partition={} offset={} is looked at again: {}", home, record.offset(), e.getMessage());
                RequestId place = RequestId.derived(home, record.offset(), Instant.ofEpochMilli(record.timestamp()));
                schedule(new TimerKey(now + SECOND_LOOK.toMillis(), place), record);
                return;
            }
            switch (reading) {
                case Readable readable -> take(readable.invocation(), record, now);
                case Unreadable unreadable -> giveUp(unreadable.deadLetter(Instant.ofEpochMilli(now)), record, now);
            }
        }

        private void take(Invocation invocation, StoredTimer.Undecided from, long now) {
            ProducerRecord<byte[], byte[]> record = writer.invocation(home, invocation.due());
            if (size(record) > LARGEST_BYTES) {
                Disposition.DeadLetter verdict = new Disposition.DeadLetter(
                        DeadLetterReason.UNREADABLE,
                        "the invocation has " + size(record) + " bytes, of " + LARGEST_BYTES + " allowed");
                giveUp(DeadLetter.ofRecord(invocation, source(from), verdict, Instant.ofEpochMilli(now)), from, now);
                return;
            }
            switch (recall.verdict(invocation)) {
                case Recall.Verdict.End(String why) -> cancel(invocation, why, now);
                // It has just been let go, or nobody here has heard yet that it is held.
                case Recall.Verdict.LetGo _ -> await(invocation, record, now + NEWS_TAKE.toMillis(), now);
                case Recall.Verdict.Wait _ -> await(invocation, record, Long.MAX_VALUE, now);
            }
        }

        /** Publishes what is due, and stores what is not. */
        private void await(Invocation invocation, ProducerRecord<byte[], byte[]> record, long atLast, long now) {
            Instant notBefore = invocation.notBefore();
            if (notBefore == null || notBefore.toEpochMilli() <= now) {
                if (notBefore != null) {
                    listener.fired(Duration.ofMillis(now - notBefore.toEpochMilli()));
                }
                context.forward(Outgoing.of(record, now));
                published = true;
            } else {
                Hold hold = invocation.hold();
                if (hold != null) {
                    callBack.noteHeld(invocation.function(), hold.cause());
                }
                schedule(
                        new TimerKey(Math.min(notBefore.toEpochMilli(), atLast), invocation.id()),
                        new StoredTimer.Ready(record.headers(), record.value()));
            }
        }

        private void cancel(Invocation invocation, String why, long now) {
            DeadLetter letter = DeadLetter.cancelled(invocation, why, Instant.ofEpochMilli(now));
            context.forward(Outgoing.of(writer.deadLetter(home, letter), now));
            published = true;
        }

        private void giveUp(DeadLetter letter, StoredTimer.Undecided from, long now) {
            ProducerRecord<byte[], byte[]> record = writer.deadLetter(home, letter);
            if (size(record) > LARGEST_BYTES) {
                SourceRecord place = new SourceRecord(
                        retriesTopic,
                        home,
                        from.offset(),
                        Instant.ofEpochMilli(from.timestamp()),
                        null,
                        null,
                        List.of());
                record = writer.deadLetter(
                        home, letter.withSource(place, "the record is too large to be carried in here"));
            }
            log.warn(
                    "invocationId={} function={} disposition=dead-letter reason={} partition={} offset={}",
                    letter.id(),
                    letter.function(),
                    letter.reason(),
                    home,
                    from.offset());
            context.forward(Outgoing.of(record, now));
            published = true;
        }

        private SourceRecord source(StoredTimer.Undecided record) {
            List<SourceRecord.Header> headers = new ArrayList<>();
            for (Header header : record.headers()) {
                headers.add(new SourceRecord.Header(header.key(), header.value()));
            }
            return new SourceRecord(
                    retriesTopic,
                    home,
                    record.offset(),
                    Instant.ofEpochMilli(record.timestamp()),
                    record.key(),
                    record.value(),
                    headers);
        }

        private void schedule(TimerKey key, StoredTimer timer) {
            timers.schedule(key, timer.toBytes());
            waitingChanged(1);
        }

        private void waitingChanged(long by) {
            waiting += by;
            listener.waitingChanged(by);
        }

        void close() {
            ticks.cancel();
            listener.waitingChanged(-waiting);
        }
    }

    @Override
    public void init(ProcessorContext<byte[], Outgoing> context) {
        task = new Task(context);
    }

    @Override
    public void process(Record<byte[], byte[]> record) {
        Task current = task;
        if (current == null) {
            throw new IllegalStateException("process before init");
        }
        current.noteCommit();
        RecordMetadata place = current.context.recordMetadata().orElseThrow();
        current.decide(
                new StoredTimer.Undecided(
                        place.offset(), record.timestamp(), record.headers(), record.key(), record.value()),
                current.context.currentSystemTimeMs());
    }

    @Override
    public void close() {
        Task current = task;
        if (current != null) {
            current.close();
            task = null;
        }
    }

    private static int size(ProducerRecord<byte[], byte[]> record) {
        int size = record.key().length + record.value().length;
        for (Header header : record.headers()) {
            size += header.key().length() + (header.value() == null ? 0 : header.value().length);
        }
        return size;
    }
}
