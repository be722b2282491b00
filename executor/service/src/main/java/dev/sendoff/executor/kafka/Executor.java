package dev.sendoff.executor.kafka;

import dev.sendoff.core.FunctionVersion;
import dev.sendoff.core.Invocation;
import dev.sendoff.core.Outcome;
import dev.sendoff.executor.Runner;
import dev.sendoff.executor.Runners;
import dev.sendoff.executor.deliveries.Deliveries;
import dev.sendoff.executor.engine.AttemptSettings;
import dev.sendoff.executor.engine.CompletionGroup;
import dev.sendoff.executor.engine.Engine;
import dev.sendoff.executor.engine.Limits;
import dev.sendoff.executor.engine.Resolver;
import dev.sendoff.executor.handlers.HandlerCall;
import dev.sendoff.executor.handlers.Handlers;
import dev.sendoff.executor.handlers.InvocationLog;
import dev.sendoff.executor.http.CallLimit;
import dev.sendoff.installation.Installation;
import dev.sendoff.registry.Cancellations;
import dev.sendoff.registry.Functions;
import dev.sendoff.schemas.InvocationReader;
import dev.sendoff.schemas.RecordWriter;
import dev.sendoff.schemas.Topic;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.MemberToRemove;
import org.apache.kafka.clients.admin.RemoveMembersFromConsumerGroupOptions;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.config.ConfigResource;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The executor's life: announces what it can run, then reads, runs and commits until the process stops. */
@Singleton
final class Executor implements CallLimit {

    private static final Logger log = LoggerFactory.getLogger(Executor.class);

    private static final Duration THREADS_END_WITHIN = Duration.ofSeconds(5);
    /** A member learns of new partitions by its heartbeat. */
    private static final int HEARTBEATS_A_SESSION = 9;

    /** Of whatever thread asks. */
    private static final RandomGenerator CHANCE =
            () -> ThreadLocalRandom.current().nextLong();

    private static final Duration LOOK_FOR_LONG_ATTEMPTS = Duration.ofMillis(100);

    private final ExecutorConfig config;
    private final Installation installation;
    private final Functions functions;
    private final Cancellations cancellations;
    private final Breakers breakers = new Breakers(CHANCE);
    private final Handlers handlers;
    private final Runner runner;
    private final Deliveries deliveries;
    private final MeterRegistry meters;
    private final InstantSource clock = InstantSource.system();

    private volatile @Nullable Running running;

    Executor(
            ExecutorConfig config,
            Installation installation,
            Functions functions,
            Cancellations cancellations,
            Handlers handlers,
            Runners runner,
            Deliveries deliveries,
            MeterRegistry meters) {
        this.config = config;
        this.installation = installation;
        this.functions = functions;
        this.cancellations = cancellations;
        this.handlers = handlers;
        this.runner = runner;
        this.deliveries = deliveries;
        this.meters = meters;
    }

    void start(@Observes StartupEvent event) {
        functions.announce(handlers.functions());
        // What was cancelled while none of us ran is not to be the first that runs.
        cancellations.awaitReady();
        running = new Running();
    }

    void stop(@Observes ShutdownEvent event) {
        if (running != null) {
            running.close();
            running = null;
        }
    }

    /** Whether it takes part in its group. */
    boolean isReady() {
        return running != null && running.pollLoop.hasJoined();
    }

    @Override
    public Optional<Runnable> enter(String function) {
        Running now = running;
        if (now != null) {
            return now.workshop.enter(function);
        }
        boolean limited = functions
                .find(function)
                .map(known -> known.settings().reservedConcurrency())
                .isPresent();
        return limited ? Optional.empty() : Optional.of(() -> {});
    }

    private CompletionStage<Outcome> run(Invocation invocation, boolean redelivered, AttemptSettings settings) {
        FunctionVersion version = settings.version();
        return runner.run(
                version,
                new HandlerCall(
                        invocation.id(),
                        invocation.function(),
                        installation.account().functionArn(invocation.function(), invocation.qualifier()),
                        invocation.payload(),
                        invocation.attempt(),
                        redelivered,
                        version.configuration().timeout(),
                        invocation.traceHeader(),
                        null,
                        invocation.origin().deliveryOf(),
                        InvocationLog.NONE));
    }

    /** All that exists only while the executor runs. */
    private final class Running {
        private final Clients clients = new Clients(installation, config);
        private final Admin admin = clients.admin();
        private final Producer<byte[], byte[]> news = clients.bestEffortProducer();
        private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(
                Thread.ofPlatform().name("executor-timer").daemon().factory());
        private final Workshop workshop;
        private final PollLoop pollLoop;
        private final KafkaDispositions dispositions;
        private final Thread polling;
        private final Thread committing;

        Running() {
            Limits limits = new Limits(
                    config.concurrency(),
                    config.buffered(),
                    config.bufferedBytes(),
                    config.groupSize(),
                    config.claimAhead(),
                    config.patience());
            RegisteredDeployments deployments = new RegisteredDeployments(
                    functions, runner, installation.defaultRetryPolicy(), installation.sharding(), deliveries, CHANCE);
            workshop = new Workshop(
                    new Engine(limits, deployments, installation.instance()),
                    new Resolver(CHANCE),
                    deployments,
                    cancellations,
                    breakers,
                    Executor.this::run,
                    clock,
                    config.gather(),
                    config.groupSize());
            String topic = installation.topics().name(Topic.INVOCATIONS);
            RecordWriter records = new RecordWriter(installation.wire());
            pollLoop = new PollLoop(
                    clients::consumer,
                    topic,
                    clients.group(),
                    workshop,
                    new Intake(new InvocationReader(installation.wire()), clock),
                    config.drainTimeout(),
                    config.shutdownTimeout());
            dispositions = new KafkaDispositions(
                    clients::transactionalProducer, admin, records, topic, clients.group(), pollLoop::membership);
            askForSessionTimeout();
            endFormerLife();
            measure();
            polling = Thread.ofPlatform().name("executor-poll").start(pollLoop);
            committing = Thread.ofPlatform().name("executor-commit").start(this::commitGroups);
            var _ = timer.scheduleWithFixedDelay(() -> breakers.keep(this::hasOutageRule), 1, 1, TimeUnit.MINUTES);
            var _ = timer.scheduleWithFixedDelay(
                    new LongAttempts(
                            workshop::running, news, records, installation.instance(), config.announceAfter(), clock),
                    LOOK_FOR_LONG_ATTEMPTS.toMillis(),
                    LOOK_FOR_LONG_ATTEMPTS.toMillis(),
                    TimeUnit.MILLISECONDS);
        }

        private boolean hasOutageRule(String function) {
            return functions
                    .find(function)
                    .map(known -> known.settings().queue().outageRule())
                    .isPresent();
        }

        private void commitGroups() {
            try {
                while (true) {
                    Optional<CompletionGroup> group = workshop.awaitGroup();
                    if (group.isEmpty()) {
                        return;
                    }
                    workshop.written(group.get(), dispositions.write(group.get()));
                }
            } catch (InterruptedException e) {
                log.warn("interrupted; what is not committed is left to the next owner");
            } finally {
                dispositions.close();
            }
        }

        /** With the consumer protocol it is not the member but the group that has a session time-out. */
        private void askForSessionTimeout() {
            ConfigResource group = new ConfigResource(ConfigResource.Type.GROUP, clients.group());
            List<AlterConfigOp> changes = new ArrayList<>();
            changes.add(set("consumer.session.timeout.ms", config.sessionTimeout()));
            changes.add(set(
                    "consumer.heartbeat.interval.ms", config.sessionTimeout().dividedBy(HEARTBEATS_A_SESSION)));
            try {
                admin.incrementalAlterConfigs(Map.of(group, changes)).all().get(10, TimeUnit.SECONDS);
            } catch (ExecutionException | java.util.concurrent.TimeoutException e) {
                log.info(
                        "the broker keeps its own session time-out, so a dead executor's partitions wait that long: {}",
                        e.getMessage());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }

        /**
         * Has the group forget a member of this name: it can only be this executor before it was killed, and until its
         * session ends the group would refuse the name, and keep its partitions from everybody.
         */
        private void endFormerLife() {
            var former = Set.of(new MemberToRemove(clients.groupInstanceId()));
            try {
                admin.removeMembersFromConsumerGroup(clients.group(), new RemoveMembersFromConsumerGroupOptions(former))
                        .all()
                        .get(10, TimeUnit.SECONDS);
                log.warn(
                        "an executor called '{}' was taken for this one's former life, and has left the group for it;"
                                + " if it still runs, two have the same sendoff.instance",
                        installation.instance());
            } catch (ExecutionException | java.util.concurrent.TimeoutException e) {
                // As a rule there was none: it has left, or its session has ended.
                log.debug("no member of this name was removed", e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }

        private static AlterConfigOp set(String name, Duration value) {
            return new AlterConfigOp(new ConfigEntry(name, String.valueOf(value.toMillis())), AlterConfigOp.OpType.SET);
        }

        private void measure() {
            meters.gauge(
                    "sendoff.executor.running", workshop, it -> it.running().size());
            meters.gauge("sendoff.executor.admitted", workshop, Workshop::admitted);
            meters.gauge("sendoff.executor.fenced", workshop, Workshop::fenced);
            meters.gauge("sendoff.executor.set.aside", workshop, Workshop::setAsideCount);
            meters.gauge("sendoff.executor.held", breakers, Breakers::heldCount);
            meters.gauge("sendoff.executor.outages", breakers, Breakers::holding);
            meters.gauge(
                    "sendoff.recursions.stopped",
                    Tags.of("invocation", "Event"),
                    workshop,
                    Workshop::recursionsStopped);
        }

        /** Drains, commits, leaves the group; then lets the threads end. */
        void close() {
            timer.shutdownNow();
            pollLoop.stop();
            end(polling, config.shutdownTimeout().plus(THREADS_END_WITHIN));
            workshop.close();
            end(committing, THREADS_END_WITHIN);
            news.close(Duration.ofSeconds(1));
            admin.close(Duration.ofSeconds(1));
        }

        private void end(Thread thread, Duration patience) {
            try {
                if (!thread.join(patience)) {
                    log.warn("{} did not end within {} and is interrupted", thread.getName(), patience);
                    thread.interrupt();
                    var _ = thread.join(THREADS_END_WITHIN);
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
