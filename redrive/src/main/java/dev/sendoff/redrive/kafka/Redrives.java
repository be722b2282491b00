package dev.sendoff.redrive.kafka;

import dev.sendoff.core.JobOrder;
import dev.sendoff.core.RequestId;
import dev.sendoff.installation.Installation;
import dev.sendoff.schemas.RecordWriter;
import dev.sendoff.schemas.Topic;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.KafkaException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Jobs that put events in again, or purge them: where they are asked for and asked about, on any instance. It starts and
 * stops with the process, and one of all instances does the jobs. Safe for many threads.
 */
@Singleton
public final class Redrives implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(Redrives.class);

    private final RedriveConfig config;
    private final RecordWriter writer;
    private final JobsView view;
    private final Worker worker;
    private final Survey survey;
    private final Thread thread;
    private final Producer<byte[], byte[]> orders;
    private final InstantSource clock = InstantSource.system();

    Redrives(Installation installation, RedriveConfig config) {
        this.config = config;
        Clients clients = new Clients(installation, config.sessionTimeout(), config.writeTimeout());
        this.writer = new RecordWriter(installation.wire());
        this.orders = clients.orderProducer();
        String topic = installation.topics().name(Topic.REDRIVES);
        this.view = new JobsView(() -> clients.reader("jobs"), topic, installation.wire(), this::wake);
        this.worker = new Worker(
                clients::seat,
                topic,
                () -> new Term(
                        clients,
                        installation.wire(),
                        installation.account(),
                        view,
                        config.retention(),
                        config.maxRunning(),
                        clock));
        this.survey = new Survey(clients, installation.wire(), installation.account(), config.dryRunTimeout(), clock);
        this.thread = Thread.ofPlatform().name("redrive").unstarted(worker);
    }

    /** It could not be done now, and may be tried again. The message says why. */
    public static final class UnavailableException extends Exception {
        private static final long serialVersionUID = 1L;

        UnavailableException(String message, Throwable cause) {
            super(message, cause);
        }
    }

    void start(@Observes StartupEvent event) {
        view.start();
        thread.start();
    }

    void stop(@Observes ShutdownEvent event) {
        close();
    }

    private void wake() {
        worker.wake();
    }

    /** Whether jobs can be asked about, and are done here if no other instance does them. */
    boolean isReady() {
        return view.isComplete() && worker.hasJoined() && thread.isAlive();
    }

    /** A new id for a job. */
    public UUID newId() {
        return RequestId.generate(0, clock.instant(), RandomGenerator.getDefault())
                .value();
    }

    public Instant now() {
        return clock.instant();
    }

    /** What the job would do. */
    public Findings survey(JobOrder order) throws UnavailableException {
        try {
            return survey.of(order);
        } catch (KafkaException e) {
            throw new UnavailableException("the topics cannot be read now: " + e.getMessage(), e);
        }
    }

    /** Asks for a job, or for something else of it. Once it returns, this is durable. */
    public void order(JobOrder order) throws UnavailableException, InterruptedException {
        Duration timeout = config.writeTimeout();
        long offset;
        try {
            offset = orders.send(writer.job(order))
                    .get(timeout.toMillis(), TimeUnit.MILLISECONDS)
                    .offset();
        } catch (ExecutionException | TimeoutException | KafkaException e) {
            throw new UnavailableException("the brokers did not take it in time: " + e.getMessage(), e);
        }
        try {
            view.awaitRead(offset, timeout);
        } catch (TimeoutException e) {
            // The open transaction of one that was lost holds back the view; it is on the topic all the same.
            log.debug("what is asked of job {} is not read yet", order.id(), e);
        }
    }

    public Optional<Job> find(UUID id) {
        return view.find(id);
    }

    /** The latest first. */
    public List<Job> all() {
        return view.all();
    }

    /** The job once it is so, or after so long however it is. */
    public Job await(JobOrder order, Predicate<Job> enough, Duration timeout) throws InterruptedException {
        long deadline = System.nanoTime() + timeout.toNanos();
        while (true) {
            Job job = view.find(order.id()).orElseGet(() -> new Job(order, null));
            long left = deadline - System.nanoTime();
            if (enough.test(job) || left <= 0) {
                return job;
            }
            view.await(Math.min(left, TimeUnit.MILLISECONDS.toNanos(100)));
        }
    }

    @Override
    public void close() {
        worker.stop();
        try {
            if (thread.isAlive() && !thread.join(config.stopTimeout())) {
                log.warn("the jobs did not stop within {}", config.stopTimeout());
                thread.interrupt();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        view.close();
        orders.close(config.stopTimeout());
    }
}
