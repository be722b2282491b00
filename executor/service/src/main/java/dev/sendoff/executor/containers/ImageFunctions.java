package dev.sendoff.executor.containers;

import dev.sendoff.core.Code;
import dev.sendoff.core.FunctionVersion;
import dev.sendoff.core.Outcome;
import dev.sendoff.environments.ContainerFunctions;
import dev.sendoff.environments.Containers;
import dev.sendoff.environments.ContainersSettings;
import dev.sendoff.environments.crew.Crew;
import dev.sendoff.executor.Runner;
import dev.sendoff.executor.RuntimeEvents;
import dev.sendoff.executor.handlers.HandlerCall;
import dev.sendoff.registry.Functions;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.StartupEvent;
import io.vertx.core.Vertx;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs functions that are container images, in whichever containers are connected. */
@Singleton
public final class ImageFunctions implements Runner, AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(ImageFunctions.class);
    private static final long REMARK_NANOS = 10_000_000_000L;
    private static final Crew.Count NONE = new Crew.Count(0, 0, 0);

    private final ContainersConfig config;
    private final Functions functions;
    private final Vertx vertx;
    private final Map<String, Integer> ports;
    private final Map<String, Long> remarked = new ConcurrentHashMap<>();
    private volatile @Nullable Containers containers;

    ImageFunctions(ContainersConfig config, Functions functions, Vertx vertx, MeterRegistry meters) {
        this.config = config;
        this.functions = functions;
        this.vertx = vertx;
        this.ports = FunctionPorts.read(config.ports().orElse(List.of()));
        measure(meters, "free", Crew.Count::free);
        measure(meters, "busy", Crew.Count::busy);
        measure(meters, "waiting", Crew.Count::waiting);
    }

    private void measure(MeterRegistry meters, String name, ToIntFunction<Crew.Count> count) {
        meters.gauge("sendoff.containers." + name, this, it -> {
            Containers opened = it.containers;
            return count.applyAsInt(opened == null ? NONE : opened.count());
        });
    }

    /** Lets containers ask once it is known which functions there are: who asks before is not to be told that there is none. */
    void start(@Observes StartupEvent event) {
        if (config.port().isEmpty() && ports.isEmpty()) {
            log.debug("no port for containers is set");
            return;
        }
        int known = functions.all().size();
        log.debug("{} functions are known", known);
        containers = Containers.open(
                new ContainersSettings(
                        config.host(), config.port().orElse(null), ports, config.waiting(), ContainersSettings.AWAY),
                new Deployed(functions),
                vertx);
    }

    /** What is deployed as an image. */
    private record Deployed(Functions functions) implements ContainerFunctions {

        @Override
        public boolean has(String function) {
            return functions
                    .find(function)
                    .filter(found -> found.latest().code() instanceof Code.Image)
                    .isPresent();
        }

        @Override
        public Collection<String> all() {
            return functions.all().stream()
                    .filter(function -> function.latest().code() instanceof Code.Image)
                    .map(dev.sendoff.core.Function::name)
                    .toList();
        }
    }

    @Override
    public boolean canRun(FunctionVersion version) {
        return version.code() instanceof Code.Image && containers != null;
    }

    /** The attempt begins when a container has the event: its time counts from then on. */
    @Override
    public CompletionStage<Outcome> run(FunctionVersion version, HandlerCall call) {
        Containers opened = containers;
        if (opened == null) {
            return CompletableFuture.completedFuture(
                    new Outcome.NotRun("this executor has no port where containers could ask"));
        }
        return opened.run(
                        version.function(),
                        version.number(),
                        version.configuration().memorySize(),
                        RuntimeEvents.event(call),
                        RuntimeEvents.log(call.log()))
                .thenApply(outcome -> {
                    if (outcome instanceof Outcome.NotRun(String why)) {
                        remark(version.function(), why);
                    }
                    return outcome;
                });
    }

    /** Whoever looks for the reason why events wait finds it in the log: of each function now and then. */
    private void remark(String function, String why) {
        long now = System.nanoTime();
        boolean isNews = remarked.merge(function, now, (at, then) -> then - at >= REMARK_NANOS ? then : at) == now;
        if (isNews) {
            log.warn("events of function={} are not run: {}", function, why);
        }
    }

    @Override
    @PreDestroy
    public void close() {
        Containers opened = containers;
        if (opened != null) {
            opened.close();
        }
    }
}
