package dev.sendoff.schemas;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sendoff.core.AttemptStarted;
import dev.sendoff.core.Cancellation;
import dev.sendoff.core.DeadLetter;
import dev.sendoff.core.Delivery;
import dev.sendoff.core.Invocation;
import dev.sendoff.core.JobOrder;
import dev.sendoff.core.JobProgress;
import dev.sendoff.core.JobRecord;
import dev.sendoff.core.Origin;
import dev.sendoff.core.RequestId;
import dev.sendoff.core.Success;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;

/** Makes the records that are published: topic, home partition, key, value and headers. Safe for many threads. */
public final class RecordWriter {

    private static final String ORDER = "/order";
    private static final String PROGRESS = "/progress";

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
        if (invocation.hold() != null) {
            record.headers()
                    .add(HeaderNames.HOLD, invocation.hold().cause().name().getBytes(UTF_8));
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
        return withJob(record, success.origin());
    }

    public ProducerRecord<byte[], byte[]> deadLetter(int home, DeadLetter letter) {
        ProducerRecord<byte[], byte[]> record = record(
                Topic.DEAD_LETTERS, home, letter.id(), wire.deadLetter(letter), letter.function(), letter.attempts());
        if (letter.destination() != null
                || letter.deadLetterTarget() != null
                || !letter.origin().equals(Origin.CALLER)) {
            record.headers().add(HeaderNames.ONWARD, ascii(1));
        }
        return withJob(record, letter.origin());
    }

    private static ProducerRecord<byte[], byte[]> withJob(ProducerRecord<byte[], byte[]> outcome, Origin origin) {
        if (origin.copyOf() != null && origin.copyOf().job() != null) {
            outcome.headers()
                    .add(HeaderNames.JOB, origin.copyOf().job().toString().getBytes(UTF_8));
        }
        return outcome;
    }

    /** That an invocation is not to run. */
    public ProducerRecord<byte[], byte[]> cancellation(Cancellation cancellation) {
        return new ProducerRecord<>(
                wire.topics().name(Topic.CANCELLATIONS),
                0,
                cancellation.id().toString().getBytes(UTF_8),
                wire.cancellation(cancellation));
    }

    /** What is asked of a job, or how far it is. */
    public ProducerRecord<byte[], byte[]> job(JobRecord job) {
        return switch (job) {
            case JobOrder order -> job(order.id(), ORDER, wire.job(order));
            case JobProgress progress -> job(progress.id(), PROGRESS, wire.job(progress));
        };
    }

    /** That nothing is known of a job any more. */
    public List<ProducerRecord<byte[], byte[]>> noJob(UUID id) {
        return List.of(job(id, ORDER, null), job(id, PROGRESS, null));
    }

    private ProducerRecord<byte[], byte[]> job(UUID id, String part, byte @Nullable [] value) {
        return new ProducerRecord<>(wire.topics().name(Topic.REDRIVES), 0, (id + part).getBytes(UTF_8), value);
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
