package dev.sendoff.handler;

import com.amazonaws.services.lambda.runtime.Context;

/** What Sendoff tells a handler beyond AWS's context. Every context that an in-process handler gets is one of these. */
public interface SendoffContext extends Context {

    /** The number of this attempt, from 1. A synchronous call is always attempt 1. */
    int getAttempt();

    /**
     * Whether this same attempt may have been begun before, by an executor that was lost. A handler that is not
     * idempotent looks at this before it acts.
     */
    boolean isRedelivered();
}
