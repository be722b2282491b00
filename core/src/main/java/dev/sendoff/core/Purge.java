package dev.sendoff.core;

import java.time.Instant;

/**
 * That none of the events that a function had at a time is to run any more.
 *
 * @param before of those accepted earlier
 * @param by who wants that; empty if nobody said
 * @param comment what it is good for; may be empty
 */
public record Purge(Instant before, String by, String comment) {

    /**
     * Whether it is one of those: neither its id nor its record is of a later time. What comes of an earlier invocation may
     * have an id of that one's time.
     */
    public boolean covers(Invocation invocation) {
        return invocation.acceptedAt().isBefore(before)
                && invocation.id().madeAt().map(this::isAfter).orElse(true);
    }

    /** Whether it may be one of those, as far as its id alone tells; an id that tells no time is none. */
    public boolean mayCover(RequestId id) {
        return id.madeAt().map(this::isAfter).orElse(false);
    }

    private boolean isAfter(Instant time) {
        return time.isBefore(before);
    }

    /** A sentence for whoever looks at what came of them. */
    public String reason(String function) {
        return "the queue of '" + function + "' was purged" + Said.by(by) + " of what was accepted before " + before
                + Said.because(comment);
    }
}
