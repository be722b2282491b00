package dev.sendoff.state;

import dev.sendoff.core.DeliveryState;
import dev.sendoff.core.FunctionSettings;
import dev.sendoff.registry.Functions;
import dev.sendoff.registry.RegistryException;
import dev.sendoff.state.figures.Figures;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.ReadOnlyKeyValueStore;
import org.jspecify.annotations.Nullable;

/** Says of invocations whose state is held here why they do not run yet. Safe for many threads. */
@Singleton
public final class Backlogs {

    /** So many states before it are looked at, at the most. */
    static final int MAX_SCANNED = 10_000;

    /** What is younger is not worth the look: whoever asks has most often just accepted it. */
    private static final Duration YOUNG = Duration.ofSeconds(2);

    private final DeliveryStates states;
    private final Functions functions;
    private final InstantSource clock = InstantSource.system();

    Backlogs(DeliveryStates states, Functions functions) {
        this.states = states;
        this.functions = functions;
    }

    /** @return null if there is nothing to say: it runs, or has ended */
    public @Nullable WhyNotYet whyNotYet(DeliveryState state) {
        if (!WhyNotYet.isAskedOf(state)) {
            return null;
        }
        Instant now = clock.instant();
        return WhyNotYet.of(state, settings(state.function()), backlog(state, now), now);
    }

    /** Null if it does not wait for those before it, or not for long. */
    private WhyNotYet.@Nullable Backlog backlog(DeliveryState state, Instant now) {
        Instant acceptedAt = state.acceptedAt();
        if (state.waiting() != null
                || acceptedAt == null
                || acceptedAt.plus(YOUNG).isAfter(now)) {
            return null;
        }
        int partition = state.home().partition();
        return backlog(state, states.states(partition), recently(state.function(), partition, now), now);
    }

    private FunctionSettings settings(String function) {
        try {
            return functions.find(function).map(known -> known.settings()).orElse(FunctionSettings.DEFAULT);
        } catch (RegistryException e) {
            return FunctionSettings.DEFAULT;
        }
    }

    /** How many ended in this minute and the one before. */
    private long recently(String function, int partition, Instant now) {
        Figures figures = new Figures(function, now);
        figures.add(states.figures(partition));
        List<Figures.Minute> minutes = figures.minutes();
        return minutes.subList(minutes.size() - 2, minutes.size()).stream()
                .mapToLong(minute -> minute.succeeded() + minute.deadLettered())
                .sum();
    }

    private WhyNotYet.Backlog backlog(
            DeliveryState state, ReadOnlyKeyValueStore<Bytes, byte[]> store, long endedRecently, Instant now) {
        Duration within =
                Duration.between(now.truncatedTo(ChronoUnit.MINUTES), now).plusMinutes(1);
        int ahead = 0;
        int scanned = 0;
        Bytes own = StateKey.of(state.id());
        try (KeyValueIterator<Bytes, byte[]> older = store.reverseRange(null, own)) {
            while (older.hasNext()) {
                KeyValue<Bytes, byte[]> entry = older.next();
                if (entry.key.equals(own)) {
                    continue;
                }
                if (++scanned > MAX_SCANNED) {
                    return new WhyNotYet.Backlog(ahead, false, endedRecently, within);
                }
                DeliveryState other = states.wire().deliveryState(entry.value);
                if (other.function().equals(state.function())
                        && !other.status().isTerminal()
                        && other.status() != DeliveryState.Status.WAITING) {
                    ahead++;
                }
            }
        }
        return new WhyNotYet.Backlog(ahead, true, endedRecently, within);
    }
}
