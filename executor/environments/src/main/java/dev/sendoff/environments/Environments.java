package dev.sendoff.environments;

import dev.sendoff.core.Outcome;
import dev.sendoff.environments.life.Action;
import dev.sendoff.environments.life.Input;
import dev.sendoff.environments.life.Life;
import dev.sendoff.environments.life.Roster;
import dev.sendoff.environments.sandbox.Connections;
import dev.sendoff.environments.sandbox.Isolation;
import dev.sendoff.environments.sandbox.MemoryWatch;
import dev.sendoff.environments.sandbox.Sandboxes;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs events in child processes that speak Lambda's Runtime API. Safe for use by any thread.
 *
 * <p>One thread watches them all: deadlines, output, memory. An event that runs in a warm environment wakes no thread
 * but the event loop that its runtime is connected to.
 */
public final class Environments implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(Environments.class);
    private static final long BUSY_PAUSE_NANOS = 10_000_000;
    private static final long IDLE_PAUSE_NANOS = 100_000_000;
    /** A pipe holds 64 KB. One that fills up between two looks holds its function up. */
    private static final int FLOOD_BYTES = 16 * 1024;

    private static final long FLOOD_PAUSE_NANOS = 500_000;
    private static final long MEMORY_PAUSE_NANOS = 100_000_000;
    private static final long ALL_PAUSE_NANOS = 2_000_000_000;
    /** Measuring takes at most one part in so many of a processor's time. */
    private static final int MEMORY_SHARE = 20;

    private static final long AWAY_NANOS = 10_000_000_000L;
    private static final Duration CLOSING = Duration.ofSeconds(10);

    private final EnvironmentsSettings settings;
    private final Sandboxes sandboxes;
    private final RuntimeApi api;
    private final Roster roster;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition emptied = lock.newCondition();
    private final Map<Long, Environment> environments = new ConcurrentHashMap<>();
    private final Thread watch;
    private volatile boolean closed;

    private Environments(EnvironmentsSettings settings, Sandboxes sandboxes, Vertx vertx) {
        this.settings = settings;
        this.sandboxes = sandboxes;
        boolean knowsUsers = haveUsers() && Connections.areTold();
        if (haveUsers() && !knowsUsers) {
            log.warn("this machine does not tell whose a connection is: anybody on it reaches the Runtime API");
        }
        this.api = new RuntimeApi(vertx, knowsUsers);
        this.roster = new Roster(new Roster.Limits(
                settings.most(),
                settings.initialising(),
                new Life.Limits(settings.init().toNanos(), AWAY_NANOS),
                settings.idle(),
                settings.waiting(),
                settings.patience()));
        this.watch = Thread.ofPlatform().daemon().name("environments-watch").unstarted(this::watch);
    }

    /**
     * Takes the folder, and ends what an executor left there that was killed.
     *
     * @param vertx serves the Runtime API; stays the caller's
     * @throws IOException if the folder cannot be used, or another executor uses it
     */
    public static Environments open(EnvironmentsSettings settings, Vertx vertx) throws IOException {
        Sandboxes sandboxes =
                Sandboxes.open(settings.folder(), settings.separateUsers(), settings.lockFolder(), settings.baseUser());
        log.info("isolation: {}", sandboxes.description());
        Environments environments = new Environments(settings, sandboxes, vertx);
        environments.watch.start();
        return environments;
    }

    /** Whether each environment has a user of its own, who can read and run only what everybody can. */
    public boolean haveUsers() {
        return sandboxes.isolation() == Isolation.USERS;
    }

    /** A sentence: which isolation is in force, and if it is less than wanted, why. */
    public String isolation() {
        return sandboxes.description();
    }

    /**
     * Makes one attempt; returns at once. If no environment is idle one is started, or the event waits.
     *
     * @return never completes exceptionally, and always completes. It may do so on an event loop's thread or the one that
     *     watches, so what is chained to it must be short. {@link Outcome.NotRun} is one that could not be given to a
     *     runtime, or was broken off by {@link #close}
     */
    public CompletionStage<Outcome> run(Blueprint blueprint, Event event, OutputLog output) {
        Task task = new Task(blueprint, event, output, settings.outputBytes());
        decide(now -> roster.submit(task, now), null);
        return task.outcome;
    }

    /** Environments of this function get no more events and end: it was deleted. */
    public void retire(String function) {
        decide(now -> roster.retire(function, now), null);
    }

    public Figures figures() {
        lock.lock();
        try {
            Roster.Count count = roster.count();
            return new Figures(
                    count.starting(), count.idle(), count.busy(), count.ending(), count.waiting(), count.held());
        } finally {
            lock.unlock();
        }
    }

    private void happened(Environment environment, Input input, @Nullable Exchange exchange) {
        if (exchange != null && input instanceof Input.Asked) {
            decide(now -> asked(environment, exchange, now), exchange);
        } else if (input instanceof Input.Cleared) {
            decide(now -> cleared(environment, now), null);
        } else {
            decide(now -> roster.happened(environment.number, input, now), exchange);
        }
    }

    /** A request that is not answered at once is held; before the decision, as that may be to answer it. */
    private List<Action> asked(Environment environment, Exchange exchange, long now) {
        List<Action> actions = roster.happened(environment.number, new Input.Asked(), now);
        if (actions.stream().noneMatch(Action.Respond.class::isInstance)) {
            environment.plan(() -> environment.hold(exchange));
        }
        return actions;
    }

    private List<Action> cleared(Environment environment, long now) {
        List<Action> actions = roster.happened(environment.number, new Input.Cleared(), now);
        if (!roster.has(environment.number)) {
            environments.remove(environment.number);
        }
        return actions;
    }

    private void decide(LongFunction<List<Action>> decision, @Nullable Exchange exchange) {
        Set<Environment> touched = new HashSet<>();
        List<Runnable> unhoused = new ArrayList<>();
        lock.lock();
        try {
            for (Action action : decision.apply(System.nanoTime())) {
                plan(action, exchange, touched, unhoused);
            }
            if (closed && roster.isEmpty()) {
                emptied.signalAll();
            }
        } finally {
            lock.unlock();
        }
        touched.forEach(Environment::work);
        unhoused.forEach(Runnable::run);
    }

    private void plan(Action action, @Nullable Exchange exchange, Set<Environment> touched, List<Runnable> unhoused) {
        switch (action) {
            case Action.Launch launch -> {
                Task task = (Task) launch.work();
                Environment environment = new Environment(
                        launch.environment(),
                        task.blueprint,
                        sandboxes.sandbox(launch.slot(), launch.environment()),
                        api,
                        this::happened);
                environments.put(launch.environment(), environment);
                task.environment = environment;
                environment.plan(() -> environment.launch(task));
                touched.add(environment);
            }
            case Action.Deliver deliver ->
                planFor(deliver.environment(), touched, environment -> {
                    Task task = (Task) deliver.work();
                    task.environment = environment;
                    environment.deliver(task, deliver.until());
                });
            case Action.Respond respond -> {
                if (exchange != null) {
                    Environment environment = environments.get(respond.environment());
                    if (environment == null) {
                        unhoused.add(() -> exchange.respond(respond.reply()));
                    } else {
                        environment.plan(() -> exchange.respond(respond.reply()));
                        touched.add(environment);
                    }
                }
            }
            case Action.Settle settle -> {
                Task task = (Task) settle.work();
                Environment environment = task.environment;
                if (environment == null) {
                    unhoused.add(() -> task.outcome.complete(settle.outcome()));
                } else {
                    environment.plan(() -> environment.settle(task, settle.outcome(), settle.run()));
                    touched.add(environment);
                }
            }
            case Action.Clear clear -> planFor(clear.environment(), touched, Environment::clear);
        }
    }

    private void planFor(long number, Set<Environment> touched, Consumer<Environment> action) {
        Environment environment = environments.get(number);
        if (environment == null) {
            throw new IllegalStateException("there is no environment " + number);
        }
        environment.plan(() -> action.accept(environment));
        touched.add(environment);
    }

    private void watch() {
        MemoryWatch memory = new MemoryWatch();
        long measuresAt = System.nanoTime();
        long measuresAllAt = measuresAt;
        boolean busy = true;
        int most = 0;
        while (!closed || !environments.isEmpty()) {
            try {
                long now = System.nanoTime();
                decide(roster::tick, null);
                busy = isBusy();
                boolean all = now - measuresAllAt >= 0;
                most = 0;
                for (Environment environment : environments.values()) {
                    most = Math.max(most, environment.pump());
                }
                if ((busy && now - measuresAt >= 0) || all) {
                    long began = System.nanoTime();
                    measure(memory, all);
                    long took = System.nanoTime() - began;
                    measuresAt = now + Math.max(MEMORY_PAUSE_NANOS, took * MEMORY_SHARE);
                    measuresAllAt = all ? now + ALL_PAUSE_NANOS : measuresAllAt;
                }
            } catch (IOException | RuntimeException e) {
                log.error("environments could not be looked after", e);
            }
            if (most < Environment.TURN) {
                LockSupport.parkNanos(this, pause(busy, most));
            }
        }
    }

    /** @param mostRead how many bytes one environment had written since the last look */
    static long pause(boolean busy, int mostRead) {
        if (mostRead >= FLOOD_BYTES) {
            return FLOOD_PAUSE_NANOS;
        }
        return busy ? BUSY_PAUSE_NANOS : IDLE_PAUSE_NANOS;
    }

    private boolean isBusy() {
        Figures figures = figures();
        return figures.busy() + figures.starting() + figures.ending() + figures.waiting() > 0;
    }

    /** @param all whether those that do nothing are measured too */
    private void measure(MemoryWatch memory, boolean all) throws IOException {
        Map<Sandboxes.Sandbox, Environment> bySandbox = new HashMap<>();
        environments.values().forEach(environment -> bySandbox.put(environment.sandbox, environment));
        Set<Sandboxes.Sandbox> watched = new HashSet<>();
        bySandbox.forEach((sandbox, environment) -> {
            if (all || environment.isWorking()) {
                watched.add(sandbox);
            }
        });
        if (watched.isEmpty()) {
            return;
        }
        memory.measure(bySandbox.keySet(), watched).forEach((sandbox, bytes) -> {
            Environment environment = bySandbox.get(sandbox);
            if (environment != null && environment.holds(bytes)) {
                happened(environment, new Input.OverMemory(), null);
            }
        });
    }

    /** Ends all environments, whatever they do, and everything that came of them. Takes some seconds at most. */
    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        decide(now -> roster.close("this executor was closed", now), null);
        lock.lock();
        try {
            long left = CLOSING.toNanos();
            while (!roster.isEmpty() && left > 0) {
                left = emptied.awaitNanos(left);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            lock.unlock();
        }
        try {
            sandboxes.close();
        } catch (IOException e) {
            log.error("something of the environments may be left", e);
        }
    }
}
