package dev.sendoff.environments.life;

import dev.sendoff.core.FunctionError;
import dev.sendoff.core.Outcome;
import dev.sendoff.core.RequestId;
import java.time.Duration;
import java.util.Locale;

/** The failures that the platform itself finds, in AWS's words. */
public final class Failures {

    /** AWS's limit on what a function may answer: 6 MiB and a little. */
    public static final int MAX_RESPONSE_BYTES = 6_291_556;

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

    static Outcome.Failed timedOut(RequestId id, Duration timeout) {
        return of("Sandbox.Timedout", "RequestId: " + id + " Error: " + timedOutAfter(timeout));
    }

    /** The sentence that AWS also logs. */
    public static String timedOutAfter(Duration timeout) {
        return String.format(Locale.ROOT, "Task timed out after %.2f seconds", timeout.toNanos() / 1e9);
    }

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
        return of("Runtime.ExitError", "RequestId: " + id + " Error: " + why);
    }

    /** There is nothing to start. */
    public static Outcome.Failed invalidEntrypoint(RequestId id, String why) {
        return of("Runtime.InvalidEntrypoint", "RequestId: " + id + " Error: " + why);
    }

    public static Outcome.Failed responseTooLarge() {
        return of(
                "Function.ResponseSizeTooLarge",
                "Response payload size exceeded maximum allowed payload size (" + MAX_RESPONSE_BYTES + " bytes).");
    }

    /** A failure without a stack, as a document of AWS's form. */
    public static Outcome.Failed of(String type, String message) {
        return new Outcome.Failed(new FunctionError(
                type, message, "{\"errorMessage\":" + quoted(message) + ",\"errorType\":" + quoted(type) + "}"));
    }

    /** The text as a JSON string. */
    public static String quoted(String text) {
        StringBuilder json = new StringBuilder(text.length() + 2).append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '"' -> json.append("\\\"");
                case '\\' -> json.append("\\\\");
                case '\n' -> json.append("\\n");
                case '\r' -> json.append("\\r");
                case '\t' -> json.append("\\t");
                default -> {
                    if (c < ' ') {
                        json.append(String.format(Locale.ROOT, "\\u%04x", (int) c));
                    } else {
                        json.append(c);
                    }
                }
            }
        }
        return json.append('"').toString();
    }
}
