package dev.sendoff.environments.life;

import dev.sendoff.core.Outcome;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * All environments of an executor, and the events that wait for one. An event takes the environment of its revision
 * that was used last; if none is idle, a new one in a free slot; if no slot is free, an idle environment of another
 * revision is ended for it. Who waits is served in order, except that an environment may go on with events of its own
 * revision while nobody has waited longer than a moment: ending it for each other function's event would leave no time
 * to run any.
 *
 * <p>Not safe for use by several threads. All times are of one monotonic clock, in nanoseconds.
 */
public final class Roster {

    /**
     * @param slots how many environments there may be
     * @param idle how long an environment without an event is kept
     * @param wait how long an event may wait for an environment
     * @param patience how long an event may wait while others that came later are served
     */
    public record Limits(int slots, Life.Limits life, Duration idle, Duration waiting, Duration patience) {
        public Limits {
            if (slots < 1) {
                throw new IllegalArgumentException("there must be room for an environment, not " + slots);
            }
        }
    }

    /** How many environments there are in each condition, and how many events wait for one. */
    public record Count(int starting, int idle, int busy, int ending, int waiting) {}

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

    private record Waiting(Work work, long since) {}

    private final Limits limits;
    private final Map<Long, Tenant> tenants = new LinkedHashMap<>();
    private final PriorityQueue<Integer> freeSlots = new PriorityQueue<>();
    /** The one used last is first. */
    private final Map<Revision, Deque<Tenant>> idle = new HashMap<>();
    /** In order of arrival. */
    private final Map<Work, Waiting> waiting = new LinkedHashMap<>();

    private final Map<Revision, Deque<Waiting>> waitingByRevision = new HashMap<>();
    /** Of each function's version, the revision that was asked for last. */
    private final Map<Revision, Revision> newest = new HashMap<>();

    private long lastNumber;
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
        } else if (!freeSlots.isEmpty()) {
            launch(work, now, actions);
        } else {
            Waiting entry = new Waiting(work, now);
            waiting.put(work, entry);
            waitingByRevision
                    .computeIfAbsent(work.revision(), revision -> new ArrayDeque<>())
                    .add(entry);
            if (slotsToCome() < waiting.size()) {
                leastRecentlyUsed().ifPresent(tenant -> end(tenant, now, actions));
            }
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
        while (!waiting.isEmpty()) {
            Waiting first = head();
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
        return new Count(counts[0], counts[1], counts[2], counts[3], waiting.size());
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
            if (!waiting.isEmpty()) {
                Waiting first = head();
                forget(first);
                launch(first.work, now, actions);
            }
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
        Waiting first = head();
        Deque<Waiting> own = waitingByRevision.get(tenant.revision);
        if (own != null && (own.getFirst() == first || now - first.since < limits.patience.toNanos())) {
            Waiting next = own.getFirst();
            forget(next);
            give(tenant, next.work, now, actions);
        } else if (slotsToCome() < waiting.size()) {
            end(tenant, now, actions);
        }
    }

    private void launch(Work work, long now, List<Action> actions) {
        add(freeSlots.remove(), work, Life.starting(work, now, limits.life), actions);
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

    private long slotsToCome() {
        return tenants.values().stream()
                .filter(tenant -> tenant.life instanceof Life.Stopping)
                .count();
    }

    private Waiting head() {
        Iterator<Waiting> inOrder = waiting.values().iterator();
        return inOrder.next();
    }

    private void forget(Waiting entry) {
        waiting.remove(entry.work);
        waitingByRevision.computeIfPresent(entry.work.revision(), (revision, entries) -> {
            entries.remove(entry);
            return entries.isEmpty() ? null : entries;
        });
    }
}
