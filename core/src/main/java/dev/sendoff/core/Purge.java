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

    /** Whether it is one of those: by the time in its id, or, where that tells none, by that of its acceptance. */
    public boolean covers(Invocation invocation) {
        return invocation
                .id()
                .madeAt()
                .map(this::covers)
                .orElseGet(() -> invocation.acceptedAt().isBefore(before));
    }

    /** Whether it is one of those, as far as its id alone tells. */
    public boolean covers(RequestId id) {
        return id.madeAt().map(this::covers).orElse(false);
    }

    private boolean covers(Instant time) {
        return time.isBefore(before);
    }

    /** A sentence for whoever looks at what came of them. */
    public String reason(String function) {
        return "the queue of '" + function + "' was purged" + Said.by(by) + " of what was accepted before " + before
                + Said.because(comment);
    }
}
