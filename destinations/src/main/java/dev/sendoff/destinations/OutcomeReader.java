package dev.sendoff.destinations;

import dev.sendoff.schemas.HeaderNames;
import dev.sendoff.schemas.Topic;
import dev.sendoff.schemas.WireFormat;
import java.time.Instant;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.errors.SerializationException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads of an outcome's record what comes of it. */
record OutcomeReader(WireFormat wire, Planner planner) {

    private static final Logger log = LoggerFactory.getLogger(OutcomeReader.class);

    /**
     * @return empty for most: a header says of which outcomes something is to come
     * @throws WireFormat.RegistryUnavailableException if nothing can be said before the registry answers
     */
    List<Step> read(ConsumerRecord<byte[], byte[]> record, Instant now) {
        byte[] value = record.value();
        if (value == null || record.headers().lastHeader(HeaderNames.ONWARD) == null) {
            return List.of();
        }
        Topic topic = wire.topics().byName(record.topic()).orElseThrow();
        try {
            return topic == Topic.SUCCESSES
                    ? planner.afterSuccess(wire.success(value), record.partition(), now)
                    : planner.afterDeadLetter(wire.deadLetter(value), record.partition(), now);
        } catch (SerializationException | IllegalArgumentException e) {
            // Only our own services write here: it is one that is newer than this, or no service at all. The record
            // stays where it is.
            log.error(
                    "nothing comes of an outcome that cannot be read: topic={} partition={} offset={} {}",
                    record.topic(),
                    record.partition(),
                    record.offset(),
                    e.getMessage());
            return List.of();
        }
    }
}
