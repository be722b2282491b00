package dev.sendoff.executor.engine;

import dev.sendoff.core.Invocation;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Runs the invocations of the assigned partitions, each on its own and in no order, and gathers what has ended into
 * groups that become durable in one transaction. One group is under way at a time while the next gathers, so groups grow
 * with the load.
 *
 * <p>The driver's part: offer what it reads while there {@link #hasRoomFor is room}; run what {@link #start} hands out
 * and report it {@link #resolved}; write each {@link #nextGroup group} and say what came of it. Every call is made by one
 * thread at a time.
 */
public final class Engine {

    private final Limits limits;
    private final Quota.Source quotas;
    private final int self;
    private final Map<Integer, Lane> lanes = new HashMap<>();
    private final Map<String, Line> lines = new HashMap<>();
    /** Those with something that waits, in the order of their turns. */
    private final ArrayDeque<Line> turns = new ArrayDeque<>();

    private final ArrayDeque<Dispatch> resolved = new ArrayDeque<>();
    /** Running here, whether or not their partition is still ours. */
    private final Set<Dispatch> running = new HashSet<>();

    /** By partition and function, attempts and calls that are under way here, whoever owns the partition now. */
    private final Map<Integer, Map<String, Integer>> spent = new HashMap<>();

    private @Nullable CompletionGroup underWay;
    private int admitted;
    private long admittedBytes;
    private long fenced;

    /** @param name of this owner among all: one that comes back under its name is known to have ended before */
    public Engine(Limits limits, Quota.Source quotas, String name) {
        this.limits = limits;
        this.quotas = quotas;
        this.self = Progress.mark(name);
    }

    /** Takes over a partition. What {@code inherited} says is finished will be passed over when it is offered. */
    public void assign(int partition, Progress inherited, Instant now) {
        if (lanes.containsKey(partition)) {
            throw new IllegalStateException("partition " + partition + " is already assigned");
        }
        lanes.put(
                partition,
                new Lane(partition, inherited, self, spent.computeIfAbsent(partition, _ -> new HashMap<>()), now));
    }

    /**
     * Hands in an invocation that was read. Passed over if it is finished already, or its partition is not ours.
     *
     * <p>A function may hold as much of the window as is left free: alone it has a half of it, two have a third each, and
     * there is always room for one more. A slow one may have few waiting.
     */
    public Admission offer(int partition, long offset, int bytes, Invocation invocation, Instant now) {
        Lane lane = lanes.get(partition);
        if (lane == null || lane.hasSeen(offset)) {
            return Admission.TAKEN;
        }
        if (!hasRoomFor(lane, offset, bytes)) {
            return Admission.NO_ROOM;
        }
        Line line = lines.get(invocation.function());
        if (line != null && (hasItsShare(line, bytes) || line.hasEnoughWaiting())) {
            return line.isStuckFor(limits.patience(), now) ? Admission.EXCESS : Admission.NO_ROOM;
        }
        wait(admit(lane, offset, bytes, invocation, now), invocation.function(), now);
        return Admission.TAKEN;
    }

    /**
     * Hands in what needs no attempt, with what is to be written for it: a record that is no invocation, or an invocation
     * that was {@link Admission#EXCESS too much}.
     *
     * @param invocation null if the record is none
     * @return false if there is no room now
     */
    public boolean offerResolved(
            int partition,
            long offset,
            int bytes,
            @Nullable Invocation invocation,
            Resolution resolution,
            Instant now) {
        Lane lane = lanes.get(partition);
        if (lane == null || lane.hasSeen(offset)) {
            return true;
        }
        if (!hasRoomFor(lane, offset, bytes)) {
            return false;
        }
        resolve(admit(lane, offset, bytes, invocation, now), resolution);
        return true;
    }

    /** When an invocation of that function that is set aside now may find room; empty while that cannot be told. */
    public Optional<Instant> turnAfter(String function, Instant now) {
        Line line = lines.get(function);
        return line == null ? Optional.empty() : line.turnAfter(limits.patience(), now);
    }

    private boolean hasRoomFor(Lane lane, long offset, int bytes) {
        return admitted == 0
                || (admitted < limits.admitted()
                        && admittedBytes + bytes <= limits.admittedBytes()
                        && lane.canRemember(offset));
    }

    private boolean hasItsShare(Line line, int bytes) {
        return line.admitted >= Math.max(1, limits.admitted() - admitted)
                || (line.admitted > 0 && line.admittedBytes + bytes > limits.admittedBytes() - admittedBytes);
    }

    private Dispatch admit(Lane lane, long offset, int bytes, @Nullable Invocation invocation, Instant now) {
        lane.horizon = offset + 1;
        Dispatch dispatch = new Dispatch(lane, offset, invocation, lane.inherited.mayHaveBegun(offset), bytes, now);
        lane.unfinished.put(offset, dispatch);
        admitted++;
        admittedBytes += bytes;
        return dispatch;
    }

    private void wait(Dispatch dispatch, String function, Instant now) {
        Line line = lines.computeIfAbsent(function, name -> new Line(name, now));
        line.admitted++;
        line.admittedBytes += dispatch.bytes;
        line.add(dispatch);
        if (!line.queued) {
            line.queued = true;
            turns.add(line);
        }
    }

    /**
     * What is to be run now: the functions in turn, each function's partitions in turn, each partition's invocations in
     * their order. A function may have as many attempts under way as there are places left free.
     */
    public List<Dispatch> start(Instant now) {
        if (turns.isEmpty() || running.size() >= limits.running()) {
            return List.of();
        }
        lanes.values().forEach(lane -> lane.notice(now));
        List<Dispatch> started = new ArrayList<>();
        int passedOver = 0;
        while (passedOver < turns.size() && running.size() < limits.running()) {
            Line line = turns.removeFirst();
            Dispatch next = hasItsPlaces(line) ? null : line.next(quotas, now);
            if (next == null) {
                passedOver++;
                turns.addLast(line);
                continue;
            }
            passedOver = 0;
            begin(next, line, now);
            started.add(next);
            if (line.isWaiting()) {
                turns.addLast(line);
            } else {
                line.queued = false;
            }
        }
        return started;
    }

    private boolean hasItsPlaces(Line line) {
        return line.running >= Math.max(1, limits.running() - running.size());
    }

    private void begin(Dispatch dispatch, Line line, Instant now) {
        Lane lane = dispatch.lane;
        dispatch.start(now);
        lane.begunUpTo = Math.max(lane.begunUpTo, dispatch.offset() + 1);
        lane.spend(line.function);
        line.running++;
        running.add(dispatch);
    }

    /** Room for a synchronous call, spent of a partition's quota until it is given back. */
    public static final class Loan {
        private final Lane lane;
        private final String function;

        private Loan(Lane lane, String function) {
            this.lane = lane;
            this.function = function;
        }
    }

    /**
     * Asks for room for a synchronous call of a limited function, of the quotas of the partitions that are ours.
     *
     * @return empty if they are spent
     */
    public Optional<Loan> borrow(String function, Instant now) {
        for (Lane lane : lanes.values()) {
            if (lane.draining || !lane.claimed) {
                continue;
            }
            Optional<Quota> quota = quotas.of(function, lane.partition);
            if (quota.isPresent() && lane.hasLeft(function, quota.get(), now)) {
                lane.lend(function);
                return Optional.of(new Loan(lane, function));
            }
        }
        return Optional.empty();
    }

    /** The call has ended. */
    public void giveBack(Loan loan) {
        loan.lane.takeBack(loan.function);
    }

    /**
     * Reports what is to be written for an invocation that was {@link #start started}. Dropped and counted as {@link
     * #fenced} if the partition has been handed over meanwhile: the attempt is the new owner's.
     */
    public void resolved(Dispatch dispatch, Resolution resolution) {
        if (!running.remove(dispatch)) {
            throw new IllegalStateException("the invocation at offset " + dispatch.offset() + " is not running");
        }
        String function = dispatch.invocation().function();
        dispatch.lane.giveBack(function);
        Line line = lines.get(function);
        if (line != null) {
            line.running--;
            line.leave(1, dispatch.bytes);
            forgetIfEmpty(line);
        }
        if (dispatch.lane.closed) {
            fenced++;
        } else {
            resolve(dispatch, resolution);
        }
    }

    private void forgetIfEmpty(Line line) {
        if (line.isEmpty()) {
            lines.remove(line.function);
        }
    }

    private void resolve(Dispatch dispatch, Resolution resolution) {
        dispatch.stage = Dispatch.Stage.RESOLVED;
        dispatch.resolution = resolution;
        resolved.add(dispatch);
    }

    /** The next group to write; empty if one is under way or there is nothing to say. */
    public Optional<CompletionGroup> nextGroup() {
        if (underWay != null) {
            return Optional.empty();
        }
        Map<Lane, List<Dispatch>> endings = new HashMap<>();
        int size = 0;
        while (size < limits.groupSize() && !resolved.isEmpty()) {
            Dispatch dispatch = resolved.remove();
            if (!dispatch.lane.closed) {
                dispatch.stage = Dispatch.Stage.COMMITTING;
                endings.computeIfAbsent(dispatch.lane, _ -> new ArrayList<>()).add(dispatch);
                size++;
            }
        }
        for (Lane lane : lanes.values()) {
            if (lane.wantsClaim(limits.claimAhead())) {
                endings.putIfAbsent(lane, List.of());
            }
        }
        if (endings.isEmpty()) {
            return Optional.empty();
        }
        Map<Integer, Progress> progress = new HashMap<>();
        endings.forEach(
                (lane, ending) -> progress.put(lane.partition, lane.progressAfter(ending, limits.claimAhead())));
        CompletionGroup group = new CompletionGroup(
                endings.values().stream().flatMap(Collection::stream).toList(), progress);
        underWay = group;
        return Optional.of(group);
    }

    /** How many resolutions wait for the next group. */
    public int resolvedCount() {
        return resolved.size();
    }

    /** The group is durable. */
    public void committed(CompletionGroup group) {
        end(group);
        for (Dispatch ending : group.endings()) {
            release(ending);
        }
        group.progress().forEach(this::apply);
    }

    /** The group is not durable, and never will be. Its invocations are not run again: they go into a later group. */
    public void aborted(CompletionGroup group) {
        end(group);
        for (Dispatch ending : group.endings().reversed()) {
            if (ending.lane.closed) {
                fenced++;
            } else {
                ending.stage = Dispatch.Stage.RESOLVED;
                resolved.addFirst(ending);
            }
        }
    }

    /**
     * It was not known whether the group is durable; now it is known what the broker has committed.
     *
     * @param committed by partition. Of one that is left out nothing is known, and nothing is taken as done
     */
    public void reconciled(CompletionGroup group, Map<Integer, Progress> committed) {
        boolean durable = group.progress().entrySet().stream()
                .allMatch(entry -> entry.getValue().equals(committed.get(entry.getKey())));
        if (durable) {
            committed(group);
        } else {
            aborted(group);
        }
    }

    private void end(CompletionGroup group) {
        if (underWay != group) {
            throw new IllegalStateException("that group is not under way");
        }
        underWay = null;
    }

    private void apply(int partition, Progress progress) {
        Lane lane = lanes.get(partition);
        if (lane != null) {
            lane.claim = progress.claim();
            lane.claimed = true;
            lane.handedOver = lane.isLastWord(progress);
        }
    }

    private void release(Dispatch ending) {
        if (!ending.lane.closed) {
            ending.lane.unfinished.remove(ending.offset());
            admitted--;
            admittedBytes -= ending.bytes;
        }
    }

    /** Begins nothing more on that partition; what runs may end. */
    public void drain(int partition, Instant now) {
        Lane lane = lanes.get(partition);
        if (lane != null) {
            lane.drain(now);
        }
    }

    /** Whether all that was begun on a draining partition is durable, and the next owner will know it. */
    public boolean isDrained(int partition) {
        Lane lane = lanes.get(partition);
        return lane == null || lane.handedOver;
    }

    /**
     * Gives a partition away, drained or not. What still runs on it is dropped when it ends.
     *
     * @throws IllegalStateException if a group that speaks for the partition is {@link #isWriting under way}: were the
     *     partition to come back meanwhile, that group could become durable behind the back of what is read then
     */
    public void revoke(int partition) {
        if (isWriting(partition)) {
            throw new IllegalStateException("a group of partition " + partition + " is under way");
        }
        Lane lane = lanes.remove(partition);
        if (lane == null) {
            return;
        }
        lane.closed = true;
        for (Dispatch dispatch : lane.unfinished.values()) {
            admitted--;
            admittedBytes -= dispatch.bytes;
            if (dispatch.stage == Dispatch.Stage.RESOLVED) {
                fenced++;
            }
        }
        for (Line line : List.copyOf(lines.values())) {
            line.forget(lane);
            forgetIfEmpty(line);
        }
        turns.removeIf(line -> {
            line.queued = line.isWaiting();
            return !line.queued;
        });
        resolved.removeIf(dispatch -> dispatch.lane == lane);
    }

    /** Whether a group that speaks for the partition is under way. */
    public boolean isWriting(int partition) {
        return underWay != null && underWay.progress().containsKey(partition);
    }

    public Set<Integer> partitions() {
        return Set.copyOf(lanes.keySet());
    }

    /** What runs here now. */
    public Collection<Dispatch> running() {
        return List.copyOf(running);
    }

    public int admittedCount() {
        return admitted;
    }

    /** How many resolutions were dropped because their partition had been handed over. */
    public long fenced() {
        return fenced;
    }
}
