package dev.sendoff.environments.life;

import dev.sendoff.core.Outcome;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * All environments of an executor, and the events that wait for one. An event takes the environment of its revision
 * that was used last; if none is idle, a new one in a free slot; if no slot is free, an idle environment of another
 * revision is ended for it.
 *
 * <p>Only so many environments may initialise at a time: more of them at once would each take so much longer, until none
 * is done within its time and all begin again. One function may have no more of these places than are left free (alone it
 * has a half), so that there is always one for another if its inits hang. Functions take turns: the next to start is of a
 * function that has no environment, then of the one that has fewest starting, then of the one that has waited longest
 * since its last turn; of one function the event that came first.
 *
 * <p>An environment that has done its work takes the next event of its own revision, unless the one whose turn it is to
 * start in its slot has waited longer than a moment, and came before or has no environment of its function at all:
 * ending it for each other function's event would leave no time to run any.
 *
 * <p>Not safe for use by several threads. All times are of one monotonic clock, in nanoseconds.
 */
public final class Roster {

    /**
     * @param slots how many environments there may be
     * @param initialising how many of them may be initialising
     * @param idle how long an environment without an event is kept
     * @param wait how long an event may wait for an environment
     * @param patience how long an event may wait while others that came later are served
     */
    public record Limits(
            int slots, int initialising, Life.Limits life, Duration idle, Duration waiting, Duration patience) {
        public Limits {
            if (slots < 1) {
                throw new IllegalArgumentException("there must be room for an environment, not " + slots);
            }
            if (initialising < 1) {
                throw new IllegalArgumentException("one environment must be able to start, not " + initialising);
            }
        }
    }

    /**
     * How many environments there are in each condition, and how many events wait for one.
     *
     * @param held those that wait only because others initialise: there are slots for them
     */
    public record Count(int starting, int idle, int busy, int ending, int waiting, int held) {}

    private static final class Tenant {
        final long number;
        final int slot;
        final Revision revision;
        Life life;
        boolean retired;

        Tenant(long number, int slot, Revision revision, Life life) {
            this.number = number;
            this.slot = slot;
            this.revision = revision;
            this.life = life;
        }
    }

    /** @param number in the order of arrival */
    private record Waiting(Work work, long since, long number) {}

    private final Limits limits;
    private final Map<Long, Tenant> tenants = new LinkedHashMap<>();
    private final PriorityQueue<Integer> freeSlots = new PriorityQueue<>();
    /** The one used last is first. */
    private final Map<Revision, Deque<Tenant>> idle = new HashMap<>();
    /** In order of arrival. */
    private final Map<Work, Waiting> waiting = new LinkedHashMap<>();

    private final Map<Revision, Deque<Waiting>> waitingByRevision = new HashMap<>();
    private final Map<String, Deque<Waiting>> waitingByFunction = new LinkedHashMap<>();
    /** When a function had its last turn to start an environment. */
    private final Map<String, Long> turns = new HashMap<>();
    /** Of each function's version, the revision that was asked for last. */
    private final Map<Revision, Revision> newest = new HashMap<>();

    private long lastNumber;
    private long lastWaiting;
    private @Nullable String closed;

    public Roster(Limits limits) {
        this.limits = limits;
        for (int slot = 0; slot < limits.slots; slot++) {
            freeSlots.add(slot);
        }
    }

    /** An event arrives. */
    public List<Action> submit(Work work, long now) {
        List<Action> actions = new ArrayList<>();
        if (closed != null) {
            actions.add(new Action.Settle(work, new Outcome.NotRun(closed), null));
            return actions;
        }
        replaceOlder(work.revision(), now, actions);
        Deque<Tenant> ready = idle.get(work.revision());
        if (ready != null) {
            give(ready.peekFirst(), work, now, actions);
        } else {
            Waiting entry = new Waiting(work, now, ++lastWaiting);
            waiting.put(work, entry);
            waitingByRevision
                    .computeIfAbsent(work.revision(), revision -> new ArrayDeque<>())
                    .add(entry);
            waitingByFunction
                    .computeIfAbsent(work.revision().function(), function -> new ArrayDeque<>())
                    .add(entry);
            startWaiting(now, actions);
        }
        return actions;
    }

    /** Something happened to an environment. */
    public List<Action> happened(long environment, Input input, long now) {
        List<Action> actions = new ArrayList<>();
        Tenant tenant = tenants.get(environment);
        if (tenant == null) {
            // It ended; a request may still have been under way.
            actions.addAll(
                    new Life.Ended().on(input, environment, now, limits.life).actions());
        } else {
            step(tenant, input, now, actions);
            startWaiting(now, actions);
        }
        return actions;
    }

    /** Time has passed: whatever is due happens. */
    public List<Action> tick(long now) {
        List<Action> actions = new ArrayList<>();
        for (Tenant tenant : List.copyOf(tenants.values())) {
            step(tenant, new Input.Tick(), now, actions);
            if (tenant.life instanceof Life.Idle since && now - since.since() >= limits.idle.toNanos()) {
                end(tenant, now, actions);
            }
        }
        startWaiting(now, actions);
        while (!waiting.isEmpty()) {
            Waiting first = waiting.values().iterator().next();
            if (now - first.since < limits.waiting.toNanos()) {
                break;
            }
            forget(first);
            actions.add(new Action.Settle(
                    first.work, new Outcome.NotRun("no environment became free within " + limits.waiting), null));
        }
        return actions;
    }

    /** Environments of this function are given nothing more, and end with what they run. */
    public List<Action> retire(String function, long now) {
        List<Action> actions = new ArrayList<>();
        turns.remove(function);
        newest.keySet().removeIf(revision -> revision.function().equals(function));
        retire(tenant -> tenant.revision.function().equals(function), now, actions);
        return actions;
    }

    /** Everything ends now; what runs or waits is reported as not run. */
    public List<Action> close(String why, long now) {
        closed = why;
        List<Action> actions = new ArrayList<>();
        for (Waiting entry : List.copyOf(waiting.values())) {
            forget(entry);
            actions.add(new Action.Settle(entry.work, new Outcome.NotRun(why), null));
        }
        for (Tenant tenant : List.copyOf(tenants.values())) {
            step(tenant, new Input.Stop(why), now, actions);
        }
        return actions;
    }

    /** Whether the environment still has its place. */
    public boolean has(long environment) {
        return tenants.containsKey(environment);
    }

    /** Whether no environment is left. */
    public boolean isEmpty() {
        return tenants.isEmpty();
    }

    public Count count() {
        int[] counts = new int[4];
        for (Tenant tenant : tenants.values()) {
            switch (tenant.life) {
                case Life.Starting s -> counts[0]++;
                case Life.Repeating r -> counts[0]++;
                case Life.Idle i -> counts[1]++;
                case Life.Away a -> counts[1]++;
                case Life.Busy b -> counts[2]++;
                case Life.Answered a -> counts[2]++;
                case Life.Stopping s -> counts[3]++;
                case Life.Ended e -> throw new IllegalStateException("an environment that has ended has no slot");
            }
        }
        int held = Math.min(waiting.size(), freeSlots.size());
        return new Count(counts[0], counts[1], counts[2], counts[3], waiting.size(), held);
    }

    private void replaceOlder(Revision revision, long now, List<Action> actions) {
        if (!revision.equals(newest.put(revision.withoutKey(), revision))) {
            retire(tenant -> tenant.revision.isReplacedBy(revision), now, actions);
        }
    }

    private void step(Tenant tenant, Input input, long now, List<Action> actions) {
        Life before = tenant.life;
        Life.Step step = before.on(input, tenant.number, now, limits.life);
        tenant.life = step.next();
        actions.addAll(step.actions());
        if (before instanceof Life.Repeating && tenant.life instanceof Life.Starting again) {
            tenants.remove(tenant.number);
            add(tenant.slot, again.work(), again, actions);
            return;
        }
        if (before instanceof Life.Idle && !(tenant.life instanceof Life.Idle)) {
            noLongerIdle(tenant);
        }
        if (!(before instanceof Life.Idle) && tenant.life instanceof Life.Idle) {
            becameIdle(tenant, now, actions);
        } else if (tenant.life instanceof Life.Ended) {
            tenants.remove(tenant.number);
            freeSlots.add(tenant.slot);
        }
    }

    private void becameIdle(Tenant tenant, long now, List<Action> actions) {
        idle.computeIfAbsent(tenant.revision, revision -> new ArrayDeque<>()).addFirst(tenant);
        if (tenant.retired) {
            end(tenant, now, actions);
            return;
        }
        if (waiting.isEmpty()) {
            return;
        }
        Deque<Waiting> own = waitingByRevision.get(tenant.revision);
        Optional<Waiting> wanting =
                whoMayStart(now).stream().skip(freeSlots.size() + slotsToCome()).findFirst();
        if (own != null
                && wanting.filter(other -> comesFirst(other, own.getFirst(), now))
                        .isEmpty()) {
            Waiting next = own.getFirst();
            forget(next);
            give(tenant, next.work, now, actions);
        } else if (wanting.isPresent()) {
            end(tenant, now, actions);
        }
    }

    /** Whether an environment is to end for an event of another revision, though there is one of its own to be run. */
    private boolean comesFirst(Waiting other, Waiting own, long now) {
        return !other.work.revision().equals(own.work.revision())
                && now - other.since >= limits.patience.toNanos()
                && (other.number < own.number
                        || !housed().contains(other.work.revision().function()));
    }

    /** The functions that have an environment, in whatever condition but its end. */
    private Set<String> housed() {
        Set<String> functions = new HashSet<>();
        for (Tenant tenant : tenants.values()) {
            if (!(tenant.life instanceof Life.Stopping)) {
                functions.add(tenant.revision.function());
            }
        }
        return functions;
    }

    /** Starts environments for those who wait, as far as may be, and has slots made free for them. */
    private void startWaiting(long now, List<Action> actions) {
        if (waiting.isEmpty()) {
            return;
        }
        List<Waiting> mayStart = whoMayStart(now);
        int wanted = mayStart.size() - freeSlots.size() - slotsToCome();
        for (Waiting next : mayStart) {
            if (freeSlots.isEmpty()) {
                break;
            }
            forget(next);
            turns.put(next.work.revision().function(), now);
            add(freeSlots.remove(), next.work, Life.starting(next.work, now, limits.life), actions);
        }
        for (int i = 0; i < wanted; i++) {
            leastRecentlyUsed().ifPresent(tenant -> end(tenant, now, actions));
        }
    }

    /** Whose environments may begin to initialise now, were there slots for them, in the order of their turns. */
    private List<Waiting> whoMayStart(long now) {
        Map<String, Integer> starting = starting();
        int free = limits.initialising
                - starting.values().stream().mapToInt(Integer::intValue).sum();
        List<Waiting> mayStart = new ArrayList<>();
        Map<String, Iterator<Waiting>> queues = new LinkedHashMap<>();
        List<Turn> candidates = new ArrayList<>();
        if (free > 0) {
            Set<String> housed = housed();
            waitingByFunction.forEach((function, entries) -> {
                Iterator<Waiting> queue = entries.iterator();
                queues.put(function, queue);
                Waiting first = queue.next();
                long sinceTurn = now - turns.getOrDefault(function, first.since);
                candidates.add(new Turn(
                        first,
                        housed.contains(function),
                        starting.getOrDefault(function, 0),
                        Math.min(sinceTurn, now - first.since)));
            });
        }
        while (free > 0 && !candidates.isEmpty()) {
            Turn next = Collections.min(candidates);
            if (next.starting >= Math.max(1, free)) {
                // All have environments and it has fewest that start, so none of the others may have one more either.
                break;
            }
            candidates.remove(next);
            mayStart.add(next.event);
            free--;
            Iterator<Waiting> queue = queues.get(next.event.work.revision().function());
            if (queue != null && queue.hasNext()) {
                candidates.add(new Turn(queue.next(), true, next.starting + 1, 0));
            }
        }
        return mayStart;
    }

    /**
     * A function's claim to start an environment for an event.
     *
     * @param waited since its last turn, or since the event came if that was later, in nanoseconds
     */
    private record Turn(Waiting event, boolean hasEnvironment, int starting, long waited) implements Comparable<Turn> {
        @Override
        public int compareTo(Turn other) {
            int none = Boolean.compare(hasEnvironment, other.hasEnvironment);
            int fewer = none != 0 ? none : Integer.compare(starting, other.starting);
            return fewer != 0 ? fewer : Long.compare(other.waited, waited);
        }
    }

    /** By function, how many environments initialise. */
    private Map<String, Integer> starting() {
        Map<String, Integer> starting = new HashMap<>();
        for (Tenant tenant : tenants.values()) {
            if (tenant.life instanceof Life.Starting || tenant.life instanceof Life.Repeating) {
                starting.merge(tenant.revision.function(), 1, Integer::sum);
            }
        }
        return starting;
    }

    private void add(int slot, Work work, Life life, List<Action> actions) {
        Tenant tenant = new Tenant(++lastNumber, slot, work.revision(), life);
        // One that waited while its revision was replaced still runs in its own.
        tenant.retired = !work.revision().equals(newest.get(work.revision().withoutKey()));
        tenants.put(tenant.number, tenant);
        actions.add(new Action.Launch(tenant.number, slot, work));
    }

    private void give(Tenant tenant, Work work, long now, List<Action> actions) {
        step(tenant, new Input.Given(work), now, actions);
    }

    private void end(Tenant tenant, long now, List<Action> actions) {
        step(tenant, new Input.Stop("it was idle"), now, actions);
    }

    private void noLongerIdle(Tenant tenant) {
        idle.computeIfPresent(tenant.revision, (revision, tenants) -> {
            tenants.remove(tenant);
            return tenants.isEmpty() ? null : tenants;
        });
    }

    private void retire(Predicate<Tenant> which, long now, List<Action> actions) {
        for (Tenant tenant : tenants.values()) {
            if (!tenant.retired && which.test(tenant)) {
                tenant.retired = true;
                if (tenant.life instanceof Life.Idle) {
                    end(tenant, now, actions);
                }
            }
        }
    }

    private Optional<Tenant> leastRecentlyUsed() {
        return tenants.values().stream()
                .filter(tenant -> tenant.life instanceof Life.Idle)
                .min(Comparator.comparingLong(tenant -> ((Life.Idle) tenant.life).since()));
    }

    private int slotsToCome() {
        return (int) tenants.values().stream()
                .filter(tenant -> tenant.life instanceof Life.Stopping)
                .count();
    }

    private void forget(Waiting entry) {
        waiting.remove(entry.work);
        waitingByRevision.computeIfPresent(entry.work.revision(), (revision, entries) -> {
            entries.remove(entry);
            return entries.isEmpty() ? null : entries;
        });
        waitingByFunction.computeIfPresent(entry.work.revision().function(), (function, entries) -> {
            entries.remove(entry);
            return entries.isEmpty() ? null : entries;
        });
    }
}
