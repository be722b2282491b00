package dev.sendoff.state;

import dev.sendoff.schemas.Topic;
import dev.sendoff.schemas.WireFormat;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.serialization.Serializer;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.AutoOffsetReset;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.processor.StreamPartitioner;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;
import org.jspecify.annotations.Nullable;

/**
 * Every topic that an invocation leaves a trace on → states and figures → {@code delivery-state}. A whole life passes
 * in one partition number, so there is one sub-topology and nothing to repartition.
 */
final class StateTopology {

    private StateTopology() {}

    /**
     * A state on its way to the sink, with its home, which Streams would otherwise choose by the key.
     *
     * @param value null if it was removed
     */
    @SuppressWarnings("ArrayRecordComponent") // bytes that nobody compares
    record Published(int partition, byte @Nullable [] value) {}

    static Topology build(WireFormat wire, Progress progress, Duration retention) {
        Topology topology = new Topology();
        topology.addSource(
                AutoOffsetReset.earliest(),
                "facts",
                // Whatever a producer wrote as its time: no record may stop the others.
                (record, partitionTime) -> Math.max(0, record.timestamp()),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer(),
                FactReader.TOPICS.stream()
                        .map(topic -> wire.topics().name(topic))
                        .toArray(String[]::new));
        topology.addProcessor("states", () -> new StateProcessor(wire, progress, retention), "facts");
        topology.addStateStore(store(StateProcessor.STATES), "states");
        topology.addStateStore(store(StateProcessor.FIGURES), "states");
        topology.addStateStore(store(StateProcessor.LETTERS), "states");
        StreamPartitioner<byte[], Published> home =
                (topic, key, state, partitions) -> Optional.of(Set.of(state.partition()));
        Serializer<Published> values = (topic, state) -> state.value();
        topology.addSink(
                "delivery-state",
                wire.topics().name(Topic.DELIVERY_STATE),
                new ByteArraySerializer(),
                values,
                home,
                "states");
        return topology;
    }

    /** With a cache: what changes several times between two commits is written once. */
    private static StoreBuilder<KeyValueStore<Bytes, byte[]>> store(String name) {
        return Stores.keyValueStoreBuilder(Stores.persistentKeyValueStore(name), Serdes.Bytes(), Serdes.ByteArray())
                .withCachingEnabled()
                .withLoggingEnabled(Map.of());
    }
}
