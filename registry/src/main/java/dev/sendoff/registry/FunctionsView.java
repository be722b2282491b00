package dev.sendoff.registry;

import dev.sendoff.core.Function;
import dev.sendoff.core.FunctionRecord;
import dev.sendoff.core.FunctionVersion;
import java.time.Duration;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;

/** What is known of the topic so far, and how far that is. One thread writes; any may read and wait. */
final class FunctionsView {

    private final ConcurrentHashMap<String, Function> byName = new ConcurrentHashMap<>();
    /** The published versions of each function, by number. Of a function that was removed there may be some for a moment. */
    private final ConcurrentHashMap<String, ConcurrentSkipListMap<Integer, FunctionVersion>> published =
            new ConcurrentHashMap<>();

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition advanced = lock.newCondition();
    private volatile long position;
    private long end = Long.MAX_VALUE;
    private boolean closed;
    private volatile boolean loaded;

    /** The topic as it was at the start ends at {@code offset}: from there on the view is loaded. */
    void endsAt(long offset) {
        lock.lock();
        try {
            end = offset;
            signal();
        } finally {
            lock.unlock();
        }
    }

    /** A record was read that says what a function or a version now is. */
    void put(FunctionRecord record) {
        switch (record) {
            case Function function -> byName.put(function.name(), function);
            case FunctionVersion version ->
                published
                        .computeIfAbsent(version.function(), _ -> new ConcurrentSkipListMap<>())
                        .put(Integer.valueOf(version.number()), version);
        }
    }

    /** A record was read that removes what is kept under {@code key}. */
    void remove(String key) {
        int colon = key.indexOf(':');
        if (colon < 0) {
            byName.remove(key);
            return;
        }
        String number = key.substring(colon + 1);
        if (FunctionVersion.isNumber(number)) {
            published.computeIfPresent(key.substring(0, colon), (_, versions) -> {
                versions.remove(Integer.valueOf(number));
                return versions.isEmpty() ? null : versions;
            });
        }
    }

    /** Everything before {@code offset} has been put. */
    void advanceTo(long offset) {
        lock.lock();
        try {
            position = offset;
            signal();
        } finally {
            lock.unlock();
        }
    }

    /** Lets go of everyone who waits. */
    void close() {
        lock.lock();
        try {
            closed = true;
            advanced.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private void signal() {
        if (position >= end) {
            loaded = true;
        }
        advanced.signalAll();
    }

    boolean isLoaded() {
        return loaded;
    }

    /** Everything before it has been put. */
    long position() {
        return position;
    }

    Optional<Function> find(String name) {
        return Optional.ofNullable(byName.get(name));
    }

    Optional<FunctionVersion> version(String name, String number) {
        if (number.equals(FunctionVersion.LATEST)) {
            return find(name).map(Function::latest);
        }
        Map<Integer, FunctionVersion> versions = published.get(name);
        return versions == null || !FunctionVersion.isNumber(number)
                ? Optional.empty()
                : Optional.ofNullable(versions.get(Integer.valueOf(number)));
    }

    List<FunctionVersion> versions(String name) {
        Map<Integer, FunctionVersion> versions = published.get(name);
        return versions == null ? List.of() : List.copyOf(versions.values());
    }

    List<Function> all() {
        Collection<Function> functions = byName.values();
        return functions.stream().sorted(Comparator.comparing(Function::name)).toList();
    }

    /** @throws RegistryException if the view is not loaded within {@code timeout} */
    void awaitLoaded(Duration timeout) {
        if (!loaded) {
            await(() -> loaded, timeout, "the functions are not loaded yet");
        }
    }

    /** @throws RegistryException if the record at {@code offset} is not read within {@code timeout} */
    void awaitRead(long offset, Duration timeout) {
        await(() -> position > offset, timeout, "a function was written, but is not seen yet");
    }

    private void await(BooleanSupplier condition, Duration timeout, String otherwise) {
        long nanos = timeout.toNanos();
        lock.lock();
        try {
            while (!condition.getAsBoolean()) {
                if (closed) {
                    throw new RegistryException(otherwise + ", and the process ends", null);
                }
                if (nanos <= 0) {
                    throw new RegistryException(otherwise + " after " + timeout, null);
                }
                nanos = advanced.awaitNanos(nanos);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new RegistryException(otherwise + "; the wait was interrupted", e);
        } finally {
            lock.unlock();
        }
    }
}
