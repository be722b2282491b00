package dev.sendoff.ingest;

import java.time.Duration;
import java.time.Instant;

/**
 * Picks the home partition of a new invocation. It stays the same for a slice of time, so that events that arrive
 * together share a batch; over time all are used alike. Each round of slices visits every partition once, and begins at
 * one left to chance, lest callers that come at regular times always meet the same.
 */
public final class HomePartitions {

    private final int partitions;
    private final long sliceMillis;

    public HomePartitions(int partitions, Duration slice) {
        if (partitions < 1) {
            throw new IllegalArgumentException("there must be at least 1 partition, not " + partitions);
        }
        if (slice.toMillis() < 1) {
            throw new IllegalArgumentException("a slice takes at least a millisecond, unlike " + slice);
        }
        this.partitions = partitions;
        this.sliceMillis = slice.toMillis();
    }

    int at(Instant now) {
        long slice = Math.floorDiv(now.toEpochMilli(), sliceMillis);
        long round = Math.floorDiv(slice, (long) partitions);
        return (int) Math.floorMod(slice + mixed(round), (long) partitions);
    }

    /** The finalizer of SplitMix64: scatters consecutive numbers. Two bits less, so that a sum cannot overflow. */
    private static long mixed(long number) {
        long z = number + 0x9E37_79B9_7F4A_7C15L;
        z = (z ^ (z >>> 30)) * 0xBF58_476D_1CE4_E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D0_49BB_1331_11EBL;
        return (z ^ (z >>> 31)) >>> 2;
    }
}
