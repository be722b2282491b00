package dev.sendoff.executor.engine;

/** What became of an invocation that was offered. */
public enum Admission {
    /** The engine has it, or it is none of ours, or done already. */
    TAKEN,
    /** There is no room now. It is to be offered again once something has ended. */
    NO_ROOM,
    /**
     * Its function has its share of the window, and does not get on with it: the invocation is to be set aside, so that
     * those of other functions behind it are reached.
     */
    EXCESS
}
