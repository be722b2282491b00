package dev.sendoff.ingest.functions.body;

import dev.sendoff.ingest.LambdaError;
import dev.sendoff.ingest.Violations;

/**
 * A request is answered with an error of Lambda's. Thrown within a change, it leaves nothing written. Without a stack
 * trace: it is no bug.
 */
public final class RefusedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient LambdaError error;

    public RefusedException(LambdaError error) {
        super(error.message(), null, false, false);
        this.error = error;
    }

    /** With AWS's code for values that are well-formed, but cannot be. */
    public static RefusedException invalidParameter(String message) {
        return new RefusedException(LambdaError.invalidParameter(message));
    }

    /** Throws if anything was found. */
    public static void throwIfAny(Violations violations) {
        if (!violations.isEmpty()) {
            throw new RefusedException(violations.toError());
        }
    }

    public LambdaError error() {
        return error;
    }
}
