package dev.sendoff.executor.engine;

import java.util.Collection;
import java.util.NavigableSet;
import java.util.TreeMap;
import java.util.TreeSet;

/** One assigned partition: what of it is unfinished, and how far this owner may go. */
final class Lane {

    final int partition;

    /** What the former owner left. */
    final Progress inherited;

    /** By offset, all that is admitted and whose resolution is not durable. */
    final TreeMap<Long, Dispatch> unfinished = new TreeMap<>();

    /** One past the last offset that was looked at. */
    long horizon;

    /** One past the last offset that an attempt may have been begun at, by this owner or a former one. */
    long begunUpTo;

    /** No attempt at or beyond this offset begins: the durable claim. */
    long claim;

    /** Nothing begins any more: the partition is about to be handed over. */
    boolean draining;

    /** The hand-over is committed. */
    boolean handedOver;

    /** No longer ours; what still runs has no one to report to. */
    boolean closed;

    Lane(int partition, Progress inherited) {
        this.partition = partition;
        this.inherited = inherited;
        this.horizon = inherited.base();
        this.begunUpTo = inherited.claim();
        // What a former owner may have begun is no licence: this owner claims for itself before it begins anything.
        this.claim = inherited.base();
    }

    /** Whether the metadata of every later commit fits the broker's limit if that offset is admitted. */
    boolean canRemember(long offset) {
        // What the former owner's commit has already spoken of fits, whoever holds it now.
        return offset < inherited.horizon()
                || Progress.fits(
                        unfinished.size() + 1, offset + 1 - (unfinished.isEmpty() ? offset : unfinished.firstKey()));
    }

    /** What a commit is to say once the resolutions of {@code ending} are durable. */
    Progress progressAfter(Collection<Dispatch> ending, int claimAhead) {
        NavigableSet<Long> left = new TreeSet<>(unfinished.navigableKeySet());
        ending.forEach(dispatch -> left.remove(dispatch.offset()));
        return Progress.of(left, horizon, draining ? begunUpTo : claimAhead(claimAhead), inherited);
    }

    private long claimAhead(int distance) {
        return Math.max(begunUpTo, horizon + distance);
    }

    /** Whether what was committed last is the claim of a hand-over: just what has begun, so that the next owner marks nothing else. */
    boolean isLastWord(Progress committed) {
        return draining && nothingUnderWay() && committed.claim() == Math.max(begunUpTo, committed.base());
    }

    /** Whether the commit should go ahead only to let more begin. */
    boolean wantsClaim(int claimAhead) {
        return draining ? !handedOver && nothingUnderWay() : horizon + claimAhead / 2 > claim;
    }

    boolean nothingUnderWay() {
        return unfinished.values().stream().allMatch(dispatch -> dispatch.stage == Dispatch.Stage.READY);
    }
}
