package dev.sendoff.registry;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sendoff.schemas.WireFormat;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InvalidProducerEpochException;
import org.apache.kafka.common.errors.InvalidTxnStateException;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.apache.kafka.common.errors.TransactionAbortableException;
import org.jspecify.annotations.Nullable;

/**
 * Writes the topic, one change at a time over all processes. The lock is Kafka's own: all writers share one transactional
 * id, so that whoever begins last fences the others. As long as a writer is not fenced, nobody has written since it read
 * the topic to its end; if it is, its transaction comes to nothing, and the change is run again against what the other
 * one wrote.
 *
 * <p>Safe for many threads, which take turns.
 */
final class FunctionsWriter implements AutoCloseable {

    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(5);
    private static final int MAX_PAUSE_MILLIS = 100;

    /** No function's: its record, of no value, tells only how far the topic was when this writer took over. */
    private static final byte[] TAKE_OVER_KEY = ":".getBytes(UTF_8);

    private final String functionsTopic;
    private final String codeTopic;
    private final WireFormat wire;
    private final FunctionsView view;
    private final Supplier<? extends Producer<byte[], byte[]>> producers;
    private final Duration wait;
    private final ReentrantLock turn = new ReentrantLock();
    private @Nullable Producer<byte[], byte[]> producer;
    private volatile boolean closed;

    FunctionsWriter(
            String functionsTopic,
            String codeTopic,
            WireFormat wire,
            FunctionsView view,
            Supplier<? extends Producer<byte[], byte[]>> producers,
            Duration wait) {
        this.functionsTopic = functionsTopic;
        this.codeTopic = codeTopic;
        this.wire = wire;
        this.view = view;
        this.producers = producers;
        this.wait = wait;
    }

    /** @throws RegistryException if it could not be written, or is not seen in time */
    <R> R write(FunctionsChange<R> change) {
        long deadline = System.nanoTime() + wait.toNanos();
        turn.lock();
        try {
            while (true) {
                try {
                    return tryToWrite(change);
                } catch (ExecutionException | TimeoutException | KafkaException e) {
                    release();
                    if (!isFenced(e) || System.nanoTime() > deadline) {
                        throw new RegistryException("functions could not be written: " + e.getMessage(), e);
                    }
                }
                // Two that fence each other at once would go on doing so.
                LockSupport.parkNanos(RandomGenerator.getDefault().nextInt(MAX_PAUSE_MILLIS) * 1_000_000L);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new RegistryException("interrupted while functions were written", e);
        } finally {
            turn.unlock();
        }
    }

    private <R> R tryToWrite(FunctionsChange<R> change)
            throws ExecutionException, TimeoutException, InterruptedException {
        PendingChange pending = new PendingChange(functionsTopic, codeTopic, wire, view, takeOver(), wait);
        R result;
        try {
            result = change.apply(pending);
            pending.commit();
        } finally {
            pending.abortUnlessCommitted();
        }
        view.awaitRead(pending.lastOffset(), wait);
        return result;
    }

    /** The producer whose transaction nobody else's has come after, as far as is known. */
    private Producer<byte[], byte[]> takeOver() throws ExecutionException, TimeoutException, InterruptedException {
        if (closed) {
            throw new RegistryException("functions cannot be written any more: the process ends", null);
        }
        Producer<byte[], byte[]> open = producer;
        if (open != null) {
            return open;
        }
        open = producers.get();
        producer = open;
        open.initTransactions();
        open.beginTransaction();
        long end = open.send(new ProducerRecord<>(functionsTopic, 0, TAKE_OVER_KEY, null))
                .get(wait.toMillis(), TimeUnit.MILLISECONDS)
                .offset();
        open.commitTransaction();
        view.awaitRead(end, wait);
        return open;
    }

    /** Whether another has come between, which a broker says in one of several ways. Nothing was committed then. */
    private static boolean isFenced(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof ProducerFencedException
                    || cause instanceof InvalidProducerEpochException
                    || cause instanceof InvalidTxnStateException
                    || cause instanceof TransactionAbortableException) {
                return true;
            }
        }
        return false;
    }

    private void release() {
        Producer<byte[], byte[]> open = producer;
        producer = null;
        if (open != null) {
            open.close(Duration.ZERO);
        }
    }

    @Override
    public void close() {
        closed = true;
        turn.lock();
        try {
            Producer<byte[], byte[]> open = producer;
            producer = null;
            if (open != null) {
                open.close(CLOSE_TIMEOUT);
            }
        } finally {
            turn.unlock();
        }
    }
}
