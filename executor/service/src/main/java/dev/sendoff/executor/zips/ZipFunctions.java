package dev.sendoff.executor.zips;

import dev.sendoff.core.Code;
import dev.sendoff.core.Function;
import dev.sendoff.core.FunctionVersion;
import dev.sendoff.core.Outcome;
import dev.sendoff.core.PlatformErrors;
import dev.sendoff.environments.Environments;
import dev.sendoff.environments.EnvironmentsSettings;
import dev.sendoff.environments.Figures;
import dev.sendoff.executor.Runner;
import dev.sendoff.executor.RuntimeEvents;
import dev.sendoff.executor.handlers.HandlerCall;
import dev.sendoff.installation.Installation;
import dev.sendoff.registry.Functions;
import dev.sendoff.registry.RegistryException;
import dev.sendoff.registry.code.CodeFolders;
import dev.sendoff.registry.code.CodeStore;
import dev.sendoff.runtimes.Runtimes;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.Startup;
import io.vertx.core.Vertx;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.ToIntFunction;
import java.util.stream.Stream;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs functions that came as a zip, in environments of their own. What that needs is made ready when the first of them is
 * asked for, or at the start, if an earlier life of this executor has left its folder and maybe more behind. An attempt that
 * comes before waits for it.
 */
@Singleton
@Startup
public final class ZipFunctions implements Runner, AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(ZipFunctions.class);

    /** Longer than an environment can still run of code that is deployed no more. */
    private static final Duration CODE_IS_KEPT = Duration.ofHours(1);

    private static final Duration BETWEEN_SWEEPS = Duration.ofMinutes(10);

    private final EnvironmentsConfig config;
    private final Installation installation;
    private final Functions functions;
    private final CodeStore store;
    private final Vertx vertx;
    private final Path folder;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final ScheduledExecutorService sweeper = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("code-sweeper").factory());
    private final ReentrantLock lifecycle = new ReentrantLock();
    private @Nullable CompletableFuture<Ready> ready;
    private boolean closed;

    private record Ready(
            Runtimes runtimes, CodeFolders folders, Preparations preparations, Environments environments) {}

    ZipFunctions(
            EnvironmentsConfig config,
            Installation installation,
            Functions functions,
            CodeStore store,
            Vertx vertx,
            MeterRegistry meters,
            @ConfigProperty(name = "quarkus.http.port") int port) {
        this.config = config;
        this.installation = installation;
        this.functions = functions;
        this.store = store;
        this.vertx = vertx;
        this.folder = config.folder()
                .orElseGet(() -> Path.of(
                        System.getProperty("java.io.tmpdir"), "sendoff-" + installation.instance() + "-" + port));
        if (Files.exists(folder)) {
            var _ = ready();
        }
        measure(meters, "starting", Figures::starting);
        measure(meters, "idle", Figures::idle);
        measure(meters, "busy", Figures::busy);
        measure(meters, "waiting", Figures::waiting);
        measure(meters, "held", Figures::held);
    }

    private CompletableFuture<Ready> ready() {
        lifecycle.lock();
        try {
            CompletableFuture<Ready> asked = ready;
            if (asked == null) {
                asked = closed
                        ? CompletableFuture.failedFuture(new IllegalStateException("the executor ends"))
                        : CompletableFuture.supplyAsync(this::makeReady, threads);
                ready = asked;
            }
            return asked;
        } finally {
            lifecycle.unlock();
        }
    }

    /** What is ready by now, without asking for it. */
    private Optional<Ready> made() {
        lifecycle.lock();
        try {
            CompletableFuture<Ready> asked = ready;
            return asked != null && asked.isDone() && !asked.isCompletedExceptionally()
                    ? Optional.of(asked.join())
                    : Optional.empty();
        } finally {
            lifecycle.unlock();
        }
    }

    private Ready makeReady() {
        try {
            CodeFolders folders = new CodeFolders(folder.resolve("code"), store);
            Environments environments = Environments.open(
                    new EnvironmentsSettings(
                            config.most(),
                            config.initialising().orElseGet(EnvironmentsSettings::usuallyInitialising),
                            config.idle(),
                            config.init(),
                            config.waiting(),
                            EnvironmentsSettings.PATIENCE,
                            config.outputBytes(),
                            folder.resolve("environments"),
                            config.separateUsers(),
                            config.baseUser(),
                            config.lockFolder()),
                    vertx);
            try {
                return makeReady(folders, environments);
            } catch (IOException | RuntimeException e) {
                environments.close();
                throw e;
            }
        } catch (IOException | RuntimeException e) {
            log.error("functions that came as a zip cannot be run by this executor", e);
            throw new IllegalStateException("the folder " + folder + " cannot be used: " + e.getMessage(), e);
        }
    }

    private Ready makeReady(CodeFolders folders, Environments environments) throws IOException {
        Runtimes runtimes = Runtimes.install(
                folder.resolve("runtimes"),
                config.node().orElse(null),
                config.python().orElse(null),
                String.valueOf(System.getenv("PATH")),
                environments.haveUsers());
        log.info("runs zips with {}; code is in {}", runtimes.described(), folder);
        Ready made =
                new Ready(runtimes, folders, new Preparations(folders, runtimes, variables(), threads), environments);
        var _ = sweeper.scheduleWithFixedDelay(() -> sweep(made), 0, BETWEEN_SWEEPS.toMillis(), TimeUnit.MILLISECONDS);
        return made;
    }

    /** What AWS's SDKs look for. Nothing checks the keys. */
    private Map<String, String> variables() {
        Map<String, String> variables = new HashMap<>();
        variables.put("AWS_REGION", installation.account().region());
        variables.put("AWS_DEFAULT_REGION", installation.account().region());
        variables.put("AWS_ACCESS_KEY_ID", "sendoff");
        variables.put("AWS_SECRET_ACCESS_KEY", "sendoff");
        variables.put("AWS_SESSION_TOKEN", "sendoff");
        variables.put("AWS_ENDPOINT_URL_LAMBDA", config.endpoint().toString());
        return variables;
    }

    /** Lets go of what is deployed no more. */
    private void sweep(Ready made) {
        try {
            Set<Code.Zip> deployed = new HashSet<>();
            Set<String> versions = new HashSet<>();
            for (Function function : functions.all()) {
                Stream.concat(Stream.of(function.latest()), functions.versions(function.name()).stream())
                        .forEach(version -> {
                            if (version.code() instanceof Code.Zip zip) {
                                deployed.add(zip);
                                versions.add(version.key());
                            }
                        });
            }
            made.folders().sweep(deployed, CODE_IS_KEPT, Instant.now());
            made.preparations().keepOnly(versions).forEach(made.environments()::retire);
        } catch (IOException | RegistryException e) {
            log.warn("code that is deployed no more could not be deleted now", e);
        }
    }

    private void measure(MeterRegistry meters, String name, ToIntFunction<Figures> figure) {
        meters.gauge(
                "sendoff.environments." + name,
                this,
                it -> it.made()
                        .map(ready -> figure.applyAsInt(ready.environments().figures()))
                        .orElse(0));
    }

    @Override
    public boolean canRun(FunctionVersion version) {
        String runtime = version.configuration().runtime();
        if (!(version.code() instanceof Code.Zip) || runtime == null) {
            return false;
        }
        return !ready().isDone()
                || made().filter(made -> made.runtimes().has(runtime)).isPresent();
    }

    /** An attempt that waits for an environment, or for its code, begins when it has it: its time counts from then on. */
    @Override
    public CompletionStage<Outcome> run(FunctionVersion version, HandlerCall call) {
        if (!(version.code() instanceof Code.Zip zip)) {
            throw new IllegalArgumentException(version.key() + " is no zip");
        }
        return ready().thenCompose(made -> made.preparations()
                        .of(version, zip)
                        .thenCompose(preparation -> run(made.environments(), preparation, call)))
                .exceptionally(failure -> new Outcome.NotRun("the environments cannot be used: " + failure));
    }

    private static CompletionStage<Outcome> run(Environments environments, Preparation preparation, HandlerCall call) {
        return switch (preparation) {
            case Preparation.NotNow(String why) -> CompletableFuture.completedFuture(new Outcome.NotRun(why));
            case Preparation.InvalidEntrypoint(String message) ->
                CompletableFuture.completedFuture(PlatformErrors.invalidEntrypoint(call.id(), message));
            case Preparation.Ready ready ->
                environments.run(ready.blueprint(), RuntimeEvents.event(call), RuntimeEvents.log(call.log()));
        };
    }

    @Override
    @PreDestroy
    public void close() {
        CompletableFuture<Ready> asked;
        lifecycle.lock();
        try {
            closed = true;
            asked = ready;
        } finally {
            lifecycle.unlock();
        }
        sweeper.shutdownNow();
        if (asked != null) {
            // One that fails has told so, and has nothing to close.
            asked.handle((made, failure) -> {
                        if (made != null) {
                            made.environments().close();
                        }
                        return made;
                    })
                    .join();
        }
        threads.shutdown();
    }
}
