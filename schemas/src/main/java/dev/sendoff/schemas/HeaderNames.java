package dev.sendoff.schemas;

/** Record headers: what a router needs without decoding the value. Values are UTF-8 text. */
public final class HeaderNames {

    /** The bare function name. On a record that is not Avro it says whom the payload is for. */
    public static final String FUNCTION = "sendoff-function";

    /** The attempt's number: to be made on {@code invocations} and {@code retries}, made last elsewhere. */
    public static final String ATTEMPT = "sendoff-attempt";

    /** When the record is due, in milliseconds since 1970. On {@code retries} only. */
    public static final String NOT_BEFORE = "sendoff-not-before";

    /** On what is kept back: the cause, as of {@link dev.sendoff.core.Hold.Cause}. */
    public static final String HOLD = "sendoff-hold";

    /** On an outcome of which something is to come, such as a record for a destination. Its value is {@code 1}. */
    public static final String ONWARD = "sendoff-onward";

    /** On an outcome of what a job put in again: the job. */
    public static final String JOB = "sendoff-job";

    /** W3C trace context. */
    public static final String TRACEPARENT = "traceparent";

    private HeaderNames() {}
}
