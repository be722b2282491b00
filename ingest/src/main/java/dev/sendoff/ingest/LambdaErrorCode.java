package dev.sendoff.ingest;

/** The errors that Lambda's API answers with, as clients know them. */
public enum LambdaErrorCode {
    ACCESS_DENIED("AccessDeniedException", 403, Fault.NONE, "Message"),
    INVALID_PARAMETER_VALUE("InvalidParameterValueException", 400, Fault.USER, "message"),
    INVALID_REQUEST_CONTENT("InvalidRequestContentException", 400, Fault.USER, "message"),
    /** The caller's RevisionId is not the latest. */
    PRECONDITION_FAILED("PreconditionFailedException", 412, Fault.USER, "message"),
    /** The function invokes itself. */
    RECURSIVE_INVOCATION("RecursiveInvocationException", 400, Fault.USER, "Message"),
    /** What AWS really sends; its service model says RequestTooLargeException. */
    REQUEST_TOO_LARGE("RequestEntityTooLargeException", 413, Fault.USER, "message"),
    RESOURCE_CONFLICT("ResourceConflictException", 409, Fault.USER, "message"),
    RESOURCE_NOT_FOUND("ResourceNotFoundException", 404, Fault.USER, "Message"),
    /** Something behind us failed; the request may be tried again. */
    SERVICE("ServiceException", 500, Fault.SERVICE, "Message"),
    /** The same, where nobody answers at all. */
    SERVICE_UNAVAILABLE("ServiceException", 503, Fault.SERVICE, "Message"),
    TOO_MANY_REQUESTS("TooManyRequestsException", 429, Fault.USER, "message"),
    /** What AWS answers where its API ends. */
    UNKNOWN_OPERATION("UnknownOperationException", 404, Fault.USER, "message"),
    /** The same, where another method of the path is known. */
    UNKNOWN_METHOD("UnknownOperationException", 405, Fault.USER, "message"),
    /** Not in AWS's service model, but what its front answers to values that break a pattern. */
    VALIDATION("ValidationException", 400, Fault.NONE, "message");

    /** Whose fault it is, by the words of an error's body. */
    private enum Fault {
        USER("User"),
        SERVICE("Service"),
        NONE("");

        private final String type;

        Fault(String type) {
            this.type = type;
        }
    }

    private final String code;
    private final int status;
    private final Fault fault;
    private final String messageKey;

    LambdaErrorCode(String code, int status, Fault fault, String messageKey) {
        this.code = code;
        this.status = status;
        this.fault = fault;
        this.messageKey = messageKey;
    }

    public String code() {
        return code;
    }

    public int status() {
        return status;
    }

    /** The body's {@code Type}; empty where AWS sends none. */
    public String type() {
        return fault.type;
    }

    /** The body's name for the message, whose case differs from code to code. */
    public String messageKey() {
        return messageKey;
    }
}
