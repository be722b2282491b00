package dev.sendoff.registry.code;

/** A zip is none, is damaged, is too large, or has an entry that must not be unpacked. */
public final class UnusableZipException extends Exception {
    private static final long serialVersionUID = 1L;

    /** What is wrong with it. */
    public enum Reason {
        /** It cannot be read to its end. */
        UNREADABLE,
        /** It would unpack to more than is allowed. */
        TOO_LARGE,
        /** It would write outside of its folder, or write what is no file, folder or link. */
        FORBIDDEN_ENTRY
    }

    private final Reason reason;

    UnusableZipException(Reason reason, String message) {
        super(message);
        this.reason = reason;
    }

    UnusableZipException(String message, Throwable cause) {
        super(message, cause);
        this.reason = Reason.UNREADABLE;
    }

    public Reason reason() {
        return reason;
    }
}
