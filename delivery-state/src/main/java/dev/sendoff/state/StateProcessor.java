package dev.sendoff.state;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sendoff.core.DeliveryFact;
import dev.sendoff.core.DeliveryState;
import dev.sendoff.core.RequestId;
import dev.sendoff.schemas.Topic;
import dev.sendoff.schemas.WireFormat;
import dev.sendoff.state.StateTopology.Published;
import dev.sendoff.state.figures.FigureBook;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/** Takes up the facts of one partition into its states and figures, and publishes each state that changed. */
final class StateProcessor implements Processor<byte[], byte[], byte[], Published> {

    static final String STATES = "states";
    static final String FIGURES = "figures";
    static final String LETTERS = "letters";

    /** Most invocations end soon: their state need not be decoded again. */
    private static final int RECENT = 2_000;

    private static final int SWEPT_AT_A_TURN = 5_000;
    private static final Duration SWEEP_TURN = Duration.ofSeconds(1);
    private static final Duration MINUTE = Duration.ofMinutes(1);

    private final WireFormat wire;
    private final FactReader reader;
    private final Progress progress;
    private final Duration retention;

    // Made by init, which comes before everything else, and again after a task was reset.
    private @Nullable Task task;

    StateProcessor(WireFormat wire, Progress progress, Duration retention) {
        this.wire = wire;
        this.reader = new FactReader(wire);
        this.progress = progress;
        this.retention = retention;
    }

    /** What belongs to one assignment of the partition. */
    private final class Task {
        final ProcessorContext<byte[], Published> context;
        final KeyValueStore<Bytes, byte[]> states;
        final FigureBook figures;
        final LetterIndex letters;
        final Retention sweep = new Retention(retention, MINUTE);
        final int home;
        final Map<RequestId, DeliveryState> recent = new LinkedHashMap<>(16, 0.75f, true) {
            private static final long serialVersionUID = 1L;

            @Override
            protected boolean removeEldestEntry(Map.Entry<RequestId, DeliveryState> eldest) {
                return size() > RECENT;
            }
        };

        Task(ProcessorContext<byte[], Published> context) {
            this.context = context;
            this.states = context.getStateStore(STATES);
            this.figures = new FigureBook(context.getStateStore(FIGURES));
            this.letters = new LetterIndex(context.getStateStore(LETTERS));
            this.home = context.taskId().partition();
            progress.reset(home);
            var unused = context.schedule(SWEEP_TURN, PunctuationType.WALL_CLOCK_TIME, this::sweep);
            var unusedToo = context.schedule(
                    MINUTE,
                    PunctuationType.WALL_CLOCK_TIME,
                    now -> figures.forgetOldMinutes(Instant.ofEpochMilli(now)));
        }

        void hear(DeliveryFact fact, long timestamp) {
            RequestId id = fact.id();
            Bytes key = StateKey.of(id);
            DeliveryState before = recent.get(id);
            if (before == null) {
                byte[] kept = states.get(key);
                before = kept == null ? null : wire.deliveryState(kept);
            }
            DeliveryState after = before == null ? DeliveryState.first(fact) : before.apply(fact);
            recent.put(id, after);
            if (after.equals(before)) {
                return;
            }
            byte[] value = wire.deliveryState(after);
            states.put(key, value);
            letters.heard(before, after);
            figures.heard(before, fact, after, Instant.ofEpochMilli(context.currentSystemTimeMs()));
            if (before == null) {
                sweep.added(key);
            }
            publish(id, value, timestamp);
        }

        void sweep(long now) {
            for (Bytes key : sweep.ended(states, wire::deliveryState, Instant.ofEpochMilli(now), SWEPT_AT_A_TURN)) {
                RequestId id = StateKey.id(key);
                recent.remove(id);
                states.delete(key);
                publish(id, null, now);
            }
            letters.forget(Instant.ofEpochMilli(now).minus(retention), SWEPT_AT_A_TURN);
        }

        private void publish(RequestId id, byte @Nullable [] value, long timestamp) {
            context.forward(new Record<>(id.toString().getBytes(UTF_8), new Published(home, value), timestamp));
        }
    }

    @Override
    public void init(ProcessorContext<byte[], Published> context) {
        task = new Task(context);
    }

    @Override
    public void process(Record<byte[], byte[]> record) {
        Task current = task;
        if (current == null) {
            throw new IllegalStateException("process before init");
        }
        RecordMetadata place = current.context.recordMetadata().orElseThrow();
        Topic topic = wire.topics().byName(place.topic()).orElseThrow();
        Optional<DeliveryFact> fact = reader.read(topic, place.partition(), place.offset(), record);
        fact.ifPresent(heard -> current.hear(heard, record.timestamp()));
        progress.processed(topic, place.partition(), place.offset() + 1);
    }

    @Override
    public void close() {
        task = null;
    }
}
