package dev.sendoff.registry;

import dev.sendoff.core.Function;
import java.time.Duration;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** What is known of the topic so far, and how far that is. One thread writes; any may read and wait. */
final class FunctionsView {

    private final ConcurrentHashMap<String, Function> byName = new ConcurrentHashMap<>();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition advanced = lock.newCondition();
    private long position;
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

    /** A record was read: the function as it now is; null if it was removed. */
    void put(String name, @Nullable Function function) {
        if (function == null) {
            byName.remove(name);
        } else {
            byName.put(name, function);
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

    Optional<Function> find(String name) {
        return Optional.ofNullable(byName.get(name));
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
