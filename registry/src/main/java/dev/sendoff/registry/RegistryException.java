package dev.sendoff.registry;

import org.jspecify.annotations.Nullable;

/** Functions could not be read or written: the brokers or the schema registry did not answer in time. */
public class RegistryException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public RegistryException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
