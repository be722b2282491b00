package dev.sendoff.handler;

/** Says that no further attempt can help: the invocation becomes a dead letter at once. */
public class TerminalException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public TerminalException(String message) {
        super(message);
    }

    public TerminalException(String message, Throwable cause) {
        super(message, cause);
    }
}
