package dev.sendoff.executor.handlers;

import dev.sendoff.core.Function;
import dev.sendoff.core.FunctionVersion;
import dev.sendoff.core.Outcome;
import dev.sendoff.core.PlatformErrors;
import dev.sendoff.executor.Runner;
import dev.sendoff.executor.handlers.sources.FunctionDeclaration;
import dev.sendoff.executor.handlers.sources.HandlerSource;
import dev.sendoff.executor.handlers.sources.HandlerSources;
import dev.sendoff.executor.handlers.sources.UnusableSourceException;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.Startup;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.LongAdder;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The functions that this process can run, and the running of them. Safe for use by any thread. */
@Singleton
@Startup
public final class Handlers implements Runner, AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(Handlers.class);

    /** How long a handler whose time is up may take to end before it is reported. */
    private static final Duration GRACE = Duration.ofSeconds(1);

    private final Map<String, LoadedFunction> functions = new TreeMap<>();
    private final List<HandlerSource> sources;
    private final List<String> problems;
    private final RunningAttempt.Surroundings surroundings;
    private volatile boolean closed;

    @Inject
    Handlers(HandlersConfig config, @dev.sendoff.executor.Function Instance<Object> beans, MeterRegistry metrics)
            throws IOException {
        this(
                HandlerSources.find(applicationLoader(), config.handlers()),
                beans.handlesStream().toList(),
                InstantSource.system(),
                RandomGenerator.getDefault(),
                GRACE);
        Gauge.builder("sendoff.handlers.stray", surroundings.strays(), LongAdder::sum)
                .description("Handlers that run on although their attempt has timed out")
                .register(metrics);
    }

    Handlers(
            HandlerSources found,
            List<? extends Instance.Handle<Object>> beans,
            InstantSource clock,
            RandomGenerator random,
            Duration grace) {
        surroundings =
                new RunningAttempt.Surroundings(new Deadlines("handler-deadlines"), clock, grace, new LongAdder());
        sources = found.usable();
        var problems = new ArrayList<>(found.problems());
        for (Instance.Handle<Object> bean : beans) {
            try {
                BeanHandler handler = BeanHandler.of(bean, applicationLoader());
                requireNew(handler.declaration());
                functions.put(handler.declaration().name(), LoadedFunction.of(handler, logStream(clock, random)));
                log.info(
                        "loaded [{}] from {}",
                        handler.declaration().name(),
                        handler.source().name());
            } catch (UnusableSourceException e) {
                problems.add("a function that is a bean is not loaded: " + e.getMessage());
            }
        }
        for (HandlerSource source : sources) {
            try {
                functions.putAll(load(source, logStream(clock, random)));
                log.info("loaded {} from {}", names(source), source.name());
            } catch (UnusableSourceException e) {
                problems.add("the functions of " + source.name() + " are not loaded: " + e.getMessage());
            }
        }
        this.problems = List.copyOf(problems);
        problems.forEach(log::error);
    }

    /** All functions of the source or, if one of them cannot be, none. */
    private Map<String, LoadedFunction> load(HandlerSource source, String logStream) throws UnusableSourceException {
        Map<String, LoadedFunction> loaded = new TreeMap<>();
        for (FunctionDeclaration declaration : source.functions()) {
            requireNew(declaration);
            loaded.put(declaration.name(), LoadedFunction.load(source, declaration, logStream));
        }
        return loaded;
    }

    private void requireNew(FunctionDeclaration declaration) throws UnusableSourceException {
        LoadedFunction other = functions.get(declaration.name());
        if (other != null) {
            throw new UnusableSourceException("there is a function '" + declaration.name() + "' already, from "
                    + other.source().name());
        }
    }

    private static List<String> names(HandlerSource source) {
        return source.functions().stream().map(FunctionDeclaration::name).toList();
    }

    private static ClassLoader applicationLoader() {
        ClassLoader running = Thread.currentThread().getContextClassLoader();
        return running == null ? Handlers.class.getClassLoader() : running;
    }

    private static String logStream(InstantSource clock, RandomGenerator random) {
        return DateTimeFormatter.ofPattern("yyyy/MM/dd")
                        .withZone(ZoneOffset.UTC)
                        .format(clock.instant())
                + "/[" + FunctionVersion.LATEST + "]"
                + String.format("%016x%016x", random.nextLong(), random.nextLong());
    }

    /** The definitions of all functions that were loaded, sorted by name. */
    public List<Function> functions() {
        return functions.values().stream().map(LoadedFunction::definition).toList();
    }

    /** Whether a function of this name was loaded. */
    public boolean has(String name) {
        return functions.containsKey(name);
    }

    /** The definition of the function, if it was loaded. */
    public Optional<Function> find(String name) {
        return Optional.ofNullable(functions.get(name)).map(LoadedFunction::definition);
    }

    @Override
    public boolean canRun(FunctionVersion version) {
        return has(version.function());
    }

    @Override
    public CompletionStage<Outcome> run(FunctionVersion version, HandlerCall call) {
        return run(call);
    }

    /** What could not be loaded and why, a sentence each. */
    public List<String> problems() {
        return problems;
    }

    /** How many handlers run on although their attempt has timed out. */
    long strays() {
        return surroundings.strays().sum();
    }

    /** How many attempts (and interrupted threads) are watched. */
    int watched() {
        return surroundings.deadlines().size();
    }

    /**
     * Makes one attempt, on a virtual thread of its own; returns at once.
     *
     * @return never completes exceptionally, and always completes: at the latest when {@link HandlerCall#timeout} is
     *     over. It may complete on the timer's thread, so what is chained to it must be short.
     */
    public CompletionStage<Outcome> run(HandlerCall call) {
        LoadedFunction function = functions.get(call.function());
        if (function == null) {
            return CompletableFuture.completedFuture(PlatformErrors.of(
                    "Runtime.HandlerNotFound", "this executor has no function '" + call.function() + "'"));
        }
        if (closed) {
            // Without the timer an attempt might never end.
            return CompletableFuture.completedFuture(
                    PlatformErrors.of("Runtime.Stopped", "this executor was stopped before the attempt"));
        }
        return RunningAttempt.start(function, call, surroundings);
    }

    /** Whoever feeds the handlers has stopped before: from now on no deadline is watched. */
    @Override
    @PreDestroy
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        surroundings.deadlines().close();
        for (HandlerSource source : sources) {
            try {
                source.close();
            } catch (IOException e) {
                log.warn("{} could not be closed", source.name(), e);
            }
        }
    }
}
