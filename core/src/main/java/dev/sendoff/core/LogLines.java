package dev.sendoff.core;

import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;

/** The lines that AWS puts around what a function logs; the form is its own, to the last tab. Each ends its last line. */
public final class LogLines {

    private LogLines() {}

    /** Before all others. */
    public static String start(RequestId id, String version) {
        return "START RequestId: " + id + " Version: " + version + "\n";
    }

    /**
     * After all that the function logged.
     *
     * @param duration of the attempt, without the making of its handler or environment
     * @param init how long that took; empty if it was there
     * @param memorySize what the function may use, in MiB
     * @param usedMemory what it used, in MiB
     */
    public static String end(
            RequestId id, Duration duration, Optional<Duration> init, int memorySize, long usedMemory) {
        double millis = millis(duration);
        return "END RequestId: " + id + "\n"
                + String.format(
                        Locale.ROOT,
                        "REPORT RequestId: %s\tDuration: %.2f ms\tBilled Duration: %d ms\tMemory Size: %d MB"
                                + "\tMax Memory Used: %d MB\t",
                        id,
                        millis,
                        (long) Math.ceil(millis),
                        memorySize,
                        usedMemory)
                + init.map(made -> String.format(Locale.ROOT, "Init Duration: %.2f ms\t", millis(made)))
                        .orElse("")
                + "\n";
    }

    /** Behind the end of an attempt whose time was over. */
    public static String timedOut(RequestId id, Duration timeout, Instant now) {
        return now + " " + id + " " + PlatformErrors.timedOutAfter(timeout) + "\n\n";
    }

    private static double millis(Duration duration) {
        return duration.toNanos() / 1e6;
    }
}
