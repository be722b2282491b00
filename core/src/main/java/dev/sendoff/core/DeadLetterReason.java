package dev.sendoff.core;

/** Why an invocation was given up. The names are on the wire: add to them, never rename. */
public enum DeadLetterReason {
    /** Every attempt that the policy allows has failed. */
    RETRIES_EXHAUSTED,
    /** The event was, or at its next attempt would be, older than the function allows. */
    EVENT_AGE_EXCEEDED,
    /** The function's reserved concurrency is zero. */
    ZERO_RESERVED_CONCURRENCY,
    /** The function was invoked too often in one chain of invocations: it invokes itself, in one step or several. */
    RECURSION_STOPPED,
    /** The handler said, or the policy lists the error as one, that no retry can help. */
    TERMINAL_FAILURE,
    /** No function of that name is deployed, or none was named. */
    UNKNOWN_FUNCTION,
    /** Somebody wanted it not to run: it was cancelled, or its function's queue was purged. */
    CANCELLED,
    /** The record could not be decoded. */
    UNREADABLE
}
