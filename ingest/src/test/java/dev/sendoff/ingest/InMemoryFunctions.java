package dev.sendoff.ingest;

import dev.sendoff.core.Code;
import dev.sendoff.core.CodeLocation;
import dev.sendoff.core.Configuration;
import dev.sendoff.core.Function;
import dev.sendoff.core.FunctionSettings;
import dev.sendoff.core.FunctionVersion;
import dev.sendoff.registry.Functions;
import dev.sendoff.registry.FunctionsChange;
import dev.sendoff.registry.FunctionsTransaction;
import dev.sendoff.registry.UnknownFunctionException;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.UnaryOperator;

/** Functions that a test deploys. */
public final class InMemoryFunctions implements Functions {

    private TreeMap<String, Function> byName = new TreeMap<>();
    private TreeMap<String, TreeMap<Integer, FunctionVersion>> published = new TreeMap<>();
    public final Map<String, byte[]> uploads = new HashMap<>();
    public boolean ready = true;

    public static Function function(String name) {
        return Function.of(
                name,
                new Code.InProcess("c2hh", 10),
                Configuration.of("java25", "dev.sendoff.examples.Hello", Duration.ofSeconds(3), 128),
                Instant.parse("2026-11-23T10:00:00.123Z"),
                "r1");
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
    public Optional<FunctionVersion> version(String name, String number) {
        return number.equals(FunctionVersion.LATEST)
                ? find(name).map(Function::latest)
                : versions(name).stream()
                        .filter(version -> version.number().equals(number))
                        .findFirst();
    }

    @Override
    public List<FunctionVersion> versions(String name) {
        return List.copyOf(published.getOrDefault(name, new TreeMap<>()).values());
    }

    @Override
    public List<Function> all() {
        return List.copyOf(byName.values());
    }

    @Override
    public long revision() {
        return 0;
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
    public <R> R change(FunctionsChange<R> change) {
        Changing changing = new Changing();
        R result = change.apply(changing);
        byName = changing.functions;
        published = changing.versions;
        return result;
    }

    @Override
    public Function changeSettings(String name, UnaryOperator<FunctionSettings> change) {
        Function known = find(name).orElseThrow(() -> new UnknownFunctionException(name));
        Function changed = known.withSettings(change.apply(known.settings()), "r2", Instant.EPOCH);
        byName.put(name, changed);
        return changed;
    }

    private final class Changing implements FunctionsTransaction {
        private final TreeMap<String, Function> functions = new TreeMap<>(byName);
        private final TreeMap<String, TreeMap<Integer, FunctionVersion>> versions = new TreeMap<>();

        Changing() {
            published.forEach((name, numbers) -> versions.put(name, new TreeMap<>(numbers)));
        }

        @Override
        public Optional<Function> find(String name) {
            return InMemoryFunctions.this.find(name);
        }

        @Override
        public Optional<FunctionVersion> version(String name, String number) {
            return InMemoryFunctions.this.version(name, number);
        }

        @Override
        public List<FunctionVersion> versions(String name) {
            return InMemoryFunctions.this.versions(name);
        }

        @Override
        public void put(Function function) {
            functions.put(function.name(), function);
        }

        @Override
        public void put(FunctionVersion version) {
            versions.computeIfAbsent(version.function(), _ -> new TreeMap<>())
                    .put(Integer.valueOf(version.number()), version);
        }

        @Override
        public void remove(String name) {
            functions.remove(name);
            versions.remove(name);
        }

        @Override
        public void remove(String name, String number) {
            versions.getOrDefault(name, new TreeMap<>()).remove(Integer.valueOf(number));
        }

        @Override
        public CodeLocation upload(byte[] zip) {
            String upload = "upload-" + uploads.size();
            uploads.put(upload, zip);
            return new CodeLocation(upload, 1, uploads.size(), uploads.size());
        }
    }
}
