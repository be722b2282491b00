package dev.sendoff.environments.crew;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sendoff.core.Outcome;
import dev.sendoff.core.PlatformErrors;
import dev.sendoff.environments.life.Reply;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Containers that do anything at any time, in a random order that the seed repeats. Whatever they do: an attempt has one
 * outcome, a request one event at the most, a connection one event at a time, and nobody waits while there is a place.
 */
class CrewSimulationTest {

    private static final long SECOND = 1_000_000_000L;

    static List<Long> seeds() {
        String seed = System.getProperty("sendoff.seed");
        return seed != null
                ? List.of(Long.valueOf(seed))
                : new Random(43).longs(300).boxed().toList();
    }

    private final Crew crew = new Crew("f", new Crew.Limits(Duration.ofSeconds(20), Duration.ofSeconds(10)));
    private final Map<Job, Outcome> outcomes = new IdentityHashMap<>();
    private final Set<Job> submitted = Collections.newSetFromMap(new IdentityHashMap<>());
    /** The connection of each request that has not been answered. */
    private final Map<Long, Long> polls = new HashMap<>();

    private final Set<Long> connections = new HashSet<>();
    private final Map<Long, Job> delivered = new HashMap<>();
    private long now;

    /** @param asking the request that has just been made; 0 if none */
    private void perform(List<Action> actions, long asking) {
        for (Action action : actions) {
            switch (action) {
                case Action.Deliver deliver -> {
                    Long connection = polls.remove(deliver.poll());
                    assertThat(connection).isNotNull();
                    Job before = delivered.put(connection, deliver.job());
                    assertThat(before == null || outcomes.containsKey(before)).isTrue();
                    assertThat(outcomes).doesNotContainKey(deliver.job());
                }
                case Action.Respond respond -> polls.remove(asking);
                case Action.Settle settle -> {
                    assertThat(submitted).contains(settle.job());
                    assertThat(outcomes.put(settle.job(), settle.outcome())).isNull();
                }
            }
        }
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void everyAttemptHasOneOutcome(long seed) {
        Random random = new Random(seed);
        long number = 0;
        for (int step = 0; step < 800; step++) {
            now += random.nextInt(10) == 0 ? random.nextLong(8 * SECOND) : random.nextLong(SECOND / 20);
            int what = random.nextInt(20);
            if (what < 6) {
                Job job = new Errand(++number, Duration.ofSeconds(1 + random.nextInt(20)));
                submitted.add(job);
                perform(crew.submit(job, now), 0);
            } else if (what < 8) {
                perform(crew.tick(now), 0);
            } else if (what == 8 && !connections.isEmpty()) {
                long connection = pick(connections, random);
                connections.remove(connection);
                polls.values().removeIf(of -> of == connection);
                perform(crew.disconnected(connection, now), 0);
                delivered.remove(connection);
            } else if (what < 11 || connections.isEmpty()) {
                long connection = ++number;
                connections.add(connection);
                ask(++number, connection);
            } else {
                anything(pick(connections, random), ++number, random);
            }
            Crew.Count count = crew.count();
            assertThat(count.free()).isEqualTo(polls.size());
            assertThat(count.free() == 0 || count.waiting() == 0).isTrue();
            assertThat(count.busy() + count.waiting() + outcomes.size()).isEqualTo(submitted.size());
        }
        finish(seed);
    }

    private void ask(long poll, long connection) {
        polls.put(poll, connection);
        perform(crew.asked(poll, connection, now), poll);
    }

    private void anything(long connection, long poll, Random random) {
        Job job = delivered.get(connection);
        switch (random.nextInt(10)) {
            case 0, 1, 2, 3 -> answer(job == null ? "none" : job.id().toString(), connection);
            case 4 -> answer("another", connection);
            case 5 -> perform(crew.initFailed(connection, PlatformErrors.of("Runtime.Unknown", "init"), now), 0);
            case 6 -> {
                if (job != null) {
                    perform(crew.undelivered(job), 0);
                }
            }
            default -> {
                // Over HTTP a request follows the answer to the one before.
                if (!polls.containsValue(connection)) {
                    ask(poll, connection);
                }
            }
        }
    }

    private void answer(String id, long connection) {
        perform(crew.answered(id, connection, new Outcome.Succeeded("1"), Reply.ACCEPTED, now), 0);
    }

    private void finish(long seed) {
        if (seed % 2 == 0) {
            perform(crew.close("closing"), 0);
        }
        for (int i = 0; i < 60 && outcomes.size() < submitted.size(); i++) {
            now += SECOND;
            perform(crew.tick(now), 0);
        }
        assertThat(outcomes.keySet()).containsExactlyInAnyOrderElementsOf(submitted);
    }

    private static long pick(Set<Long> from, Random random) {
        List<Long> sorted = new ArrayList<>(from);
        Collections.sort(sorted);
        return sorted.get(random.nextInt(sorted.size()));
    }
}
