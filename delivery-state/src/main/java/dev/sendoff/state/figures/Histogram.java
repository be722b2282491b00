package dev.sendoff.state.figures;

import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * How often which duration was seen, in buckets an eighth of a power of two wide: what is read out of it is at most an
 * eighth too high. Not for several threads.
 */
final class Histogram {

    private static final int SUB_BITS = 3;

    /** The last bucket takes all that is longer: some 100 days. */
    private static final int BUCKETS = 256;

    private long[] counts = {};

    void add(long millis) {
        int bucket = bucket(Math.max(0, millis));
        if (bucket >= counts.length) {
            counts = Arrays.copyOf(counts, bucket + 1);
        }
        counts[bucket]++;
    }

    void add(Histogram other) {
        if (other.counts.length > counts.length) {
            counts = Arrays.copyOf(counts, other.counts.length);
        }
        for (int bucket = 0; bucket < other.counts.length; bucket++) {
            counts[bucket] += other.counts[bucket];
        }
    }

    long count() {
        return Arrays.stream(counts).sum();
    }

    /**
     * What so large a part of the durations does not exceed, in milliseconds; 0 if there are none.
     *
     * @param part 0 to 1
     */
    long quantile(double part) {
        long rank = Math.max(1, (long) Math.ceil(count() * part));
        long seen = 0;
        for (int bucket = 0; bucket < counts.length; bucket++) {
            seen += counts[bucket];
            if (seen >= rank) {
                return upperEdge(bucket);
            }
        }
        return 0;
    }

    static int bucket(long millis) {
        if (millis < 1 << SUB_BITS) {
            return (int) millis;
        }
        int exponent = Long.SIZE - 1 - Long.numberOfLeadingZeros(millis);
        int within = (int) (millis >>> (exponent - SUB_BITS)) & ((1 << SUB_BITS) - 1);
        return Math.min(BUCKETS - 1, ((exponent - SUB_BITS + 1) << SUB_BITS) + within);
    }

    /** The longest duration of a bucket. */
    static long upperEdge(int bucket) {
        if (bucket < 1 << SUB_BITS) {
            return bucket;
        }
        int exponent = (bucket >> SUB_BITS) + SUB_BITS - 1;
        long within = bucket & ((1 << SUB_BITS) - 1);
        return (((1L << SUB_BITS) + within + 1) << (exponent - SUB_BITS)) - 1;
    }

    int maxBytes() {
        return 2 + counts.length * 12;
    }

    /** The number of buckets that hold something, then for each how many empty ones lie before it and its count. */
    void write(ByteBuffer out) {
        int filled = 0;
        for (long count : counts) {
            filled += count > 0 ? 1 : 0;
        }
        Varints.write(out, filled);
        int gap = 0;
        for (long count : counts) {
            if (count > 0) {
                Varints.write(out, gap);
                Varints.write(out, count);
                gap = 0;
            } else {
                gap++;
            }
        }
    }

    static Histogram read(ByteBuffer in) {
        Histogram histogram = new Histogram();
        long[] counts = new long[BUCKETS];
        int bucket = -1;
        for (long filled = Varints.read(in); filled > 0; filled--) {
            bucket += 1 + (int) Varints.read(in);
            counts[bucket] = Varints.read(in);
        }
        histogram.counts = Arrays.copyOf(counts, bucket + 1);
        return histogram;
    }
}
