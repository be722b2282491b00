package dev.sendoff.environments.life;

import dev.sendoff.core.Outcome;
import dev.sendoff.core.PlatformErrors;
import dev.sendoff.core.RequestId;

/** How a process ended, in AWS's words. */
final class Failures {

    private static final int SIGNALLED = 128;

    /** By number, from 1, as AWS names them (Linux, x86 and ARM). */
    private static final String[] SIGNALS = {
        "hangup",
        "interrupt",
        "quit",
        "illegal instruction",
        "trace/breakpoint trap",
        "aborted",
        "bus error",
        "floating point exception",
        "killed",
        "user defined signal 1",
        "segmentation fault",
        "user defined signal 2",
        "broken pipe",
        "alarm clock",
        "terminated"
    };

    private Failures() {}

    /**
     * @param status as {@link Process#exitValue()} tells it: 128 and the number for a signal. A process that exits with
     *     such a status by itself is told the same way.
     */
    static Outcome.Failed exited(RequestId id, int status) {
        if (status == 0) {
            return exitError(id, "Runtime exited without providing a reason");
        }
        int signal = status - SIGNALLED;
        return exitError(
                id,
                "Runtime exited with error: "
                        + (signal >= 1 && signal <= SIGNALS.length
                                ? "signal: " + SIGNALS[signal - 1]
                                : "exit status " + status));
    }

    static Outcome.Failed outOfMemory(RequestId id) {
        return exitError(id, "Runtime exited with error: signal: killed");
    }

    private static Outcome.Failed exitError(RequestId id, String why) {
        return PlatformErrors.of("Runtime.ExitError", "RequestId: " + id + " Error: " + why);
    }
}
