package dev.sendoff.benchmarks;

import java.util.Arrays;
import java.util.Locale;

/** Latencies in milliseconds; safe for many threads. */
final class Latencies {

    private double[] values = new double[1024];
    private int count;

    synchronized void add(double millis) {
        if (count == values.length) {
            values = Arrays.copyOf(values, count * 2);
        }
        values[count++] = millis;
    }

    synchronized int count() {
        return count;
    }

    /** The value that a share of them does not exceed; NaN where there are none. */
    synchronized double percentile(double share) {
        if (count == 0) {
            return Double.NaN;
        }
        double[] sorted = Arrays.copyOf(values, count);
        Arrays.sort(sorted);
        return sorted[(int) Math.min(count - 1, Math.ceil(share * count) - 1)];
    }

    @Override
    public String toString() {
        return String.format(
                Locale.ROOT,
                "p50 %.1f ms, p99 %.1f ms, max %.1f ms (%d)",
                percentile(0.5),
                percentile(0.99),
                percentile(1),
                count());
    }
}
