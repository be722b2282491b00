package dev.sendoff.scheduler;

import dev.sendoff.schemas.Topic;
import dev.sendoff.schemas.WireFormat;
import java.util.Map;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.AutoOffsetReset;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;

/** {@code retries} → timers → {@code invocations}, and what cannot be read → {@code dead-letters}. */
final class SchedulerTopology {

    /** Room for what a stored timer has around its record. */
    private static final int FRAME_BYTES = 64 * 1024;

    private SchedulerTopology() {}

    static Topology build(WireFormat wire, TimerListener listener, Recall recall) {
        return build(wire, listener, recall, System::nanoTime);
    }

    static Topology build(WireFormat wire, TimerListener listener, Recall recall, LongSupplier nanoTime) {
        Supplier<CommitPace> pace = CommitPace.perThread();
        Topology topology = new Topology();
        topology.addSource(
                AutoOffsetReset.earliest(),
                "retries",
                // Whatever a producer wrote as its time: no record may stop the others.
                (record, partitionTime) -> Math.max(0, record.timestamp()),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer(),
                wire.topics().name(Topic.RETRIES));
        topology.addProcessor("timers", () -> new TimerProcessor(wire, listener, pace, recall, nanoTime), "retries");
        topology.addStateStore(store(), "timers");
        Outgoing.addSink(topology, "due", "timers");
        return topology;
    }

    /** Without a cache: most timers are written once and deleted once, in different commits. */
    private static StoreBuilder<KeyValueStore<Bytes, byte[]>> store() {
        return Stores.keyValueStoreBuilder(
                        Stores.persistentKeyValueStore(TimerProcessor.STORE), Serdes.Bytes(), Serdes.ByteArray())
                .withCachingDisabled()
                .withLoggingEnabled(Map.of("max.message.bytes", String.valueOf(Topic.MAX_RECORD_BYTES + FRAME_BYTES)));
    }
}
