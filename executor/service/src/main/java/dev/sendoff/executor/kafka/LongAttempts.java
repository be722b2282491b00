package dev.sendoff.executor.kafka;

import dev.sendoff.core.AttemptStarted;
import dev.sendoff.core.Invocation;
import dev.sendoff.executor.engine.Dispatch;
import dev.sendoff.schemas.RecordWriter;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.Collections;
import java.util.Set;
import java.util.WeakHashMap;
import java.util.function.Supplier;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.KafkaException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells of attempts that have been running for a while, so that their state shows it. Short ones cost nothing. What could
 * not be told is told at the next look, while the attempt still runs.
 */
final class LongAttempts implements Runnable {

    private static final Logger log = LoggerFactory.getLogger(LongAttempts.class);

    private final Supplier<Collection<Dispatch>> running;
    private final Producer<byte[], byte[]> producer;
    private final RecordWriter records;
    private final String executor;
    private final Duration after;
    private final InstantSource clock;
    /** Answers to what was sent come on the producer's thread. */
    private final Set<Dispatch> told = Collections.synchronizedSet(Collections.newSetFromMap(new WeakHashMap<>()));

    LongAttempts(
            Supplier<Collection<Dispatch>> running,
            Producer<byte[], byte[]> producer,
            RecordWriter records,
            String executor,
            Duration after,
            InstantSource clock) {
        this.running = running;
        this.producer = producer;
        this.records = records;
        this.executor = executor;
        this.after = after;
        this.clock = clock;
    }

    @Override
    public void run() {
        try {
            Instant limit = clock.instant().minus(after);
            for (Dispatch dispatch : running.get()) {
                if (dispatch.startedAt().isBefore(limit) && told.add(dispatch)) {
                    tell(dispatch);
                }
            }
        } catch (KafkaException e) {
            log.debug("running attempts could not be told of", e);
        }
    }

    private void tell(Dispatch dispatch) {
        Invocation invocation = dispatch.invocation();
        AttemptStarted started = new AttemptStarted(
                invocation.id(),
                invocation.function(),
                invocation.requeues(),
                invocation.attempt(),
                dispatch.redelivered(),
                dispatch.startedAt(),
                executor);
        producer.send(records.attemptStarted(dispatch.home(), started), (_, failure) -> {
            if (failure != null) {
                told.remove(dispatch);
                log.debug("a running attempt could not be told of", failure);
            }
        });
    }
}
