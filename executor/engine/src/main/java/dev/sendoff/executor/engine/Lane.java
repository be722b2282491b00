package dev.sendoff.executor.engine;

import dev.sendoff.core.Configuration;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Map;
import java.util.NavigableSet;
import java.util.TreeMap;
import java.util.TreeSet;

/** One assigned partition: what of it is unfinished, and how far this owner may go. */
final class Lane {

    /** How much longer than its time limit an attempt may take to end. */
    private static final Duration GRACE = Duration.ofSeconds(1);

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

    /** This owner has committed something: what its predecessor said of being settled holds no more. */
    boolean claimed;

    /** Nothing begins any more: the partition is about to be handed over. */
    boolean draining;

    /** The hand-over is committed. */
    boolean handedOver;

    /** No longer ours; what still runs has no one to report to. */
    boolean closed;

    private final Instant takenOverAt;

    /** The owner's mark. */
    private final int self;

    /** By function, what is under way here; shared with former lanes of the partition, whose attempts may go on. */
    private final Map<String, Integer> spent;

    /** Whatever others had begun has ended by now. */
    private boolean alone;

    /** Synchronous calls that are under way and spend of this partition's quotas. */
    private int lent;

    Lane(int partition, Progress inherited, int self, Map<String, Integer> spent, Instant now) {
        this.partition = partition;
        this.inherited = inherited;
        this.self = self;
        this.spent = spent;
        this.takenOverAt = now;
        // One that comes back under its name knows what of its own goes on: what it sees here. A dead process runs
        // nothing.
        this.alone = inherited.busy() == Progress.NOBODY || inherited.busy() == self;
        this.horizon = inherited.base();
        this.begunUpTo = inherited.claim();
        // What a former owner may have begun is no licence: this owner claims for itself before it begins anything.
        this.claim = inherited.base();
    }

    /** Whether nothing is to be done about that offset: it is in hand, after a seek, or done. Notes that it was looked at. */
    boolean hasSeen(long offset) {
        if (offset < horizon) {
            return true;
        }
        if (!inherited.isFinished(offset)) {
            return false;
        }
        horizon = offset + 1;
        return true;
    }

    void drain(Instant now) {
        notice(now);
        draining = true;
    }

    /** Time goes on: at last, nothing that others may have begun can be under way. */
    void notice(Instant now) {
        alone = alone
                || !now.isBefore(takenOverAt.plus(Configuration.MAX_TIMEOUT).plus(GRACE));
    }

    /**
     * Whether one more attempt of a function may begin. What a former owner had begun may go on: then nothing begins before
     * the longest of it must have ended.
     */
    boolean hasLeft(String function, Quota quota, Instant now) {
        return spent.getOrDefault(function, 0) < quota.concurrency()
                && (alone || !now.isBefore(takenOverAt.plus(quota.longest())));
    }

    void spend(String function) {
        spent.merge(function, 1, Integer::sum);
    }

    void giveBack(String function) {
        spent.computeIfPresent(function, (_, count) -> count == 1 ? null : count - 1);
    }

    void lend(String function) {
        spend(function);
        lent++;
    }

    void takeBack(String function) {
        giveBack(function);
        lent--;
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
        return Progress.of(left, horizon, draining ? begunUpTo : claimAhead(claimAhead), busy(), inherited);
    }

    /** Who may have attempts under way here. */
    private int busy() {
        if (!alone) {
            return Progress.ANYBODY;
        }
        return draining && spent.isEmpty() ? Progress.NOBODY : self;
    }

    private long claimAhead(int distance) {
        return Math.max(begunUpTo, horizon + distance);
    }

    /**
     * Whether what was committed last is the word of a hand-over: its claim is just what has begun, so that the next owner
     * marks nothing else, and nothing of it goes on.
     */
    boolean isLastWord(Progress committed) {
        return draining
                && nothingUnderWay()
                && committed.busy() == busy()
                && committed.claim() == Math.max(begunUpTo, committed.base());
    }

    /** Whether the commit should go ahead only to let more begin. */
    boolean wantsClaim(int claimAhead) {
        return draining ? !handedOver && nothingUnderWay() : horizon + claimAhead / 2 > claim;
    }

    boolean nothingUnderWay() {
        return lent == 0 && unfinished.values().stream().allMatch(dispatch -> dispatch.stage == Dispatch.Stage.READY);
    }
}
