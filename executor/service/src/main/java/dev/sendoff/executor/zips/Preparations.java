package dev.sendoff.executor.zips;

import dev.sendoff.core.Code;
import dev.sendoff.core.Configuration;
import dev.sendoff.core.FunctionVersion;
import dev.sendoff.environments.Blueprint;
import dev.sendoff.registry.RegistryException;
import dev.sendoff.registry.code.CodeFolders;
import dev.sendoff.registry.code.CodeStore;
import dev.sendoff.runtimes.Launch;
import dev.sendoff.runtimes.Runtimes;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes versions of functions ready to run, each once for as long as it does not change. Safe for many threads. */
final class Preparations {

    private static final Logger log = LoggerFactory.getLogger(Preparations.class);

    private final CodeFolders folders;
    private final Runtimes runtimes;
    private final Map<String, String> platform;
    private final Executor threads;
    private final ConcurrentHashMap<String, Kept> kept = new ConcurrentHashMap<>();

    /** Under a version's key; of another revision it is of no use any more. */
    private record Kept(String revision, CompletableFuture<Preparation> preparation) {

        /** One that failed may do better next time. */
        boolean isOf(String wanted) {
            return revision.equals(wanted)
                    && (!preparation.isDone() || !(preparation.join() instanceof Preparation.NotNow));
        }
    }

    /**
     * @param platform variables that every function finds, unless it has one of the same name itself
     * @param threads where code is read and unpacked
     */
    Preparations(CodeFolders folders, Runtimes runtimes, Map<String, String> platform, Executor threads) {
        this.folders = folders;
        this.runtimes = runtimes;
        this.platform = Map.copyOf(platform);
        this.threads = threads;
    }

    /** Returns at once. Never completes exceptionally. */
    CompletableFuture<Preparation> of(FunctionVersion version, Code.Zip zip) {
        String revision = version.revisionId() + ' ' + zip.sha256();
        Kept found = kept.get(version.key());
        if (found != null && found.isOf(revision)) {
            return found.preparation();
        }
        return kept.compute(
                        version.key(),
                        (_, there) -> there != null && there.isOf(revision)
                                ? there
                                : new Kept(
                                        revision,
                                        CompletableFuture.supplyAsync(() -> prepare(version, zip, revision), threads)))
                .preparation();
    }

    /**
     * Forgets all versions but these.
     *
     * @param deployed by their keys
     * @return the functions of which nothing is left
     */
    Set<String> keepOnly(Set<String> deployed) {
        Set<String> gone = new HashSet<>();
        kept.keySet().removeIf(key -> {
            if (deployed.contains(key)) {
                return false;
            }
            gone.add(functionOf(key));
            return true;
        });
        kept.keySet().forEach(key -> gone.remove(functionOf(key)));
        return gone;
    }

    private static String functionOf(String key) {
        return key.split(":", 2)[0];
    }

    private Preparation prepare(FunctionVersion version, Code.Zip zip, String revision) {
        Configuration configuration = version.configuration();
        String runtime = configuration.runtime();
        if (runtime == null) {
            return new Preparation.NotNow("the function '" + version.function() + "' has no runtime");
        }
        try {
            Path taskRoot = folders.of(zip);
            String handler = configuration.handler() == null ? "" : configuration.handler();
            return switch (runtimes.launch(runtime, handler, taskRoot)) {
                case Launch.NotHere(String why) -> new Preparation.NotNow(why);
                case Launch.InvalidEntrypoint(String message) -> new Preparation.InvalidEntrypoint(message);
                case Launch.Command launch -> {
                    launch.remark().ifPresent(remark -> log.info("function={}: {}", version.function(), remark));
                    Map<String, String> variables = new HashMap<>(platform);
                    variables.putAll(launch.variables());
                    variables.putAll(configuration.environment());
                    yield new Preparation.Ready(new Blueprint(
                            version.function(),
                            version.number(),
                            revision,
                            launch.command(),
                            taskRoot,
                            variables,
                            handler,
                            configuration.memorySize()));
                }
            };
        } catch (CodeStore.CodeGoneException | RegistryException e) {
            return new Preparation.NotNow(String.valueOf(e.getMessage()));
        }
    }
}
