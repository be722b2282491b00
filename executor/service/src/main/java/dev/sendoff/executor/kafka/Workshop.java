package dev.sendoff.executor.kafka;

import dev.sendoff.core.DeadLetter;
import dev.sendoff.core.DeadLetterReason;
import dev.sendoff.core.Invocation;
import dev.sendoff.core.Outcome;
import dev.sendoff.executor.engine.AttemptSettings;
import dev.sendoff.executor.engine.Breaker.Pass;
import dev.sendoff.executor.engine.CompletionGroup;
import dev.sendoff.executor.engine.Dispatch;
import dev.sendoff.executor.engine.Engine;
import dev.sendoff.executor.engine.Progress;
import dev.sendoff.executor.engine.Resolution;
import dev.sendoff.executor.engine.Resolver;
import dev.sendoff.executor.kafka.Dispositions.Written;
import dev.sendoff.registry.Cancellations;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where the threads meet: guards the engine, starts what it hands out, and lets the committing thread wait for groups.
 * Handlers are started outside the lock.
 */
final class Workshop {

    private static final Logger log = LoggerFactory.getLogger(Workshop.class);

    private final Engine engine;
    private final Resolver resolver;
    private final Deployments deployments;
    private final Cancellations cancellations;
    private final Breakers breakers;
    private final AttemptRunner runner;
    private final InstantSource clock;
    private final Duration gather;
    private final int groupSize;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition groupReady = lock.newCondition();
    private final Condition groupEnded = lock.newCondition();
    private boolean closed;
    /** The committing thread lets a group grow, and need not be told of each resolution. */
    private boolean gathering;

    private long lastGroupNanos;
    private boolean begun;
    private long setAside;
    private final LongAdder recursionsStopped = new LongAdder();

    /** @param gather the least time from the beginning of one group to that of the next: the first after a rest waits for nothing */
    Workshop(
            Engine engine,
            Resolver resolver,
            Deployments deployments,
            Cancellations cancellations,
            Breakers breakers,
            AttemptRunner runner,
            InstantSource clock,
            Duration gather,
            int groupSize) {
        this.engine = engine;
        this.resolver = resolver;
        this.deployments = deployments;
        this.cancellations = cancellations;
        this.breakers = breakers;
        this.runner = runner;
        this.clock = clock;
        this.gather = gather;
        this.groupSize = groupSize;
    }

    void assign(Map<Integer, Progress> inherited) {
        lock.lock();
        try {
            Instant now = clock.instant();
            inherited.forEach((partition, progress) -> engine.assign(partition, progress, now));
            groupReady.signal();
        } finally {
            lock.unlock();
        }
    }

    /** Something that was read. */
    sealed interface Item {
        int partition();

        long offset();

        int bytes();

        record Work(int partition, long offset, int bytes, Invocation invocation) implements Item {}

        record Settled(int partition, long offset, int bytes, Resolution resolution) implements Item {}
    }

    /** Takes the item if there is room for it. */
    boolean offer(Item item) {
        lock.lock();
        try {
            Instant now = clock.instant();
            return switch (item) {
                case Item.Work work -> offer(work, now);
                case Item.Settled(int partition, long offset, int bytes, Resolution resolution) ->
                    signalled(engine.offerResolved(partition, offset, bytes, null, resolution, now));
            };
        } finally {
            lock.unlock();
        }
    }

    private boolean offer(Item.Work work, Instant now) {
        return switch (engine.offer(work.partition(), work.offset(), work.bytes(), work.invocation(), now)) {
            case TAKEN -> true;
            case NO_ROOM -> false;
            case EXCESS -> setAside(work, now);
        };
    }

    private boolean setAside(Item.Work work, Instant now) {
        Invocation invocation = work.invocation();
        Resolver.Availability availability = deployments.of(invocation);
        Optional<Resolution> instead = insteadOfAttempt(invocation, work.partition(), availability, now);
        if (instead.isEmpty() && availability instanceof Resolver.Availability.Here(AttemptSettings settings)) {
            setAside++;
            instead = Optional.of(resolver.setAside(
                    invocation.letGoAt(now), settings, engine.turnAfter(invocation.function(), now), now));
        }
        return signalled(engine.offerResolved(
                work.partition(), work.offset(), work.bytes(), invocation, instead.orElseThrow(), now));
    }

    private boolean signalled(boolean taken) {
        if (taken) {
            groupReady.signal();
        }
        return taken;
    }

    /** Starts what may run now. */
    void startReady() {
        boolean roomAgain;
        do {
            List<Dispatch> started = takeReady();
            roomAgain = false;
            for (Dispatch dispatch : started) {
                roomAgain |= !start(dispatch);
            }
        } while (roomAgain);
    }

    private List<Dispatch> takeReady() {
        lock.lock();
        try {
            List<Dispatch> started = engine.start(clock.instant());
            if (started.isEmpty()) {
                // A claim may be what is missing.
                groupReady.signal();
            }
            return started;
        } finally {
            lock.unlock();
        }
    }

    /** Whether an attempt is under way; if not, the invocation is resolved already. */
    private boolean start(Dispatch dispatch) {
        Instant now = dispatch.startedAt();
        Resolver.Availability availability = deployments.of(dispatch.invocation());
        Optional<Resolution> instead = insteadOfAttempt(dispatch.invocation(), dispatch.partition(), availability, now);
        if (instead.isPresent()) {
            resolved(dispatch, instead.get());
            return false;
        }
        Invocation invocation = dispatch.invocation().letGoAt(now);
        if (!(availability instanceof Resolver.Availability.Here(AttemptSettings settings))) {
            throw new IllegalStateException("an attempt of " + invocation.function() + " has nowhere to be made");
        }
        Pass pass = breakers.admit(invocation.function(), settings, now);
        if (pass instanceof Pass.Held held) {
            resolved(dispatch, Resolver.held(invocation, held, now));
            return false;
        }
        runner.run(invocation, dispatch.redelivered(), settings)
                .thenAccept(outcome -> ended(dispatch, invocation, settings, pass, outcome));
        return true;
    }

    private Optional<Resolution> insteadOfAttempt(
            Invocation invocation, int partition, Resolver.Availability availability, Instant now) {
        Optional<Resolution> instead = resolver.insteadOfAttempt(
                invocation, partition, availability, cancellations.find(invocation.id()), now);
        if (instead.isPresent()
                && instead.get() instanceof Resolution.GivenUp(DeadLetter letter)
                && letter.reason() == DeadLetterReason.RECURSION_STOPPED) {
            recursionsStopped.increment();
        }
        return instead;
    }

    private void ended(Dispatch dispatch, Invocation invocation, AttemptSettings settings, Pass pass, Outcome outcome) {
        Instant now = clock.instant();
        Resolution resolution =
                resolver.afterAttempt(invocation, dispatch.redelivered(), dispatch.startedAt(), now, outcome, settings);
        breakers.ended(invocation.function(), settings, pass, outcome, resolution, now);
        resolved(dispatch, resolution);
        startReady();
    }

    private void resolved(Dispatch dispatch, Resolution resolution) {
        lock.lock();
        try {
            engine.resolved(dispatch, resolution);
            if (!gathering || engine.resolvedCount() >= groupSize) {
                groupReady.signal();
            }
        } finally {
            lock.unlock();
        }
    }

    /**
     * Waits for the next group; where one follows the other, for a little longer, so that it grows.
     *
     * @return empty once the workshop is closed
     */
    Optional<CompletionGroup> awaitGroup() throws InterruptedException {
        lock.lock();
        try {
            while (!closed) {
                long gatherNanos = gatherNanos();
                if (gatherNanos > 0) {
                    gathering = true;
                    groupReady.awaitNanos(gatherNanos);
                    gathering = false;
                    continue;
                }
                Optional<CompletionGroup> group = engine.nextGroup();
                if (group.isPresent()) {
                    lastGroupNanos = System.nanoTime();
                    begun = true;
                    return group;
                }
                groupReady.await();
            }
            return Optional.empty();
        } finally {
            lock.unlock();
        }
    }

    private long gatherNanos() {
        boolean full = engine.resolvedCount() >= groupSize;
        return full || !begun ? 0 : lastGroupNanos + gather.toNanos() - System.nanoTime();
    }

    /** Says what came of the group that {@link #awaitGroup} gave out. */
    void written(CompletionGroup group, Written written) {
        lock.lock();
        try {
            switch (written) {
                case Written.Durable _ -> engine.committed(group);
                case Written.Discarded discarded -> {
                    log.warn(
                            "a group of {} was not committed and is written again: {}",
                            group.endings().size(),
                            discarded.why());
                    engine.aborted(group);
                }
                case Written.Doubtful doubtful -> {
                    log.warn(
                            "a group of {} was in doubt and is compared with what is committed: {}",
                            group.endings().size(),
                            doubtful.why());
                    engine.reconciled(group, doubtful.committed());
                }
            }
            groupEnded.signalAll();
        } finally {
            lock.unlock();
        }
        startReady();
    }

    /**
     * Gives partitions away: begins nothing more on them, lets what runs end for as long as {@code patience}, and sees
     * what has ended become durable. What still runs then is the next owner's.
     */
    void handOver(Collection<Integer> partitions, Duration patience) throws InterruptedException {
        long deadline = System.nanoTime() + patience.toNanos();
        lock.lock();
        try {
            Instant now = clock.instant();
            partitions.forEach(partition -> engine.drain(partition, now));
            groupReady.signal();
            long left = deadline - System.nanoTime();
            while (!closed && left > 0 && !partitions.stream().allMatch(engine::isDrained)) {
                left = groupEnded.awaitNanos(left);
            }
            revoke(partitions);
        } finally {
            lock.unlock();
        }
    }

    /** Drops partitions that another executor has already. */
    void drop(Collection<Integer> partitions) throws InterruptedException {
        lock.lock();
        try {
            revoke(partitions);
        } finally {
            lock.unlock();
        }
    }

    /** Drops all partitions. */
    void dropAll() throws InterruptedException {
        lock.lock();
        try {
            revoke(engine.partitions());
        } finally {
            lock.unlock();
        }
    }

    private void revoke(Collection<Integer> partitions) throws InterruptedException {
        while (!closed && partitions.stream().anyMatch(engine::isWriting)) {
            groupEnded.await();
        }
        partitions.forEach(engine::revoke);
    }

    /**
     * Asks whether a synchronous call may begin, of all that its function may do at a time.
     *
     * @return what is to be called once it has ended; empty if it may not begin
     */
    Optional<Runnable> enter(String function) {
        if (!deployments.isLimited(function)) {
            return Optional.of(() -> {});
        }
        lock.lock();
        try {
            return engine.borrow(function, clock.instant()).map(loan -> () -> giveBack(loan));
        } finally {
            lock.unlock();
        }
    }

    private void giveBack(Engine.Loan loan) {
        lock.lock();
        try {
            engine.giveBack(loan);
            groupReady.signal();
        } finally {
            lock.unlock();
        }
        startReady();
    }

    /** How many invocations were set aside, so that others were reached. */
    long setAsideCount() {
        lock.lock();
        try {
            return setAside;
        } finally {
            lock.unlock();
        }
    }

    /** How many invocations were given up because their function invokes itself. */
    long recursionsStopped() {
        return recursionsStopped.sum();
    }

    /** What runs now. */
    Collection<Dispatch> running() {
        lock.lock();
        try {
            return engine.running();
        } finally {
            lock.unlock();
        }
    }

    int admitted() {
        lock.lock();
        try {
            return engine.admittedCount();
        } finally {
            lock.unlock();
        }
    }

    long fenced() {
        lock.lock();
        try {
            return engine.fenced();
        } finally {
            lock.unlock();
        }
    }

    /** Lets go whoever waits. */
    void close() {
        lock.lock();
        try {
            closed = true;
            groupReady.signalAll();
            groupEnded.signalAll();
        } finally {
            lock.unlock();
        }
    }
}
