package dev.sendoff.ingest.functions;

import java.time.Instant;
import java.util.function.Supplier;

/**
 * What marks the records that a change writes.
 *
 * @param now to the millisecond, as it is kept
 * @param revisionIds gives another each time
 */
record Stamp(Instant now, Supplier<String> revisionIds) {

    String revisionId() {
        return revisionIds.get();
    }
}
