package dev.sendoff.audit.kafka;

/** An audit could not do its work; the message says why. Nothing is known of the topics then. */
public final class AuditException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    AuditException(String message) {
        super(message);
    }

    AuditException(String message, Throwable cause) {
        super(message, cause);
    }
}
