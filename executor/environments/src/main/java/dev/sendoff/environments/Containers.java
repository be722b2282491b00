package dev.sendoff.environments;

import dev.sendoff.core.Outcome;
import dev.sendoff.environments.crew.Action;
import dev.sendoff.environments.crew.Crew;
import dev.sendoff.environments.life.Input;
import dev.sendoff.environments.life.Run;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs events in containers that somebody else starts, and that reach Lambda's Runtime API here over the network. Safe for use
 * by any thread.
 *
 * <p>Whoever reaches a port gets the events of the functions that it serves, and may answer them: there is no authentication.
 */
public final class Containers implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(Containers.class);
    private static final Logger functionLog = LoggerFactory.getLogger("sendoff.function");

    private static final String CLOSED = "this executor was closed";
    private static final long TICK_MILLIS = 20;
    /** How often it is said that somebody asks for a function that is not there. */
    private static final long REMARK_NANOS = 10_000_000_000L;

    private final ContainersSettings settings;
    private final ContainerNames names;
    private final Vertx vertx;
    private final List<HttpServer> servers = new ArrayList<>();
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<String, Crew> crews = new HashMap<>();
    private final Map<HttpConnection, Long> connections = new HashMap<>();
    /** The requests that wait for an event. */
    private final Map<Long, Exchange> polls = new LinkedHashMap<>();

    private final Map<String, Long> remarked = new HashMap<>();
    private long lastNumber;
    private final long timer;
    private boolean closed;

    private Containers(ContainersSettings settings, ContainerFunctions functions, Vertx vertx) {
        this.settings = settings;
        this.names = new ContainerNames(functions);
        this.vertx = vertx;
        this.timer = vertx.setPeriodic(TICK_MILLIS, _ -> tick());
    }

    /**
     * Listens.
     *
     * @param functions whose containers may ask
     * @param vertx stays the caller's
     * @throws IllegalStateException if a port cannot be had
     */
    public static Containers open(ContainersSettings settings, ContainerFunctions functions, Vertx vertx) {
        Containers containers = new Containers(settings, functions, vertx);
        try {
            if (settings.port() != null) {
                containers.listen(settings.port(), null);
            }
            settings.ports().forEach((function, port) -> containers.listen(port, function));
        } catch (IllegalStateException e) {
            containers.close();
            throw e;
        }
        return containers;
    }

    private void listen(int port, @Nullable String function) {
        try {
            servers.add(
                    new RuntimeApi(vertx, false).listen(settings.host(), port, Optional.empty(), new Door(function)));
        } catch (RuntimeException e) {
            throw new IllegalStateException(
                    "the Runtime API for containers cannot listen on " + settings.host() + ":" + port + ": "
                            + (e.getCause() == null ? e : e.getCause()).getMessage(),
                    e);
        }
        log.info(
                "containers {} reach the Runtime API at {}:{}; whoever reaches that port can read and answer events",
                function == null ? "of functions that they name in their host name" : "of '" + function + "'",
                settings.host(),
                servers.getLast().actualPort());
    }

    /** The port that tells functions by the name in the request; 0 if there is none. */
    public int port() {
        return settings.port() == null ? 0 : servers.getFirst().actualPort();
    }

    /**
     * Makes one attempt; returns at once. The event waits if containers are connected and have other events.
     *
     * @param version {@code $LATEST} or a number; only told in the log
     * @param memoryMb only told in the log
     * @return never completes exceptionally, and always completes. It may do so on an event loop's thread, so what is chained to
     *     it must be short. {@link Outcome.NotRun} where no container has it
     */
    public CompletionStage<Outcome> run(String function, String version, int memoryMb, Event event, OutputLog output) {
        ContainerTask task = new ContainerTask(version, memoryMb, event, output);
        decide(null, now -> crew(function).submit(task, now));
        return task.outcome;
    }

    /** How many there are of all functions. */
    public Crew.Count count() {
        lock.lock();
        try {
            int free = 0;
            int busy = 0;
            int waiting = 0;
            for (Crew crew : crews.values()) {
                Crew.Count count = crew.count();
                free += count.free();
                busy += count.busy();
                waiting += count.waiting();
            }
            return new Crew.Count(free, busy, waiting);
        } finally {
            lock.unlock();
        }
    }

    /** Who comes in by one port. */
    private final class Door implements RuntimeApi.Listener {

        private final @Nullable String function;

        Door(@Nullable String function) {
            this.function = function;
        }

        @Override
        public void said(Input input, Exchange exchange) {
            switch (names.find(function, exchange.host())) {
                case ContainerNames.Found.Refused(String asked, String why) -> {
                    if (input instanceof Input.Answer && isServed(asked)) {
                        // The function was deleted while its event ran.
                        heard(asked, input, exchange);
                        return;
                    }
                    remark(asked, why);
                    exchange.refuse(404, "Sendoff.UnknownFunction", why);
                }
                case ContainerNames.Found.Known(String name) -> heard(name, input, exchange);
            }
        }

        @Override
        public void disconnected(HttpConnection connection) {
            gone(connection);
        }
    }

    private boolean isServed(String function) {
        lock.lock();
        try {
            return crews.containsKey(function);
        } finally {
            lock.unlock();
        }
    }

    private void heard(String function, Input input, Exchange exchange) {
        switch (input) {
            case Input.Asked _ -> decide(exchange, now -> asked(function, exchange, now));
            case Input.Answer answer ->
                decide(
                        exchange,
                        now -> crew(function)
                                .answered(
                                        answer.requestId(),
                                        number(exchange.connection()),
                                        answer.outcome(),
                                        answer.reply(),
                                        now));
            case Input.InitFailed failed -> {
                String error = failed.outcome().error().payload();
                functionLog.atError().addKeyValue("function", function).log("a container could not start: {}", error);
                decide(
                        exchange,
                        now -> crew(function).initFailed(number(exchange.connection()), failed.outcome(), now));
            }
            case Input.Hung _,
                    Input.Exited _,
                    Input.NotStarted _,
                    Input.OverMemory _,
                    Input.Cleared _,
                    Input.Given _,
                    Input.Stop _,
                    Input.Tick _ -> throw new IllegalStateException("no request of a runtime: " + input);
        }
    }

    /** Under the lock. One that is not answered at once is held before that is decided, as the decision may be to answer it. */
    private List<Action> asked(String function, Exchange exchange, long now) {
        long poll = ++lastNumber;
        polls.put(poll, exchange);
        List<Action> actions = crew(function).asked(poll, number(exchange.connection()), now);
        if (actions.stream().anyMatch(Action.Respond.class::isInstance)) {
            polls.remove(poll);
        }
        return actions;
    }

    private void gone(HttpConnection connection) {
        decide(null, now -> {
            Long number = connections.remove(connection);
            if (number == null) {
                return List.of();
            }
            polls.values().removeIf(exchange -> exchange.connection() == connection);
            return all(crew -> crew.disconnected(number, now));
        });
    }

    private void tick() {
        decide(null, now -> all(crew -> crew.tick(now)));
    }

    private List<Action> all(Function<Crew, List<Action>> decision) {
        List<Action> actions = new ArrayList<>();
        crews.values().forEach(crew -> actions.addAll(decision.apply(crew)));
        return actions;
    }

    /** Under the lock. */
    private Crew crew(String function) {
        return crews.computeIfAbsent(function, name -> {
            Crew crew = new Crew(name, new Crew.Limits(settings.waiting(), settings.away()));
            if (closed) {
                var _ = crew.close(CLOSED);
            }
            return crew;
        });
    }

    /** Under the lock. */
    private long number(HttpConnection connection) {
        return connections.computeIfAbsent(connection, _ -> ++lastNumber);
    }

    /** @param exchange the request that the decision is about */
    private void decide(@Nullable Exchange exchange, LongFunction<List<Action>> decision) {
        List<Runnable> deeds = new ArrayList<>();
        lock.lock();
        try {
            for (Action action : decision.apply(System.nanoTime())) {
                deeds.add(deed(action, exchange));
            }
        } finally {
            lock.unlock();
        }
        deeds.forEach(Runnable::run);
        if (exchange != null && exchange.isGone()) {
            // Its end may have been told before it was known here.
            gone(exchange.connection());
        }
    }

    /** Under the lock, so that what goes to an attempt's log is in order. What may take time is what is returned. */
    private Runnable deed(Action action, @Nullable Exchange exchange) {
        return switch (action) {
            case Action.Deliver(long poll, var job, long until) -> {
                ContainerTask task = (ContainerTask) job;
                Exchange waiting = polls.remove(poll);
                if (waiting == null) {
                    throw new IllegalStateException("no request waits as " + poll);
                }
                task.begin();
                yield () -> deliver(task, waiting, until);
            }
            case Action.Respond(var reply) ->
                () -> {
                    if (exchange != null) {
                        exchange.respond(reply);
                    }
                };
            case Action.Settle(var job, Outcome outcome, @Nullable Run run) -> {
                ContainerTask task = (ContainerTask) job;
                if (run != null) {
                    task.end(outcome, run);
                }
                yield () -> task.outcome.complete(outcome);
            }
        };
    }

    private void deliver(ContainerTask task, Exchange waiting, long until) {
        long left = (until - System.nanoTime()) / 1_000_000;
        waiting.deliver(task.event, System.currentTimeMillis() + left)
                .onFailure(_ -> decide(null, now -> all(crew -> crew.undelivered(task))));
    }

    private void remark(String asked, String why) {
        long now = System.nanoTime();
        lock.lock();
        try {
            remarked.values().removeIf(at -> now - at >= REMARK_NANOS);
            if (remarked.size() >= 100 || remarked.putIfAbsent(asked, now) != null) {
                return;
            }
        } finally {
            lock.unlock();
        }
        log.warn("a container was refused: {}", why);
    }

    /** Gives everything back that containers have or wait for, and ends their connections. */
    @Override
    public void close() {
        lock.lock();
        try {
            if (closed) {
                return;
            }
            closed = true;
        } finally {
            lock.unlock();
        }
        vertx.cancelTimer(timer);
        decide(null, _ -> all(crew -> crew.close(CLOSED)));
        for (HttpServer server : servers) {
            server.close().toCompletionStage().toCompletableFuture().join();
        }
    }
}
