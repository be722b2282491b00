package dev.sendoff.registry;

/** A function is to be changed that is not deployed. */
public final class UnknownFunctionException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public UnknownFunctionException(String name) {
        super("there is no function '" + name + "'");
    }
}
