package dev.sendoff.ingest;

import dev.sendoff.core.Function;
import dev.sendoff.core.RetryPolicy;
import dev.sendoff.registry.Functions;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/** Functions that a test deploys. */
public final class InMemoryFunctions implements Functions {

    private final TreeMap<String, Function> byName = new TreeMap<>();
    public boolean ready = true;

    public static Function function(String name) {
        return new Function(
                name,
                "java25",
                "dev.sendoff.examples.Hello",
                "",
                Duration.ofSeconds(3),
                128,
                "c2hh",
                10,
                Instant.parse("2026-11-23T10:00:00.123Z"),
                "r1",
                null,
                null,
                null);
    }

    public static InMemoryFunctions of(String... names) {
        InMemoryFunctions functions = new InMemoryFunctions();
        for (String name : names) {
            functions.announce(List.of(function(name)));
        }
        return functions;
    }

    @Override
    public Optional<Function> find(String name) {
        return Optional.ofNullable(byName.get(name));
    }

    @Override
    public List<Function> all() {
        return List.copyOf(byName.values());
    }

    @Override
    public boolean isReady() {
        return ready;
    }

    @Override
    public void announce(Collection<Function> deployed) {
        deployed.forEach(function -> byName.put(function.name(), function));
    }

    @Override
    public Function setRetryPolicy(String name, RetryPolicy policy) {
        Function changed = byName.get(name).withRetryPolicy(policy, "r2", Instant.EPOCH);
        byName.put(name, changed);
        return changed;
    }

    @Override
    public Function setReservedConcurrency(String name, Integer reserved) {
        Function changed = byName.get(name).withReservedConcurrency(reserved, "r3", Instant.EPOCH);
        byName.put(name, changed);
        return changed;
    }
}
