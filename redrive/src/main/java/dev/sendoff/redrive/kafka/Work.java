package dev.sendoff.redrive.kafka;

import dev.sendoff.core.Delivery;
import dev.sendoff.core.JobProgress;
import dev.sendoff.core.JobProgress.Reach;
import dev.sendoff.redrive.Chooser;
import dev.sendoff.redrive.Run;
import dev.sendoff.schemas.Topics;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/** One job of a {@link Term}: what it has in hand, and what of it is not written yet. For one thread; to be closed. */
final class Work implements AutoCloseable {

    final Run run;
    final Chooser chooser;

    private final Topics topics;
    private final Map<TopicPartition, Long> outcomes = new HashMap<>();
    private final List<Reach> outcomeParts;
    private List<Reach> sources;
    private @Nullable Source source;
    private @Nullable History history;

    /** Whether something was counted that is not written. */
    boolean isDirty;

    private Instant writtenAt;
    private JobProgress.State writtenState;
    private String writtenReason;

    Work(Run run, Chooser chooser, JobProgress from, Topics topics, Instant writtenAt) {
        this.run = run;
        this.chooser = chooser;
        this.topics = topics;
        this.sources = from.sources();
        this.outcomeParts = from.outcomes();
        this.writtenAt = writtenAt;
        this.writtenState = from.state();
        this.writtenReason = from.reason();
        from.outcomes().forEach(part -> outcomes.put(Source.place(topics, part), part.next()));
    }

    /** Opens what it reads, unless it is open. */
    Source source(Function<List<Reach>, Source> open) {
        Source current = source;
        if (current == null) {
            current = open.apply(sources);
            source = current;
        }
        return current;
    }

    History history(Supplier<History> read) {
        History current = history;
        if (current == null) {
            current = read.get();
            history = current;
        }
        return current;
    }

    /** Another job, or this one, has done that. */
    void heard(Delivery delivery) {
        if (history != null) {
            history.add(delivery);
        }
    }

    boolean isAtEnd() {
        return source == null ? Source.areRead(sources) : source.isRead();
    }

    /** Whether the end of a copy at that place was counted already. */
    boolean hasCounted(TopicPartition place, long offset) {
        return offset < outcomes.getOrDefault(place, 0L);
    }

    /** All before {@code next} is counted. */
    void countedUpTo(TopicPartition place, long next) {
        outcomes.merge(place, next, Math::max);
    }

    Map<TopicPartition, Long> outcomes() {
        return outcomes;
    }

    /** Whether something is to be said of it that is not written; and it is so long since something was. */
    boolean hasNews(Instant now, Duration betweenNews) {
        boolean isNews = isDirty || run.state() != writtenState || !run.reason().equals(writtenReason);
        return isNews && !writtenAt.plus(betweenNews).isAfter(now);
    }

    /** All that is known is written. */
    void written(Instant now) {
        isDirty = false;
        writtenAt = now;
        writtenState = run.state();
        writtenReason = run.reason();
    }

    JobProgress progress(Instant now) {
        if (source != null) {
            sources = source.reaches();
        }
        return run.progress(
                sources,
                outcomeParts.stream()
                        .map(part -> new Reach(
                                part.topic(),
                                part.partition(),
                                outcomes.getOrDefault(Source.place(topics, part), part.next()),
                                part.end()))
                        .toList(),
                now);
    }

    /** Lets go of what it reads: it may take long until it goes on. */
    void rest() {
        if (source != null) {
            sources = source.reaches();
            source.close();
            source = null;
            history = null;
        }
    }

    @Override
    public void close() {
        rest();
    }
}
