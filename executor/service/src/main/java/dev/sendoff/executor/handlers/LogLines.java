package dev.sendoff.executor.handlers;

import dev.sendoff.core.Outcome;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The lines that AWS puts around what a function logs; the form is its own, to the last tab.
 *
 * @param duration of the attempt, without the making of its handler
 * @param init how long the handler took to be made; zero if it was there
 */
public record LogLines(HandlerCall call, Duration duration, Duration init) {

    /** The line before all others. */
    public static void start(HandlerCall call, String version) {
        call.log().append("START RequestId: " + call.id() + " Version: " + version + "\n");
    }

    /**
     * The lines after all others.
     *
     * @param expiredAt when its time was over; null if it was not
     * @param memorySize what the function may use, in MiB
     * @param usedMemory what it used, in MiB
     */
    public void end(Outcome reached, @Nullable Instant expiredAt, int memorySize, long usedMemory) {
        double millis = duration.toNanos() / 1e6;
        StringBuilder lines = new StringBuilder();
        if (reached instanceof Outcome.Failed failed && expiredAt == null) {
            lines.append(failed.error().message())
                    .append(": ")
                    .append(failed.error().type())
                    .append('\n');
        }
        lines.append("END RequestId: ").append(call.id()).append('\n');
        lines.append(String.format(
                Locale.ROOT,
                "REPORT RequestId: %s\tDuration: %.2f ms\tBilled Duration: %d ms\tMemory Size: %d MB"
                        + "\tMax Memory Used: %d MB\t",
                call.id(),
                millis,
                (long) Math.ceil(millis),
                memorySize,
                usedMemory));
        if (!init.isZero()) {
            lines.append(String.format(Locale.ROOT, "Init Duration: %.2f ms\t", init.toNanos() / 1e6));
        }
        lines.append('\n');
        if (expiredAt != null) {
            lines.append(expiredAt)
                    .append(' ')
                    .append(call.id())
                    .append(' ')
                    .append(FunctionErrors.timedOutAfter(call.timeout()))
                    .append("\n\n");
        }
        call.log().append(lines.toString());
    }
}
