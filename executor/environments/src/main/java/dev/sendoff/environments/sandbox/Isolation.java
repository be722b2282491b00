package dev.sendoff.environments.sandbox;

/** How far the processes of an environment are kept apart. */
public enum Isolation {
    /** A user of its own for each slot. Nothing of that user's outlives the environment. */
    USERS,
    /** The executor's user, and a session for each environment. */
    SESSIONS,
    /** The executor's user; only a process's descendants are known. Where there is no {@code /proc}. */
    TREES
}
