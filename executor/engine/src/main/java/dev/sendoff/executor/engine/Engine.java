package dev.sendoff.executor.engine;

import dev.sendoff.core.Invocation;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
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
    private final Map<Integer, Lane> lanes = new HashMap<>();
    private final ArrayDeque<Dispatch> ready = new ArrayDeque<>();
    private final ArrayDeque<Dispatch> resolved = new ArrayDeque<>();
    /** Running here, whether or not their partition is still ours. */
    private final Set<Dispatch> running = new HashSet<>();

    private @Nullable CompletionGroup underWay;
    private int admitted;
    private long admittedBytes;
    private long fenced;

    public Engine(Limits limits) {
        this.limits = limits;
    }

    /** Takes over a partition. What {@code inherited} says is finished will be passed over when it is offered. */
    public void assign(int partition, Progress inherited) {
        if (lanes.containsKey(partition)) {
            throw new IllegalStateException("partition " + partition + " is already assigned");
        }
        lanes.put(partition, new Lane(partition, inherited));
    }

    /** Whether the record may be offered now. If not, it is to be offered again once something has ended. */
    public boolean hasRoomFor(int partition, long offset, int bytes) {
        Lane lane = lanes.get(partition);
        if (lane == null || offset < lane.horizon || lane.inherited.isFinished(offset)) {
            return true; // to be passed over
        }
        return admitted == 0
                || (admitted < limits.admitted()
                        && admittedBytes + bytes <= limits.admittedBytes()
                        && lane.canRemember(offset));
    }

    /** Hands in an invocation that was read. Passed over if it is finished already, or its partition is not ours. */
    public void offer(int partition, long offset, int bytes, Invocation invocation) {
        Dispatch dispatch = admit(partition, offset, bytes, invocation);
        if (dispatch != null) {
            ready.add(dispatch);
        }
    }

    /** Hands in a record that needs no attempt, with what is to be written for it. */
    public void offerResolved(int partition, long offset, int bytes, Resolution resolution) {
        Dispatch dispatch = admit(partition, offset, bytes, null);
        if (dispatch != null) {
            resolve(dispatch, resolution);
        }
    }

    private @Nullable Dispatch admit(int partition, long offset, int bytes, @Nullable Invocation invocation) {
        Lane lane = lanes.get(partition);
        if (lane == null) {
            return null;
        }
        if (offset < lane.horizon) {
            // Read a second time, after a seek: what is unfinished is in hand, and what is finished is done.
            return null;
        }
        lane.horizon = offset + 1;
        if (lane.inherited.isFinished(offset)) {
            return null;
        }
        Dispatch dispatch = new Dispatch(lane, offset, invocation, lane.inherited.mayHaveBegun(offset), bytes);
        lane.unfinished.put(offset, dispatch);
        admitted++;
        admittedBytes += bytes;
        return dispatch;
    }

    /** What is to be run now, in the order it was offered. */
    public List<Dispatch> start(Instant now) {
        if (ready.isEmpty() || running.size() >= limits.running()) {
            return List.of();
        }
        List<Dispatch> started = new ArrayList<>();
        Iterator<Dispatch> waiting = ready.iterator();
        while (waiting.hasNext() && running.size() < limits.running()) {
            Dispatch dispatch = waiting.next();
            Lane lane = dispatch.lane;
            if (lane.closed) {
                waiting.remove();
            } else if (!lane.draining && dispatch.offset() < lane.claim) {
                waiting.remove();
                dispatch.start(now);
                lane.begunUpTo = Math.max(lane.begunUpTo, dispatch.offset() + 1);
                running.add(dispatch);
                started.add(dispatch);
            }
        }
        return started;
    }

    /**
     * Reports what is to be written for an invocation that was {@link #start started}. Dropped and counted as {@link
     * #fenced} if the partition has been handed over meanwhile: the attempt is the new owner's.
     */
    public void resolved(Dispatch dispatch, Resolution resolution) {
        if (!running.remove(dispatch)) {
            throw new IllegalStateException("the invocation at offset " + dispatch.offset() + " is not running");
        }
        if (dispatch.lane.closed) {
            fenced++;
        } else {
            resolve(dispatch, resolution);
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
    public void drain(int partition) {
        Lane lane = lanes.get(partition);
        if (lane != null) {
            lane.draining = true;
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
        ready.removeIf(dispatch -> dispatch.lane == lane);
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
