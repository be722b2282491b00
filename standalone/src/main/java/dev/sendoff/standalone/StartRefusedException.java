package dev.sendoff.standalone;

/** Sendoff cannot run like this; the message tells a user what is wrong and what to do. */
final class StartRefusedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    StartRefusedException(String message) {
        super(message);
    }

    StartRefusedException(String message, Throwable cause) {
        super(message, cause);
    }
}
