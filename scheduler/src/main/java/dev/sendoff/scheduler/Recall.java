package dev.sendoff.scheduler;

import dev.sendoff.core.Cancellation;
import dev.sendoff.core.Function;
import dev.sendoff.core.Hold;
import dev.sendoff.core.Invocation;
import dev.sendoff.core.OutageRule;
import dev.sendoff.core.Pause;
import dev.sendoff.core.Purge;
import dev.sendoff.core.QueueSettings;
import dev.sendoff.core.RequestId;
import dev.sendoff.registry.Cancellations;
import dev.sendoff.registry.Functions;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Says which timers are not to be waited for any more. Safe for many threads. */
interface Recall {

    /** What is to become of a timer before its time. */
    sealed interface Verdict {

        /** It waits. */
        record Wait() implements Verdict {}

        /** It is published at once: what it was held for is over. */
        record LetGo() implements Verdict {}

        /**
         * It never runs: it was cancelled, or purged.
         *
         * @param why a sentence
         */
        record End(String why) implements Verdict {}
    }

    Verdict WAIT = new Verdict.Wait();

    /** Of a function of which nothing is known yet: what is held stays so. */
    QueueSettings UNKNOWN = new QueueSettings(new Pause(Instant.EPOCH, "", ""), null, OutageRule.DEFAULT);

    /**
     * By a record's headers alone. That something is to end may turn out to be wrong once it is decoded.
     *
     * @param hold why it is kept back; null if it is not
     */
    default Verdict verdict(RequestId id, String function, Hold.@Nullable Cause hold) {
        Cancellation cancellation = cancellation(id);
        if (cancellation != null) {
            return new Verdict.End(cancellation.reason());
        }
        QueueSettings queue = queue(function);
        Purge purge = queue.purge();
        return purge != null && purge.mayCover(id)
                ? new Verdict.End(purge.reason(function))
                : hold != null && letsGo(queue, hold) ? new Verdict.LetGo() : WAIT;
    }

    /** By all that is in the record. */
    default Verdict verdict(Invocation invocation) {
        Cancellation cancellation = cancellation(invocation.id());
        if (cancellation != null) {
            return new Verdict.End(cancellation.reason());
        }
        QueueSettings queue = queue(invocation.function());
        Purge purge = queue.purge();
        Hold hold = invocation.hold();
        return purge != null && purge.covers(invocation)
                ? new Verdict.End(purge.reason(invocation.function()))
                : hold != null && letsGo(queue, hold.cause()) ? new Verdict.LetGo() : WAIT;
    }

    /** Whether there is nothing any more that it is kept back for. */
    static boolean letsGo(QueueSettings queue, Hold.Cause hold) {
        return switch (hold) {
            case PAUSED -> queue.pause() == null;
            case OUTAGE -> queue.outageRule() == null;
        };
    }

    /** Null if nobody has cancelled it, as far as is known. */
    @Nullable
    Cancellation cancellation(RequestId id);

    /** What is set for a function's queue. */
    QueueSettings queue(String function);

    /** By function, the latest purge of those that were purged. */
    Map<String, Purge> purges();

    /** Grows with what is set; below 0 while that is not known. */
    long revision();

    /** What was cancelled since. */
    Cancellations.News cancelledSince(long next);

    /** By what the installation's topics say. */
    record OfInstallation(Functions functions, Cancellations cancellations) implements Recall {

        @Override
        public @Nullable Cancellation cancellation(RequestId id) {
            return cancellations.find(id);
        }

        @Override
        public QueueSettings queue(String function) {
            return functions.isReady()
                    ? functions
                            .find(function)
                            .map(known -> known.settings().queue())
                            .orElse(QueueSettings.DEFAULT)
                    : UNKNOWN;
        }

        @Override
        public Map<String, Purge> purges() {
            Map<String, Purge> purges = new HashMap<>();
            for (Function function : functions.all()) {
                Purge purge = function.settings().queue().purge();
                if (purge != null) {
                    purges.put(function.name(), purge);
                }
            }
            return purges;
        }

        @Override
        public long revision() {
            return functions.isReady() ? functions.revision() : -1;
        }

        @Override
        public Cancellations.News cancelledSince(long next) {
            return cancellations.since(next);
        }
    }
}
