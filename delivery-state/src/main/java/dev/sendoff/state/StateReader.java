package dev.sendoff.state;

import dev.sendoff.core.DeliveryState;
import dev.sendoff.core.RequestId;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.errors.InvalidStateStoreException;
import org.jspecify.annotations.Nullable;

/**
 * Looks up states in this instance's partitions. An id that was accepted before the look-up began is never called
 * unknown: on a miss it waits until all is taken up that stood on the topics when the miss was seen.
 */
@Singleton
public final class StateReader {

    private static final long WAIT_NANOS = Duration.ofMillis(5).toNanos();

    private final DeliveryStates states;

    StateReader(DeliveryStates states) {
        this.states = states;
    }

    /** What came of a look-up. */
    public sealed interface Answer {}

    public record Found(DeliveryState state) implements Answer {}

    /** Nothing of that id had been accepted. */
    public record Unknown() implements Answer {}

    /** It cannot be said in time. */
    public record NotYet(String reason) implements Answer {}

    /**
     * @param partitions those that this instance holds, of the ones that the id may live in
     * @param deadlineNanos by {@link System#nanoTime()}
     */
    public Answer find(RequestId id, Set<Integer> partitions, long deadlineNanos) throws InterruptedException {
        Bytes key = StateKey.of(id);
        Map<TopicPartition, Long> ends = null;
        try (Progress.Watch watch = states.progress().watch()) {
            while (true) {
                // Looked at before the store: what was taken up by then is seen in there.
                boolean caughtUp = ends != null && states.behind(ends) == 0;
                String obstacle;
                try {
                    DeliveryState state = look(key, partitions);
                    if (state != null) {
                        return new Found(state);
                    }
                    if (caughtUp) {
                        return new Unknown();
                    }
                    if (ends == null) {
                        ends = states.ends(partitions, Duration.ofNanos(deadlineNanos - System.nanoTime()));
                        continue;
                    }
                    obstacle = "the delivery state is " + states.behind(ends) + " records behind the topics";
                } catch (InvalidStateStoreException e) {
                    obstacle = "the delivery state is being moved or restored: " + e.getMessage();
                } catch (TimeoutException | ExecutionException e) {
                    return new NotYet("the brokers do not say how far the topics reach: " + e.getMessage());
                }
                if (System.nanoTime() - deadlineNanos >= 0) {
                    return new NotYet(obstacle);
                }
                watch.await(WAIT_NANOS);
            }
        }
    }

    private @Nullable DeliveryState look(Bytes key, Set<Integer> partitions) {
        for (int partition : partitions) {
            byte[] value = states.states(partition).get(key);
            if (value != null) {
                return states.wire().deliveryState(value);
            }
        }
        return null;
    }
}
