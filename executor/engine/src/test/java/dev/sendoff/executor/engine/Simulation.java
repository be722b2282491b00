package dev.sendoff.executor.engine;

import dev.sendoff.core.Invocation;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Three engines share two partitions of a model broker, under a seeded scheduler: attempts end in any order, commits
 * succeed, fail, or end in doubt, metadata is lost, partitions change hands with and without notice, engines crash, time
 * jumps. After each step the promises are checked; in the end every record must have exactly one outcome.
 *
 * <p>One seed is one run, always the same.
 */
final class Simulation {

    static final Limits LIMITS = new Limits(8, 14, 500, 5, 6, Duration.ofMillis(300));

    /** The longest that an attempt or a call can take; its deadline ends it, whoever owns its partition by then. */
    private static final Duration LONGEST = Duration.ofSeconds(2);

    /** May run twice at a time on each partition. */
    private static final String LIMITED = "limited";

    private static final int SHARE = 2;
    private static final List<String> FUNCTIONS = List.of("some", LIMITED, LIMITED, "other");
    private static final int STEPS = 250;
    private static final int PATIENCE = 8_000;

    private final Random random;
    private final List<Partition> partitions = List.of(new Partition(), new Partition());
    private final List<Instance> instances = List.of(new Instance("a"), new Instance("b"), new Instance("c"));
    private Instant now = Instant.parse("2026-11-23T10:00:00Z");

    private Simulation(long seed) {
        random = new Random(seed);
    }

    /** A promise that was broken. */
    static final class BrokenPromise extends RuntimeException {
        private static final long serialVersionUID = 1L;

        BrokenPromise(String message) {
            super(message);
        }
    }

    /** @throws BrokenPromise, or what the engine itself throws */
    static void run(long seed) {
        new Simulation(seed).run();
    }

    /** The first of these seeds whose run fails, and how; empty if none does. */
    static Optional<String> firstFailure(int seeds) {
        for (long seed = 0; seed < seeds; seed++) {
            try {
                run(seed);
            } catch (RuntimeException e) {
                return Optional.of("seed " + seed + ": " + e);
            }
        }
        return Optional.empty();
    }

    /** What a broker keeps of one partition; offsets have gaps where transaction markers stand. */
    private static final class Partition {
        final TreeMap<Long, Invocation> log = new TreeMap<>();
        final Set<Long> outcomes = new HashSet<>();
        final Set<Long> begun = new HashSet<>();
        long end;
        long committedOffset;
        String committedMetadata;
        Instance owner;

        Progress read() {
            return committedMetadata == null
                    ? Progress.untouched(committedOffset)
                    : Progress.decode(committedOffset, committedMetadata);
        }
    }

    private record Call(Engine.Loan loan, Instant startedAt) {}

    /** One executor: an engine, what it has read, and what it is in the middle of. */
    private static final class Instance {
        final String name;
        Engine engine;
        final Map<Integer, Long> position = new HashMap<>();
        final List<Dispatch> running = new ArrayList<>();
        final List<Call> calls = new ArrayList<>();
        Optional<CompletionGroup> writing = Optional.empty();

        Instance(String name) {
            this.name = name;
            this.engine = newEngine();
        }

        private Engine newEngine() {
            return new Engine(
                    LIMITS,
                    (function, _) ->
                            function.equals(LIMITED) ? Optional.of(new Quota(SHARE, LONGEST)) : Optional.empty(),
                    name);
        }
    }

    private void run() {
        for (int step = 0; step < STEPS; step++) {
            step(true);
        }
        publish();
        int patience = PATIENCE;
        while (!allDone()) {
            require(patience-- > 0, "not all has ended after " + PATIENCE + " quiet steps");
            step(false);
        }
    }

    private static void require(boolean holds, String message) {
        if (!holds) {
            throw new BrokenPromise(message);
        }
    }

    private void step(boolean trouble) {
        now = now.plusMillis(random.nextInt(trouble ? 20 : 200));
        endWhatIsOverdue();
        Instance instance = instances.get(random.nextInt(instances.size()));
        switch (random.nextInt(trouble ? 16 : 9)) {
            case 0 -> assign();
            case 1, 2 -> read(instance);
            case 3 -> start(instance);
            case 4, 5 -> end(instance);
            case 6 -> beginWriting(instance);
            case 7 -> endWriting(instance, trouble);
            case 8 -> call(instance);
            case 9, 10 -> publish();
            case 11 -> drain();
            case 12 -> loseWithoutNotice();
            case 13 -> rarely(() -> crash(instance));
            case 14 -> rarely(this::loseMetadata);
            case 15 -> rarely(() -> now = now.plusSeconds(random.nextInt(20)));
            default -> throw new IllegalStateException();
        }
        if (!trouble) {
            finishDrains();
        }
        check();
    }

    private void rarely(Runnable trouble) {
        if (random.nextInt(4) == 0) {
            trouble.run();
        }
    }

    private void check() {
        int limited = 0;
        for (Instance each : instances) {
            require(each.engine.admittedCount() <= LIMITS.admitted(), "more is admitted than the window holds");
            require(each.engine.running().size() <= LIMITS.running(), "more runs than there are places");
            limited += each.calls.size();
            for (Dispatch dispatch : each.running) {
                limited += dispatch.invocation().function().equals(LIMITED) ? 1 : 0;
            }
        }
        require(
                limited <= SHARE * partitions.size(),
                limited + " attempts and calls of a function that may run " + SHARE * partitions.size() + " times");
        for (int p = 0; p < partitions.size(); p++) {
            int partition = p;
            long onOne = instances.stream()
                    .flatMap(instance -> instance.running.stream())
                    .filter(dispatch -> dispatch.partition() == partition
                            && dispatch.invocation().function().equals(LIMITED))
                    .count();
            require(onOne <= SHARE, onOne + " attempts of a function whose share is " + SHARE);
        }
    }

    private void publish() {
        Partition partition = partitions.get(random.nextInt(partitions.size()));
        int count = 1 + random.nextInt(6);
        for (int i = 0; i < count; i++) {
            String function = FUNCTIONS.get(random.nextInt(FUNCTIONS.size()));
            partition.log.put(partition.end, EngineTest.invocation(function));
            partition.end += random.nextInt(5) == 0 ? 2 : 1;
        }
    }

    private void assign() {
        for (int p = 0; p < partitions.size(); p++) {
            Partition partition = partitions.get(p);
            if (partition.owner == null && random.nextBoolean()) {
                Instance owner = instances.get(random.nextInt(instances.size()));
                if (!owner.engine.partitions().contains(p)) {
                    Progress progress = partition.read().takenOverAt(partition.end);
                    if (!partition.outcomes.stream().allMatch(progress::isFinished)) {
                        // Only where metadata was lost: then what is done may be done again.
                        require("".equals(partition.committedMetadata), "what is done is not known to be done");
                        partition.outcomes.removeIf(offset -> !progress.isFinished(offset));
                    }
                    owner.engine.assign(p, progress, now);
                    owner.position.put(p, progress.base());
                    partition.owner = owner;
                }
            }
        }
    }

    private void read(Instance instance) {
        for (int p : new TreeSet<>(instance.engine.partitions())) {
            int batch = random.nextInt(4);
            while (batch-- > 0) {
                Map.Entry<Long, Invocation> next = partitions.get(p).log.ceilingEntry(instance.position.get(p));
                if (next == null || !offer(instance, p, next.getKey(), next.getValue())) {
                    break;
                }
                instance.position.put(p, next.getKey() + 1);
            }
        }
    }

    private boolean offer(Instance instance, int p, long offset, Invocation invocation) {
        if (random.nextInt(20) == 0) {
            return instance.engine.offerResolved(p, offset, 10, null, new Resolution.PutBack(invocation), now);
        }
        return switch (instance.engine.offer(p, offset, 10, invocation, now)) {
            case TAKEN -> true;
            case NO_ROOM -> false;
            case EXCESS ->
                instance.engine.offerResolved(p, offset, 10, invocation, new Resolution.PutBack(invocation), now);
        };
    }

    private void start(Instance instance) {
        for (Dispatch dispatch : instance.engine.start(now)) {
            Partition partition = partitions.get(dispatch.partition());
            if (partition.owner == instance) {
                require(
                        !partition.outcomes.contains(dispatch.offset()),
                        "an attempt of what is done, at " + dispatch.offset());
                require(
                        partition.begun.add(dispatch.offset()) || dispatch.redelivered(),
                        "an attempt that is begun again, and not marked so, at " + dispatch.offset());
            }
            instance.running.add(dispatch);
        }
    }

    private void end(Instance instance) {
        if (!instance.running.isEmpty()) {
            end(instance, instance.running.get(random.nextInt(instance.running.size())));
        }
        if (!instance.calls.isEmpty()) {
            end(instance, instance.calls.get(random.nextInt(instance.calls.size())));
        }
    }

    private static void end(Instance instance, Dispatch dispatch) {
        instance.running.remove(dispatch);
        instance.engine.resolved(dispatch, new Resolution.PutBack(dispatch.invocation()));
    }

    private static void end(Instance instance, Call call) {
        instance.calls.remove(call);
        instance.engine.giveBack(call.loan());
    }

    private void endWhatIsOverdue() {
        Instant limit = now.minus(LONGEST);
        for (Instance instance : instances) {
            List.copyOf(instance.running).stream()
                    .filter(dispatch -> !dispatch.startedAt().isAfter(limit))
                    .forEach(dispatch -> end(instance, dispatch));
            List.copyOf(instance.calls).stream()
                    .filter(call -> !call.startedAt().isAfter(limit))
                    .forEach(call -> end(instance, call));
        }
    }

    private void call(Instance instance) {
        instance.engine.borrow(LIMITED, now).ifPresent(loan -> instance.calls.add(new Call(loan, now)));
    }

    private void beginWriting(Instance instance) {
        if (instance.writing.isEmpty()) {
            instance.writing = instance.engine.nextGroup();
        }
    }

    private void endWriting(Instance instance, boolean trouble) {
        if (instance.writing.isEmpty()) {
            return;
        }
        CompletionGroup group = instance.writing.get();
        instance.writing = Optional.empty();
        boolean allowed = group.progress().keySet().stream().allMatch(p -> partitions.get(p).owner == instance);
        int luck = trouble ? random.nextInt(6) : 5;
        if (!allowed || luck == 0) {
            instance.engine.aborted(group);
        } else if (luck == 1) {
            commit(group);
            instance.engine.reconciled(group, committedProgress());
        } else if (luck == 2) {
            instance.engine.reconciled(group, committedProgress());
        } else {
            commit(group);
            instance.engine.committed(group);
        }
    }

    private Map<Integer, Progress> committedProgress() {
        Map<Integer, Progress> progress = new HashMap<>();
        for (int p = 0; p < partitions.size(); p++) {
            progress.put(p, partitions.get(p).read());
        }
        return progress;
    }

    private void commit(CompletionGroup group) {
        for (Dispatch ending : group.endings()) {
            var _ = CompletionGroup.resolutionOf(ending);
            require(
                    partitions.get(ending.partition()).outcomes.add(ending.offset()),
                    "a second outcome of " + ending.partition() + "/" + ending.offset());
        }
        group.progress().forEach((p, progress) -> {
            Partition partition = partitions.get(p);
            String metadata = progress.encode();
            require(metadata.length() <= 4_096, "metadata of " + metadata.length() + " characters");
            partition.committedOffset = progress.base();
            partition.committedMetadata = metadata;
            Progress read = partition.read();
            for (long offset : partition.log.headMap(progress.horizon()).keySet()) {
                require(
                        read.isFinished(offset) == partition.outcomes.contains(offset),
                        "the commit says of " + p + "/" + offset + " that it is"
                                + (read.isFinished(offset) ? "" : " not") + " done");
            }
        });
    }

    /** An operator copies offsets without their metadata, say, while nobody owns the partition. */
    private void loseMetadata() {
        Partition partition = partitions.get(random.nextInt(partitions.size()));
        if (partition.owner == null && partition.committedMetadata != null) {
            partition.committedMetadata = "";
        }
    }

    private void drain() {
        int p = random.nextInt(partitions.size());
        Partition partition = partitions.get(p);
        if (partition.owner != null) {
            partition.owner.engine.drain(p, now);
            if (random.nextBoolean()) {
                beginWriting(partition.owner);
                endWriting(partition.owner, false);
            }
            if (partition.owner.engine.isDrained(p) || random.nextInt(3) == 0) {
                handOver(p);
            }
        }
    }

    /** In the quiet end nobody drains for ever: what was to be handed over is handed over. */
    private void finishDrains() {
        for (int p = 0; p < partitions.size(); p++) {
            Partition partition = partitions.get(p);
            if (partition.owner != null && partition.owner.engine.isDrained(p)) {
                handOver(p);
            }
        }
    }

    private void handOver(int p) {
        Partition partition = partitions.get(p);
        endWriting(partition.owner, true);
        partition.owner.engine.revoke(p);
        partition.owner = null;
        takeUp();
    }

    /** The owner is taken for dead: it goes on for a while, and is fenced when it writes. */
    private void loseWithoutNotice() {
        int p = random.nextInt(partitions.size());
        Partition partition = partitions.get(p);
        Instance zombie = partition.owner;
        if (zombie == null || random.nextInt(3) > 0) {
            return;
        }
        partition.owner = null;
        start(zombie);
        beginWriting(zombie);
        endWriting(zombie, true);
        zombie.engine.revoke(p);
        takeUp();
    }

    /** Mostly another is there at once, and begins. */
    private void takeUp() {
        assign();
        Instance next = instances.get(random.nextInt(instances.size()));
        beginWriting(next);
        endWriting(next, false);
        call(next);
        read(next);
        start(next);
    }

    /** Its attempts and its calls end with it. */
    private void crash(Instance instance) {
        instance.engine = instance.newEngine();
        instance.position.clear();
        instance.running.clear();
        instance.calls.clear();
        instance.writing = Optional.empty();
        for (Partition partition : partitions) {
            if (partition.owner == instance) {
                partition.owner = null;
            }
        }
    }

    private boolean allDone() {
        return partitions.stream().allMatch(partition -> partition.outcomes.equals(partition.log.keySet()));
    }
}
