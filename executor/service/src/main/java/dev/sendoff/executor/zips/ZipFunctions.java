package dev.sendoff.executor.zips;

import dev.sendoff.core.Code;
import dev.sendoff.core.Function;
import dev.sendoff.core.FunctionVersion;
import dev.sendoff.core.Outcome;
import dev.sendoff.core.PlatformErrors;
import dev.sendoff.environments.Environments;
import dev.sendoff.environments.EnvironmentsSettings;
import dev.sendoff.environments.Event;
import dev.sendoff.environments.Figures;
import dev.sendoff.environments.OutputLog;
import dev.sendoff.executor.Runner;
import dev.sendoff.executor.handlers.HandlerCall;
import dev.sendoff.executor.handlers.InvocationLog;
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
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.ToIntFunction;
import java.util.stream.Stream;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs functions that came as a zip, in environments of their own. What it needs is made ready while the executor starts;
 * an attempt that comes before waits for it.
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
    private final CompletableFuture<Ready> ready;

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
        this.ready = CompletableFuture.supplyAsync(this::makeReady, threads);
        ready.whenComplete((made, failure) -> {
            if (failure != null) {
                log.error("functions that came as a zip cannot be run by this executor", failure);
            }
        });
        measure(meters, "starting", Figures::starting);
        measure(meters, "idle", Figures::idle);
        measure(meters, "busy", Figures::busy);
        measure(meters, "waiting", Figures::waiting);
    }

    private Ready makeReady() {
        try {
            CodeFolders folders = new CodeFolders(folder.resolve("code"), store);
            Environments environments = Environments.open(
                    new EnvironmentsSettings(
                            config.most(),
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
            Runtimes runtimes = Runtimes.install(
                    folder.resolve("runtimes"),
                    config.node().orElse(null),
                    config.python().orElse(null),
                    String.valueOf(System.getenv("PATH")),
                    environments.haveUsers());
            log.info("runs zips with {}; code is in {}", runtimes.described(), folder);
            Ready made = new Ready(
                    runtimes, folders, new Preparations(folders, runtimes, variables(), threads), environments);
            sweeper.scheduleWithFixedDelay(() -> sweep(made), 0, BETWEEN_SWEEPS.toMillis(), TimeUnit.MILLISECONDS);
            return made;
        } catch (IOException e) {
            throw new UncheckedIOException("the folder " + folder + " cannot be used: " + e.getMessage(), e);
        }
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
                it -> it.isReady()
                        ? figure.applyAsInt(it.ready.join().environments().figures())
                        : 0);
    }

    private boolean isReady() {
        return ready.isDone() && !ready.isCompletedExceptionally();
    }

    @Override
    public boolean canRun(FunctionVersion version) {
        String runtime = version.configuration().runtime();
        return version.code() instanceof Code.Zip
                && runtime != null
                && !ready.isCompletedExceptionally()
                && (!ready.isDone() || ready.join().runtimes().has(runtime));
    }

    /** An attempt that waits for an environment, or for its code, begins when it has it: its time counts from then on. */
    @Override
    public CompletionStage<Outcome> run(FunctionVersion version, HandlerCall call) {
        if (!(version.code() instanceof Code.Zip zip)) {
            throw new IllegalArgumentException(version.key() + " is no zip");
        }
        return ready.thenCompose(made -> made.preparations()
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
                environments.run(
                        ready.blueprint(),
                        new Event(
                                call.id(),
                                call.invokedFunctionArn(),
                                call.payload(),
                                call.traceHeader(),
                                decoded(call.clientContext()),
                                call.timeout(),
                                call.attempt()),
                        new Output(call.log()));
        };
    }

    private static @Nullable String decoded(@Nullable String base64) {
        return base64 == null ? null : new String(Base64.getDecoder().decode(base64), StandardCharsets.UTF_8);
    }

    /** The caller's log, as environments write it. */
    private record Output(InvocationLog log) implements OutputLog {
        @Override
        public boolean isKept() {
            return log.isKept();
        }

        @Override
        public void append(String text) {
            log.append(text);
        }
    }

    @Override
    @PreDestroy
    public void close() {
        sweeper.shutdownNow();
        ready.thenAccept(made -> made.environments().close());
        threads.shutdown();
    }
}
