package dev.sendoff.audit;

import dev.sendoff.core.RequestId;
import java.time.Instant;

/** One record, as far as it bears on whether an id has its one end. */
public sealed interface Sighting {

    RequestId id();

    Coordinates at();

    /** When the invocation was accepted, as every record of it says. */
    Instant acceptedAt();

    /**
     * It stands on the queue, or waits for its first time, and was never put back.
     *
     * @param due by when it should have ended, leaving aside any grace
     */
    record Accepted(RequestId id, Coordinates at, Instant acceptedAt, Instant due) implements Sighting {
        public Accepted {
            requireEnd(at, false);
        }
    }

    /**
     * It waits again, or stands on the queue again.
     *
     * @param due by when it should have ended, leaving aside any grace
     */
    record PutBack(RequestId id, Coordinates at, Instant acceptedAt, Instant due) implements Sighting {
        public PutBack {
            requireEnd(at, false);
        }
    }

    /**
     * It has ended, well or not.
     *
     * @param endedAt when that was written
     */
    record Ended(RequestId id, Coordinates at, Instant acceptedAt, Instant endedAt) implements Sighting {
        public Ended {
            requireEnd(at, true);
        }
    }

    private static void requireEnd(Coordinates at, boolean end) {
        if (at.station().isEnd() != end) {
            throw new IllegalArgumentException(at + (end ? " is no end" : " is an end"));
        }
    }
}
