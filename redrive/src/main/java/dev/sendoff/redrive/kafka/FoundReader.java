package dev.sendoff.redrive.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sendoff.core.DeadLetter;
import dev.sendoff.core.Invocation;
import dev.sendoff.core.SourceRecord;
import dev.sendoff.redrive.Chooser;
import dev.sendoff.redrive.Found;
import dev.sendoff.schemas.HeaderNames;
import dev.sendoff.schemas.InvocationReader;
import dev.sendoff.schemas.JsonDocument;
import dev.sendoff.schemas.Topic;
import dev.sendoff.schemas.WireFormat;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.header.Header;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads the events of which a job may be. Safe for many threads. */
final class FoundReader {

    private static final Logger log = LoggerFactory.getLogger(FoundReader.class);

    private final WireFormat wire;
    private final InvocationReader invocations;

    FoundReader(WireFormat wire) {
        this.wire = wire;
        this.invocations = new InvocationReader(wire);
    }

    /**
     * @param chooser is asked first whether it is worth it
     * @return empty if there is nothing that the job could be about
     * @throws WireFormat.RegistryUnavailableException if nothing can be said before the registry answers
     */
    Optional<Found> read(ConsumerRecord<byte[], byte[]> record, Chooser chooser) {
        Header header = record.headers().lastHeader(HeaderNames.FUNCTION);
        boolean isLetter = wire.topics().byName(record.topic()).equals(Optional.of(Topic.DEAD_LETTERS));
        if (isLetter) {
            boolean named = header != null && header.value() != null;
            return named && !chooser.mayMean(new String(header.value(), UTF_8)) ? Optional.empty() : letter(record);
        }
        return switch (invocations.read(record, Topic.INVOCATIONS)) {
            case InvocationReader.Readable(var invocation)
            when invocation.homeAt(record.partition()) == record.partition() ->
                Optional.of(new Found.Event(invocation, record.partition()));
            case InvocationReader.Readable _, InvocationReader.Unreadable _ -> Optional.empty();
        };
    }

    private Optional<Found> letter(ConsumerRecord<byte[], byte[]> record) {
        byte[] value = record.value();
        if (value == null) {
            return Optional.empty();
        }
        try {
            DeadLetter letter = wire.deadLetter(value);
            return Optional.of(new Found.Letter(letter, record.partition(), payload(letter)));
        } catch (SerializationException | IllegalArgumentException e) {
            log.warn(
                    "what is no dead letter is left out: partition={} offset={} {}",
                    record.partition(),
                    record.offset(),
                    e.getMessage());
            return Optional.empty();
        }
    }

    /** A record that named no function may have had an event all the same. */
    private static @Nullable String payload(DeadLetter letter) {
        SourceRecord source = letter.source();
        if (letter.payload() != null || source == null || source.value() == null) {
            return letter.payload();
        }
        try {
            return source.value().length > Invocation.MAX_PAYLOAD_BYTES ? null : JsonDocument.read(source.value());
        } catch (JsonDocument.MalformedJsonException e) {
            return null;
        }
    }
}
