package dev.sendoff.redrive.kafka;

import dev.sendoff.schemas.WireFormat;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.WakeupException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Does the jobs of the installation while this process has the seat: of all that might, Kafka's group gives it to one.
 * Should two believe that they have it, the later one's transactions fence the earlier's. On a thread of its own; what goes
 * wrong ends the {@link Term}, and the next one goes on from what was committed.
 */
final class Worker implements Runnable {

    private static final Logger log = LoggerFactory.getLogger(Worker.class);
    private static final Duration AFTER_FAILURE = Duration.ofSeconds(1);
    private static final Duration WITHOUT_SEAT = Duration.ofSeconds(1);

    private final Supplier<? extends Consumer<byte[], byte[]>> seats;
    private final String topic;
    private final Supplier<Term> terms;

    private boolean seated;
    private volatile boolean joined;
    private volatile boolean stopping;
    private volatile @Nullable Consumer<byte[], byte[]> waiting;

    Worker(Supplier<? extends Consumer<byte[], byte[]>> seats, String topic, Supplier<Term> terms) {
        this.seats = seats;
        this.topic = topic;
        this.terms = terms;
    }

    /** Whether it takes part, with the seat or without. */
    boolean hasJoined() {
        return joined;
    }

    /** Something may be to do. Any thread. */
    void wake() {
        Consumer<byte[], byte[]> sleeper = waiting;
        if (sleeper != null) {
            sleeper.wakeup();
        }
    }

    /** Any thread. */
    void stop() {
        stopping = true;
        wake();
    }

    @Override
    public void run() {
        while (!stopping) {
            try (Consumer<byte[], byte[]> seat = seats.get()) {
                waiting = seat;
                seat.subscribe(List.of(topic), new Listener(seat));
                while (!stopping) {
                    if (seated) {
                        serve(seat);
                    } else {
                        poll(seat, WITHOUT_SEAT);
                    }
                }
            } catch (InterruptException e) {
                log.debug("interrupted", e);
                return;
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            } catch (KafkaException e) {
                log.warn("the seat of the one who does the jobs cannot be asked for now, and is tried again", e);
                pause();
            } catch (RuntimeException e) { // the top of the thread
                log.error("the one who does the jobs failed, and begins anew", e);
                pause();
            } finally {
                waiting = null;
                seated = false;
            }
        }
    }

    private void serve(Consumer<byte[], byte[]> seat) throws InterruptedException {
        try (Term term = terms.get()) {
            term.begin();
            while (seated && !stopping) {
                Duration rest = term.turn();
                poll(seat, rest);
            }
        } catch (InterruptException e) {
            throw e;
        } catch (KafkaException | TimeoutException | ExecutionException e) {
            log.warn("jobs cannot go on now, and are tried again", e);
            poll(seat, AFTER_FAILURE);
        } catch (WireFormat.RegistryUnavailableException e) {
            log.warn("jobs wait for the schema registry", e);
            poll(seat, AFTER_FAILURE);
        }
    }

    /** Keeps the seat, and waits. */
    private static void poll(Consumer<byte[], byte[]> seat, Duration wait) {
        try {
            seat.poll(wait);
        } catch (WakeupException e) {
            log.debug("there is something to do", e);
        }
    }

    private void pause() {
        LockSupport.parkNanos(AFTER_FAILURE.toNanos());
    }

    private final class Listener implements ConsumerRebalanceListener {

        private final Consumer<byte[], byte[]> seat;

        Listener(Consumer<byte[], byte[]> seat) {
            this.seat = seat;
        }

        @Override
        public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
            joined = true;
            seated |= !partitions.isEmpty();
            // It is there to be had, not to be read: that is done by the view.
            seat.pause(seat.assignment());
        }

        @Override
        public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
            seated &= partitions.isEmpty();
        }

        @Override
        public void onPartitionsLost(Collection<TopicPartition> partitions) {
            seated = false;
        }
    }
}
