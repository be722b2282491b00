package dev.sendoff.installation;

/** The installation is not as its settings say; the message names what is wrong. */
public final class InstallationException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    InstallationException(String message) {
        super(message);
    }

    InstallationException(String message, Throwable cause) {
        super(message, cause);
    }
}
