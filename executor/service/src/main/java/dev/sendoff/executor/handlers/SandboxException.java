package dev.sendoff.executor.handlers;

import dev.sendoff.core.FunctionError;
import dev.sendoff.core.PlatformErrors;

/** A failure that the platform finds, not the handler; it is reported by an error type of AWS's, without a stack. */
final class SandboxException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final String type;

    private SandboxException(String type, String message) {
        super(message, null, false, false);
        this.type = type;
    }

    static SandboxException responseTooLarge() {
        FunctionError error = PlatformErrors.responseTooLarge().error();
        return new SandboxException(error.type(), error.message());
    }

    static SandboxException responseNotJson(String why) {
        return new SandboxException(
                "Function.InvalidResponse", "The handler's output is not a JSON document in UTF-8: " + why);
    }

    String type() {
        return type;
    }
}
