package dev.sendoff.core;

import java.time.Duration;
import java.util.Locale;

/** Failures that the platform finds, not the function, in AWS's words; without a stack. */
public final class PlatformErrors {

    /** AWS's limit on what a function may answer, in bytes: 6 MiB and a little. */
    public static final int MAX_RESPONSE_BYTES = 6_291_556;

    private PlatformErrors() {}

    /** The attempt's time is over. */
    public static Outcome.Failed timedOut(RequestId id, Duration timeout) {
        return of("Sandbox.Timedout", "RequestId: " + id + " Error: " + timedOutAfter(timeout));
    }

    /** The sentence that AWS also logs. */
    static String timedOutAfter(Duration timeout) {
        return String.format(Locale.ROOT, "Task timed out after %.2f seconds", timeout.toNanos() / 1e9);
    }

    /** There is nothing to start. */
    public static Outcome.Failed invalidEntrypoint(RequestId id, String why) {
        return of("Runtime.InvalidEntrypoint", "RequestId: " + id + " Error: " + why);
    }

    /** The response is beyond {@link #MAX_RESPONSE_BYTES}. */
    public static Outcome.Failed responseTooLarge() {
        return of(
                "Function.ResponseSizeTooLarge",
                "Response payload size exceeded maximum allowed payload size (" + MAX_RESPONSE_BYTES + " bytes).");
    }

    /** Any other, as a document of AWS's form. */
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
