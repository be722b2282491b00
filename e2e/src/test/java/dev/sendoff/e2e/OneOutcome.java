package dev.sendoff.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sendoff.schemas.Topic;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;

/**
 * The guarantee that every accepted invocation ends exactly once, and that its state agrees: gathers ids while a run goes
 * on, and judges them afterwards by what a {@code read_committed} reader finds.
 */
final class OneOutcome {

    private static final int ASKED_AT_A_TIME = 8;

    private final Set<String> accepted = ConcurrentHashMap.newKeySet();

    void accepted(String id) {
        assertThat(accepted.add(id)).as("%s was given out once", id).isTrue();
    }

    Set<String> ids() {
        return Set.copyOf(accepted);
    }

    int count() {
        return accepted.size();
    }

    /** Waits until all have ended, then looks for any that ended twice, and for states that say otherwise. */
    void holds(SendoffProcess sendoff, Http http, Duration patience) {
        Terminals terminals = new Terminals(sendoff);
        Map<String, List<Terminals.Terminal>> found = terminals.awaitAll(accepted, patience);
        assertThat(found.values()).as("ended exactly once").allMatch(ends -> ends.size() == 1);
        Queue<String> disagreeing = new ConcurrentLinkedQueue<>();
        Semaphore atATime = new Semaphore(ASKED_AT_A_TIME);
        try (ExecutorService asking = Executors.newVirtualThreadPerTaskExecutor()) {
            found.forEach((id, ends) -> asking.execute(() -> {
                atATime.acquireUninterruptibly();
                try {
                    JsonNode state = States.awaitEnd(http, id, patience);
                    String wanted = ends.getFirst().topic() == Topic.SUCCESSES ? "SUCCEEDED" : "DEAD_LETTERED";
                    if (!state.path("status").asText().equals(wanted)) {
                        disagreeing.add(id + ": " + state);
                    }
                } catch (RuntimeException | AssertionError e) {
                    disagreeing.add(id + ": " + e);
                } finally {
                    atATime.release();
                }
            }));
        }
        assertThat(disagreeing).as("states that do not agree with the topics").isEmpty();
    }
}
