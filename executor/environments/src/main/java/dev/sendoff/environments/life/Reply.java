package dev.sendoff.environments.life;

import dev.sendoff.core.PlatformErrors;

/** What a runtime is told about what it posted. */
public enum Reply {
    ACCEPTED(202, "", ""),
    INVALID_REQUEST_ID(400, "InvalidRequestID", "Invalid request ID"),
    INVALID_STATE(403, "InvalidStateTransition", "State transition is not allowed"),
    TOO_LARGE(
            413,
            "RequestEntityTooLarge",
            "Exceeded maximum allowed payload size (" + PlatformErrors.MAX_RESPONSE_BYTES + " bytes).");

    private final int status;
    private final String type;
    private final String message;

    Reply(int status, String type, String message) {
        this.status = status;
        this.type = type;
        this.message = message;
    }

    /** The HTTP status. */
    public int status() {
        return status;
    }

    /** The JSON document. */
    public String body() {
        return this == ACCEPTED
                ? "{\"status\":\"OK\"}\n"
                : "{\"errorMessage\":\"" + message + "\",\"errorType\":\"" + type + "\"}\n";
    }
}
