package dev.sendoff.e2e;

/**
 * The order of test classes, for the sake of the machine: shared processes live until the end, so what needs none of them
 * comes before the first of them is started.
 */
final class WithProcessesOf {

    static final int ITS_OWN = 1;

    // Classes that say nothing share one Sendoff, and come in between.

    static final int A_CLUSTER = Integer.MAX_VALUE;

    private WithProcessesOf() {}
}
