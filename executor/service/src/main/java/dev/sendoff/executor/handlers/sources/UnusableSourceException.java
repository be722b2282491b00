package dev.sendoff.executor.handlers.sources;

import org.jspecify.annotations.Nullable;

/** A source of handlers cannot be used; the message says what is wrong with it, and what would be right. */
public final class UnusableSourceException extends Exception {

    private static final long serialVersionUID = 1L;

    public UnusableSourceException(String message) {
        super(message);
    }

    public UnusableSourceException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
