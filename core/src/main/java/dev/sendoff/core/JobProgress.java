package dev.sendoff.core;

import java.time.Instant;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * How far a job is. It is written in one transaction with what the job puts in, so that whoever goes on from here puts
 * nothing in twice and leaves nothing out.
 *
 * @param state in which it is
 * @param reason why it is in that state, or what it waits for; empty if there is nothing to say
 * @param endedAt null until it is {@link State#isTerminal}
 * @param sources what it has to read, and how far it has
 * @param outcomes up to where the ends of its copies are counted; their {@code end} says nothing
 * @param matched how many were meant, of what it has read
 * @param putIn how many of these it put in, or purged
 * @param skipped how many of these it left out, by why
 * @param endedWell how many copies succeeded
 * @param endedBadly how many copies were given up
 * @param recent the last ends, the oldest first: {@code +} for a good one, {@code -} for a bad one
 * @param canaryPassed whether the first ones have shown that it may go on
 * @param changesSeen which change of the order it last acted on
 * @param lastPutInAt null before the first
 * @param copies the first ones
 */
public record JobProgress(
        UUID id,
        State state,
        String reason,
        Instant startedAt,
        Instant updatedAt,
        @Nullable Instant endedAt,
        List<Reach> sources,
        List<Reach> outcomes,
        long matched,
        long putIn,
        SortedMap<String, Long> skipped,
        long endedWell,
        long endedBadly,
        String recent,
        boolean canaryPassed,
        int changesSeen,
        @Nullable Instant lastPutInAt,
        List<Copy> copies)
        implements JobRecord {

    /** No progress names more copies than this. */
    public static final int MAX_COPIES = 20;

    public JobProgress {
        sources = List.copyOf(sources);
        outcomes = List.copyOf(outcomes);
        skipped = new TreeMap<>(skipped);
        copies = List.copyOf(copies);
    }

    /** The names are on the wire. */
    public enum State {
        /** It puts events in, as fast as it may. */
        RUNNING,
        /** Somebody wants it to wait. */
        PAUSED,
        /** Too many of its copies failed. It goes on if somebody says so. */
        STOPPED,
        /** All are put in; not all have ended. */
        FINISHING,
        COMPLETED,
        CANCELLED;

        /** Whether nothing more comes of it. */
        public boolean isTerminal() {
            return switch (this) {
                case COMPLETED, CANCELLED -> true;
                case RUNNING, PAUSED, STOPPED, FINISHING -> false;
            };
        }
    }

    /**
     * How far one partition is read.
     *
     * @param topic its name without the installation's prefix
     * @param next the offset that comes next
     * @param end the offset before which it ends
     */
    public record Reach(String topic, int partition, long next, long end) {}

    /**
     * @param of the earlier invocation
     * @param invocation the new one
     */
    public record Copy(RequestId of, RequestId invocation) {}
}
