package dev.sendoff.scheduler;

import java.util.Optional;
import java.util.Set;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.Serializer;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.processor.StreamPartitioner;
import org.apache.kafka.streams.processor.api.Record;

/**
 * A value on its way to the sink, with the topic and partition it is bound for, which Streams would otherwise choose by
 * the key.
 */
@SuppressWarnings("ArrayRecordComponent") // bytes that nobody compares
record Outgoing(String topic, int partition, byte[] value) {

    static Record<byte[], Outgoing> of(ProducerRecord<byte[], byte[]> record, long timestamp) {
        return of(record.topic(), record.partition(), record.key(), record.value(), record.headers(), timestamp);
    }

    static Record<byte[], Outgoing> of(
            String topic, int partition, byte[] key, byte[] value, Headers headers, long timestamp) {
        return new Record<>(key, new Outgoing(topic, partition, value), timestamp, headers);
    }

    /** Adds a sink that publishes such values to where they are bound for. */
    static void addSink(Topology topology, String name, String parent) {
        Serializer<Outgoing> values = (topic, outgoing) -> outgoing.value();
        StreamPartitioner<byte[], Outgoing> home =
                (topic, key, outgoing, partitions) -> Optional.of(Set.of(outgoing.partition()));
        topology.addSink(
                name,
                (byte[] key, Outgoing outgoing, org.apache.kafka.streams.processor.RecordContext context) ->
                        outgoing.topic(),
                new ByteArraySerializer(),
                values,
                home,
                parent);
    }
}
