package dev.sendoff.audit;

/** Why an id is an exception. The names are printed, and label a metric: add to them, never rename. */
public enum Reason {
    /** It was accepted, should have ended by now, and has not. */
    MISSING,
    /** It has more ends than it was accepted times. */
    TWICE,
    /** It has an end, and was never accepted. */
    NOT_ACCEPTED,
    /** It has its end, in another partition than the one it was accepted in: its state is not found there. */
    MISPLACED
}
