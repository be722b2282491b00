package dev.sendoff.schemas;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sendoff.core.AttemptStarted;
import dev.sendoff.core.DeadLetter;
import dev.sendoff.core.Delivery;
import dev.sendoff.core.Invocation;
import dev.sendoff.core.Origin;
import dev.sendoff.core.RequestId;
import dev.sendoff.core.Success;
import java.time.Instant;
import org.apache.kafka.clients.producer.ProducerRecord;

/** Makes the records that are published: topic, home partition, key, value and headers. Safe for many threads. */
public final class RecordWriter {

    private final WireFormat wire;

    public RecordWriter(WireFormat wire) {
        this.wire = wire;
    }

    /** An invocation to its home: to {@code retries} if it is to wait, else to {@code invocations}. */
    public ProducerRecord<byte[], byte[]> invocation(int home, Invocation invocation) {
        Instant notBefore = invocation.notBefore();
        Topic topic = notBefore == null ? Topic.INVOCATIONS : Topic.RETRIES;
        ProducerRecord<byte[], byte[]> record = record(
                topic,
                home,
                invocation.id(),
                wire.invocation(invocation, topic),
                invocation.function(),
                invocation.attempt());
        if (notBefore != null) {
            record.headers().add(HeaderNames.NOT_BEFORE, ascii(notBefore.toEpochMilli()));
        }
        return record;
    }

    public ProducerRecord<byte[], byte[]> success(int home, Success success) {
        ProducerRecord<byte[], byte[]> record = record(
                Topic.SUCCESSES,
                home,
                success.id(),
                wire.success(success),
                success.function(),
                success.attempt().number());
        if (success.destination() != null || !success.origin().equals(Origin.CALLER)) {
            record.headers().add(HeaderNames.ONWARD, ascii(1));
        }
        return record;
    }

    public ProducerRecord<byte[], byte[]> deadLetter(int home, DeadLetter letter) {
        ProducerRecord<byte[], byte[]> record = record(
                Topic.DEAD_LETTERS, home, letter.id(), wire.deadLetter(letter), letter.function(), letter.attempts());
        if (letter.destination() != null
                || letter.deadLetterTarget() != null
                || !letter.origin().equals(Origin.CALLER)) {
            record.headers().add(HeaderNames.ONWARD, ascii(1));
        }
        return record;
    }

    public ProducerRecord<byte[], byte[]> delivery(int home, Delivery delivery) {
        return record(
                Topic.DELIVERIES,
                home,
                delivery.id(),
                wire.delivery(delivery),
                delivery.function(),
                delivery.attempts());
    }

    public ProducerRecord<byte[], byte[]> attemptStarted(int home, AttemptStarted started) {
        return record(
                Topic.ATTEMPTS, home, started.id(), wire.attemptStarted(started), started.function(), started.number());
    }

    private ProducerRecord<byte[], byte[]> record(
            Topic topic, int home, RequestId id, byte[] value, String function, int attempt) {
        ProducerRecord<byte[], byte[]> record = new ProducerRecord<>(
                wire.topics().name(topic), home, id.toString().getBytes(UTF_8), value);
        record.headers().add(HeaderNames.FUNCTION, function.getBytes(UTF_8));
        record.headers().add(HeaderNames.ATTEMPT, ascii(attempt));
        return record;
    }

    private static byte[] ascii(long number) {
        return Long.toString(number).getBytes(UTF_8);
    }
}
