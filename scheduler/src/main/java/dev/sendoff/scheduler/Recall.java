package dev.sendoff.scheduler;

import dev.sendoff.core.Cancellation;
import dev.sendoff.core.Function;
import dev.sendoff.core.Hold;
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

        /** It is published at once: it was held by a pause that is over. */
        record LetGo() implements Verdict {}

        /**
         * It never runs: it was cancelled, or purged.
         *
         * @param why a sentence
         */
        record End(String why) implements Verdict {}
    }

    Verdict WAIT = new Verdict.Wait();

    /** Of a function of which nothing is known yet: what is held for a pause stays so. */
    QueueSettings UNKNOWN = new QueueSettings(new Pause(Instant.EPOCH, "", ""), null, null);

    /** @param hold why it is kept back; null if it is not */
    Verdict verdict(RequestId id, String function, Hold.@Nullable Cause hold);

    /** By function, what is set for its queue, of those where something is set. */
    Map<String, QueueSettings> queues();

    /** Grows with what is set; below 0 while that is not known. */
    long revision();

    /** What was cancelled since. */
    Cancellations.News cancelledSince(long next);

    /** Whether timers may be called back now that were not before. */
    static boolean callsBackMore(Map<String, QueueSettings> before, Map<String, QueueSettings> now) {
        for (Map.Entry<String, QueueSettings> entry : before.entrySet()) {
            boolean isPaused =
                    now.getOrDefault(entry.getKey(), QueueSettings.DEFAULT).pause() != null;
            if (entry.getValue().pause() != null && !isPaused) {
                return true;
            }
        }
        for (Map.Entry<String, QueueSettings> entry : now.entrySet()) {
            Purge purge = entry.getValue().purge();
            if (purge != null
                    && !purge.equals(before.getOrDefault(entry.getKey(), QueueSettings.DEFAULT)
                            .purge())) {
                return true;
            }
        }
        return false;
    }

    /** By what is known of one invocation and its function. */
    static Verdict verdict(
            @Nullable Cancellation cancellation,
            QueueSettings queue,
            RequestId id,
            String function,
            Hold.@Nullable Cause hold) {
        if (cancellation != null) {
            return new Verdict.End(cancellation.reason());
        }
        Purge purge = queue.purge();
        if (purge != null && purge.covers(id)) {
            return new Verdict.End(purge.reason(function));
        }
        return hold == Hold.Cause.PAUSED && queue.pause() == null ? new Verdict.LetGo() : WAIT;
    }

    /** By what the installation's topics say. */
    record OfInstallation(Functions functions, Cancellations cancellations) implements Recall {

        @Override
        public Verdict verdict(RequestId id, String function, Hold.@Nullable Cause hold) {
            QueueSettings queue = functions.isReady()
                    ? functions
                            .find(function)
                            .map(known -> known.settings().queue())
                            .orElse(QueueSettings.DEFAULT)
                    : UNKNOWN;
            return Recall.verdict(cancellations.find(id), queue, id, function, hold);
        }

        @Override
        public Map<String, QueueSettings> queues() {
            Map<String, QueueSettings> queues = new HashMap<>();
            for (Function function : functions.all()) {
                QueueSettings queue = function.settings().queue();
                if (!queue.equals(QueueSettings.DEFAULT)) {
                    queues.put(function.name(), queue);
                }
            }
            return queues;
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
