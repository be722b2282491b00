package dev.sendoff.core;

import org.jspecify.annotations.Nullable;

/**
 * What is set for the events of a function that wait.
 *
 * @param pause null unless it is paused
 * @param purge the latest; null if it was never purged
 * @param outageRule null if its queue is never held for its failures
 */
public record QueueSettings(
        @Nullable Pause pause,
        @Nullable Purge purge,
        @Nullable OutageRule outageRule) {

    /** Nothing is set. */
    public static final QueueSettings DEFAULT = new QueueSettings(null, null, null);

    /** The same, paused or, with null, not. */
    public QueueSettings withPause(@Nullable Pause newPause) {
        return new QueueSettings(newPause, purge, outageRule);
    }

    /** The same, purged once more; what an earlier purge has ended stays so. */
    public QueueSettings withPurge(Purge newPurge) {
        return purge != null && purge.before().isAfter(newPurge.before())
                ? this
                : new QueueSettings(pause, newPurge, outageRule);
    }

    /** The same with another rule; null for none. */
    public QueueSettings withOutageRule(@Nullable OutageRule rule) {
        return new QueueSettings(pause, purge, rule);
    }
}
