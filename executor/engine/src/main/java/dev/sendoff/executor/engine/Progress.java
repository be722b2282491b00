package dev.sendoff.executor.engine;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.Base64;
import java.util.NavigableSet;
import org.jspecify.annotations.Nullable;

/**
 * How far a partition's invocations have come, as an offset commit says it: the committed offset is that of the oldest
 * unfinished one, and the commit's metadata lists what behind it is unfinished too. So one slow invocation holds back
 * nothing, and a new owner knows exactly which of those behind it are done.
 *
 * <p>The metadata is {@code 2} and base64 of: who may have attempts under way, how far the claim and the horizon are
 * from the base (varints), then, up to the horizon, the lengths of runs that are unfinished and finished in turn (varints), or one bit an offset, whichever
 * is shorter. See {@link #fits} for why it never outgrows the broker's limit.
 */
public final class Progress {

    /** Kafka's {@code offset.metadata.max.bytes} is 4,096 by default, and counts characters: this much before base64. */
    static final int MAX_ENCODED_BYTES = 3_000;

    /** Up to this distance between base and horizon, one bit an offset fits whatever is unfinished in between. */
    static final int MAX_BITMAP_SPAN = (MAX_ENCODED_BYTES - 32) * 8;

    /** All that was begun is over. */
    static final int NOBODY = 0;

    /** It is not known who is, or it is more than one. */
    static final int ANYBODY = 1;

    /** Of an owner that is not known: beyond any offset. */
    private static final long UNKNOWN_CLAIM = Long.MAX_VALUE >> 1;

    private static final char VERSION = '2';
    private static final byte RUNS = 0;
    private static final byte BITMAP = 1;

    private final long base;
    private final long horizon;
    private final long claim;
    private final int busy;
    /** Ranges of unfinished offsets between base and horizon: from (inclusive), to (exclusive), from, to, … */
    private final long[] unfinished;

    private Progress(long base, long horizon, long claim, int busy, long[] unfinished) {
        this.base = base;
        this.horizon = horizon;
        this.claim = claim;
        this.busy = busy;
        this.unfinished = unfinished;
    }

    /** Of a partition that nobody has worked on: all from {@code offset} on is yet to be done, and none of it has begun. */
    public static Progress untouched(long offset) {
        return new Progress(offset, offset, offset, NOBODY, new long[0]);
    }

    /** Of a partition whose metadata is lost: what follows may have been begun, even finished; it is all done again. */
    static Progress forgotten(long offset) {
        return new Progress(offset, offset, UNKNOWN_CLAIM, ANYBODY, new long[0]);
    }

    /**
     * What an owner has to say: what it knows itself below its {@code horizon}, and beyond that, what was known before.
     *
     * @param unfinished all offsets below {@code horizon} that are not finished
     * @param horizon one past the last offset that the owner has looked at
     * @param claim no attempt at or beyond this offset begins before a later commit says so
     * @param busy who may have attempts under way: {@link #NOBODY}, {@link #ANYBODY}, or one owner by its mark
     * @param inherited what the former owner left; where it looked further ahead, that must not be forgotten
     */
    static Progress of(NavigableSet<Long> unfinished, long horizon, long claim, int busy, Progress inherited) {
        long[] ranges = new long[unfinished.size() * 2 + inherited.unfinished.length];
        int used = 0;
        for (long offset : unfinished) {
            used = append(ranges, used, offset, offset + 1);
        }
        for (int i = 0; i < inherited.unfinished.length; i += 2) {
            long from = Math.max(inherited.unfinished[i], horizon);
            if (from < inherited.unfinished[i + 1]) {
                used = append(ranges, used, from, inherited.unfinished[i + 1]);
            }
        }
        long lookedAt = Math.max(horizon, inherited.horizon);
        long base = used == 0 ? lookedAt : ranges[0];
        return new Progress(base, lookedAt, Math.max(claim, base), busy, Arrays.copyOf(ranges, used));
    }

    private static int append(long[] ranges, int used, long from, long to) {
        if (used > 0 && ranges[used - 1] == from) {
            ranges[used - 1] = to;
            return used;
        }
        ranges[used] = from;
        ranges[used + 1] = to;
        return used + 2;
    }

    /**
     * Reads what an offset commit says.
     *
     * @param metadata null, empty, or not ours: taken as lost
     */
    public static Progress decode(long offset, @Nullable String metadata) {
        if (metadata == null || metadata.isEmpty() || metadata.charAt(0) != VERSION) {
            return forgotten(offset);
        }
        try {
            return decode(offset, Base64.getDecoder().decode(metadata.substring(1)));
        } catch (IllegalArgumentException | IndexOutOfBoundsException | ArithmeticException e) {
            return forgotten(offset);
        }
    }

    private static Progress decode(long base, byte[] bytes) {
        Varints in = new Varints(bytes);
        int busy = Math.toIntExact(in.next());
        long claim = base + in.next();
        long horizon = base + in.next();
        if (horizon == base) {
            in.requireEnd();
            return new Progress(base, horizon, claim, busy, new long[0]);
        }
        long[] ranges = new long[16];
        int used = 0;
        byte form = in.nextByte();
        if (form != RUNS && form != BITMAP) {
            throw new IllegalArgumentException("unknown form " + form);
        }
        long at = base;
        boolean open = true;
        while (at < horizon) {
            long length = form == RUNS ? in.next() : in.nextRunOfBits(open, horizon - at);
            if (length <= 0 || length > horizon - at) {
                throw new IllegalArgumentException("a run of " + length + " at " + at);
            }
            if (open) {
                if (used == ranges.length) {
                    ranges = Arrays.copyOf(ranges, used * 2);
                }
                ranges[used++] = at;
                ranges[used++] = at + length;
            }
            at += length;
            open = !open;
        }
        in.requireEnd();
        return new Progress(base, horizon, claim, busy, Arrays.copyOf(ranges, used));
    }

    /**
     * The same for a new owner who knows where the partition ends: what is published from now on cannot have been begun,
     * however far ahead the former owner had claimed.
     */
    public Progress takenOverAt(long endOffset) {
        return new Progress(base, horizon, Math.clamp(endOffset, base, Math.max(base, claim)), busy, unfinished);
    }

    /** The offset to commit: that of the oldest unfinished invocation, or of the next one to come. */
    public long base() {
        return base;
    }

    /** One past the last offset that this says anything about. */
    public long horizon() {
        return horizon;
    }

    /** Whether an attempt at that offset may have begun. */
    public boolean mayHaveBegun(long offset) {
        return offset < claim;
    }

    long claim() {
        return claim;
    }

    /** Who may have attempts under way: {@link #NOBODY}, {@link #ANYBODY}, or one owner by its {@link #mark}. */
    int busy() {
        return busy;
    }

    /** What an owner is called in metadata; two may be called the same, once in a billion. */
    static int mark(String owner) {
        return 2 + (owner.hashCode() & 0x3FFF_FFFF);
    }

    /** Whether that offset is done: its outcome is written, and it must not run again. */
    public boolean isFinished(long offset) {
        if (offset < base) {
            return true;
        }
        if (offset >= horizon) {
            return false;
        }
        int found = Arrays.binarySearch(unfinished, offset);
        // A start is unfinished, an end is not; between them it depends on which comes next.
        int next = found >= 0 ? found + 1 : -found - 1;
        return next % 2 == 0;
    }

    /**
     * Whether the metadata fits the broker's limit whatever becomes finished first, with that many unfinished ones spread
     * over that many offsets. An engine that admits work only while this holds need never leave an exception out.
     *
     * <p>As runs, each unfinished one costs a byte for itself at the most, and the gap before it one byte, and one more for
     * each power of 128 that the gap reaches; of those there are no more than fit into the span.
     */
    static boolean fits(int unfinishedCount, long span) {
        if (span <= MAX_BITMAP_SPAN) {
            return true;
        }
        long bytes = 2L * unfinishedCount;
        for (long power = 128; power <= span; power *= 128) {
            bytes += Math.min(unfinishedCount, span / power);
        }
        return bytes <= MAX_ENCODED_BYTES - 32;
    }

    /** The metadata to commit beside {@link #base()}. */
    public String encode() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        Varints.write(out, busy);
        Varints.write(out, claim - base);
        Varints.write(out, horizon - base);
        if (horizon > base) {
            byte[] runs = runs();
            long span = horizon - base;
            if (runs.length <= (span + 7) / 8) {
                out.write(RUNS);
                out.writeBytes(runs);
            } else {
                out.write(BITMAP);
                out.writeBytes(bitmap((int) span));
            }
        }
        return VERSION + Base64.getEncoder().withoutPadding().encodeToString(out.toByteArray());
    }

    private byte[] runs() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        long at = base;
        for (long edge : unfinished) {
            if (edge > at) {
                Varints.write(out, edge - at);
                at = edge;
            }
        }
        if (horizon > at) {
            Varints.write(out, horizon - at);
        }
        return out.toByteArray();
    }

    private byte[] bitmap(int span) {
        byte[] bits = new byte[(span + 7) / 8];
        for (int range = 0; range < unfinished.length; range += 2) {
            for (long offset = unfinished[range]; offset < unfinished[range + 1]; offset++) {
                int bit = (int) (offset - base);
                bits[bit >> 3] |= (byte) (1 << (bit & 7));
            }
        }
        return bits;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Progress that
                && base == that.base
                && horizon == that.horizon
                && claim == that.claim
                && busy == that.busy
                && Arrays.equals(unfinished, that.unfinished);
    }

    @Override
    public int hashCode() {
        return Long.hashCode(base) * 31 + Arrays.hashCode(unfinished);
    }

    @Override
    public String toString() {
        return "Progress[base=" + base + ", horizon=" + horizon + ", claim=" + claim + ", busy=" + busy
                + ", unfinished=" + Arrays.toString(unfinished) + "]";
    }
}
