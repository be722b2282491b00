package dev.sendoff.executor.handlers;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.sendoff.core.FunctionError;
import dev.sendoff.core.Outcome;
import dev.sendoff.core.PlatformErrors;
import dev.sendoff.core.RetryAdvice;
import dev.sendoff.handler.RetryLaterException;
import dev.sendoff.handler.TerminalException;
import java.io.IOException;
import java.io.StringWriter;
import java.time.Duration;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;

/** What a handler throws, as a document of the form that AWS's Java runtime gives it. */
public final class FunctionErrors {

    /** The largest error document that is kept, in bytes. */
    public static final int MAX_PAYLOAD_BYTES = 256 * 1024;

    /** Frames from here on down are how we came to call the handler, and nothing to its author. */
    private static final String OWN_PACKAGE = FunctionErrors.class.getPackageName() + ".";

    /** Longer than any event lives, and short enough to be added to any time. */
    private static final Duration LONGEST_WAIT = Duration.ofDays(365);

    /** Tried in turn until the document is small enough; the last always is. */
    private static final Detail[] DETAILS = {
        new Detail(1024, 8, Integer.MAX_VALUE),
        new Detail(64, 8, Integer.MAX_VALUE),
        new Detail(0, 0, Integer.MAX_VALUE),
        new Detail(0, 0, 32 * 1024)
    };

    /** How much of an error is told. */
    private record Detail(int frames, int causes, int messageLength) {}

    private FunctionErrors() {}

    static Outcome.Failed failed(Throwable thrown) {
        Throwable error = unwrapped(thrown);
        return new Outcome.Failed(of(error), advice(error));
    }

    /** What the promise of an asynchronous handler puts around its error says nothing. */
    private static Throwable unwrapped(Throwable thrown) {
        Throwable error = thrown;
        for (int depth = 0; depth < 8; depth++) {
            Throwable cause = error.getCause();
            if (cause == null || !(error instanceof CompletionException || error instanceof ExecutionException)) {
                break;
            }
            error = cause;
        }
        return error;
    }

    private static RetryAdvice advice(Throwable error) {
        try {
            return switch (error) {
                case TerminalException terminal -> new RetryAdvice.Never();
                case RetryLaterException later -> new RetryAdvice.After(atMost(LONGEST_WAIT, later.delay()));
                default -> new RetryAdvice.ByPolicy();
            };
        } catch (RuntimeException e) {
            // A subclass of the handler's own may answer anything, or nothing.
            return new RetryAdvice.ByPolicy();
        }
    }

    private static Duration atMost(Duration limit, Duration delay) {
        return delay.compareTo(limit) > 0 ? limit : delay;
    }

    private static FunctionError of(Throwable error) {
        if (error instanceof SandboxException sandbox) {
            return PlatformErrors.of(sandbox.type(), message(sandbox)).error();
        }
        try {
            return withinLimit(error);
        } catch (IOException | RuntimeException | Error e) {
            // An exception of the handler's own making may fail when it is asked, and memory may be short.
            return PlatformErrors.of(type(error), "").error();
        }
    }

    private static FunctionError withinLimit(Throwable error) throws IOException {
        String payload = "";
        Detail used = DETAILS[0];
        for (Detail detail : DETAILS) {
            used = detail;
            payload = payload(error, detail);
            if (!Documents.exceeds(payload, MAX_PAYLOAD_BYTES)) {
                break;
            }
        }
        return new FunctionError(type(error), cut(message(error), used.messageLength), payload);
    }

    private static String payload(Throwable error, Detail detail) throws IOException {
        StringWriter text = new StringWriter();
        try (JsonGenerator json = Documents.generator(text)) {
            write(error, detail, detail.causes, json);
        }
        return text.toString();
    }

    private static void write(Throwable error, Detail detail, int causesLeft, JsonGenerator json) throws IOException {
        json.writeStartObject();
        String message = message(error);
        json.writeStringField("errorMessage", cut(message.isEmpty() ? type(error) : message, detail.messageLength));
        json.writeStringField("errorType", type(error));
        json.writeArrayFieldStart("stackTrace");
        int frames = 0;
        for (StackTraceElement frame : error.getStackTrace()) {
            if (frame.getClassName().startsWith(OWN_PACKAGE) || frames++ >= detail.frames) {
                break;
            }
            json.writeString(frame.toString());
        }
        json.writeEndArray();
        Throwable cause = error.getCause();
        if (cause != null && causesLeft > 0) {
            json.writeFieldName("cause");
            write(cause, detail, causesLeft - 1, json);
        }
        json.writeEndObject();
    }

    private static String type(Throwable error) {
        return error instanceof Documents.BindingException
                ? RuntimeException.class.getName()
                : error.getClass().getName();
    }

    private static String message(Throwable error) {
        @Nullable String message = error.getLocalizedMessage();
        return message == null ? "" : message;
    }

    private static String cut(String text, int length) {
        if (text.length() <= length) {
            return text;
        }
        // Not between the halves of one character.
        int end = Character.isHighSurrogate(text.charAt(length - 1)) ? length - 1 : length;
        return text.substring(0, end);
    }
}
