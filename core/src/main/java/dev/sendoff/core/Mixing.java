package dev.sendoff.core;

/** Scatters numbers, always in the same way. */
public final class Mixing {

    private Mixing() {}

    /** The finalizer of SplitMix64: numbers that lie close together come out far apart. */
    public static long mix(long number) {
        long z = number + 0x9E37_79B9_7F4A_7C15L;
        z = (z ^ (z >>> 30)) * 0xBF58_476D_1CE4_E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D0_49BB_1331_11EBL;
        return z ^ (z >>> 31);
    }
}
