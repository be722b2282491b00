package dev.sendoff.core;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What somebody asks of a job that puts events in again, or purges them; and so the record of who did it, why and when.
 *
 * @param id sorts by time, as those of invocations do
 * @param selection which; of a replay its function and times alone
 * @param ids the only ones that are meant, out of the selection; empty for all of it
 * @param comment what it is good for; null if nobody said
 * @param by who asked for it
 * @param wish what is to become of it
 * @param changes how often the wish was changed
 * @param changedBy who said so last
 */
public record JobOrder(
        UUID id,
        Kind kind,
        LetterSelection selection,
        List<RequestId> ids,
        JobOptions options,
        @Nullable String comment,
        String by,
        Instant at,
        Wish wish,
        int changes,
        String changedBy,
        Instant changedAt)
        implements JobRecord {

    public JobOrder {
        ids = List.copyOf(ids);
        if (changes < 0) {
            throw new IllegalArgumentException("changes count from 0, not " + changes);
        }
    }

    /** The names are on the wire. */
    public enum Kind {
        /** Dead letters are put in again. */
        REDRIVE(Delivery.Kind.REDRIVE),
        /** Events are put in again, however they had ended. */
        REPLAY(Delivery.Kind.REPLAY),
        /** Dead letters are listed no more. */
        PURGE(Delivery.Kind.PURGE);

        private final Delivery.Kind delivery;

        Kind(Delivery.Kind delivery) {
            this.delivery = delivery;
        }

        /** What the state of the earlier invocation shows of it. */
        public Delivery.Kind delivery() {
            return delivery;
        }
    }

    /** The names are on the wire. */
    public enum Wish {
        RUN,
        PAUSE,
        CANCEL
    }

    /** The same with another wish. */
    public JobOrder changed(Wish newWish, String who, Instant when) {
        return new JobOrder(id, kind, selection, ids, options, comment, by, at, newWish, changes + 1, who, when);
    }

    /** The same without the edited event, which may be large. */
    public JobOrder withoutPayload() {
        return options.payload() == null
                ? this
                : new JobOrder(
                        id,
                        kind,
                        selection,
                        ids,
                        options.withoutPayload(),
                        comment,
                        by,
                        at,
                        wish,
                        changes,
                        changedBy,
                        changedAt);
    }
}
