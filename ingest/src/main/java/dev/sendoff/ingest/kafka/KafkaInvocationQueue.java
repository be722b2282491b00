package dev.sendoff.ingest.kafka;

import dev.sendoff.core.Invocation;
import dev.sendoff.ingest.InvocationQueue;
import dev.sendoff.ingest.PendingLimit;
import dev.sendoff.schemas.RecordWriter;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.eclipse.microprofile.reactive.messaging.Emitter;
import org.eclipse.microprofile.reactive.messaging.Message;

/**
 * Publishes through a channel of SmallRye Reactive Messaging. What is pending is bounded here, in number and in bytes,
 * since a channel would only count.
 */
public final class KafkaInvocationQueue implements InvocationQueue {

    private final RecordWriter writer;
    private final Emitter<ProducerRecord<byte[], byte[]>> channel;
    private final PendingLimit pending;
    private final Duration timeout;
    private final FailureLog failures = new FailureLog();

    /** @param timeout after which an entry that was not acknowledged has failed; longer than the producer's own */
    public KafkaInvocationQueue(
            RecordWriter writer,
            Emitter<ProducerRecord<byte[], byte[]>> channel,
            PendingLimit pending,
            Duration timeout) {
        this.writer = writer;
        this.channel = channel;
        this.pending = pending;
        this.timeout = timeout;
    }

    @Override
    public CompletionStage<Entry> put(int home, Invocation invocation) {
        ProducerRecord<byte[], byte[]> record;
        try {
            record = writer.invocation(home, invocation);
        } catch (RuntimeException e) {
            // The schema registry is asked once a process; where even that fails, nothing can be written.
            return CompletableFuture.completedStage(failed(e));
        }
        int size = record.value().length;
        if (!pending.tryTake(size)) {
            return CompletableFuture.completedStage(Entry.FULL);
        }
        CompletableFuture<Entry> entry = new CompletableFuture<>();
        try {
            channel.send(Message.of(
                    record, () -> settle(entry, Entry.DURABLE, size), failure -> settle(entry, failed(failure), size)));
        } catch (RuntimeException e) {
            // The channel is closed, or has more to do than the limit lets through.
            return settle(entry, failed(e), size).thenCompose(done -> entry);
        }
        // A place stays taken until the record itself is settled: a late one still holds its memory.
        return entry.completeOnTimeout(Entry.FAILED, timeout.toMillis(), TimeUnit.MILLISECONDS);
    }

    private CompletionStage<Void> settle(CompletableFuture<Entry> entry, Entry outcome, int size) {
        pending.giveBack(size);
        entry.complete(outcome);
        return CompletableFuture.completedStage(null);
    }

    private Entry failed(Throwable failure) {
        failures.add(failure);
        return Entry.FAILED;
    }
}
