package dev.sendoff.environments.life;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sendoff.core.Outcome;
import dev.sendoff.core.PlatformErrors;
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
 * Runtimes that do anything at any time, in a random order that the seed repeats. Whatever they do: an attempt has one
 * outcome, a slot one environment, an environment one event, of its own revision; no more environments initialise than
 * may, and functions take turns at it.
 */
class RosterSimulationTest {

    private static final int SLOTS = 4;
    private static final long SECOND = 1_000_000_000L;

    static List<Long> seeds() {
        String seed = System.getProperty("sendoff.seed");
        return seed != null
                ? List.of(Long.valueOf(seed))
                : new Random(42).longs(300).boxed().toList();
    }

    private int mayInitialise;
    private Roster roster = new Roster(limits(1));

    private static Roster.Limits limits(int mayInitialise) {
        return new Roster.Limits(
                SLOTS,
                mayInitialise,
                new Life.Limits(10 * SECOND, 5 * SECOND),
                Duration.ofSeconds(40),
                Duration.ofSeconds(30),
                Duration.ofSeconds(1));
    }

    private final Map<Work, Outcome> outcomes = new IdentityHashMap<>();
    private final Set<Work> submitted = Collections.newSetFromMap(new IdentityHashMap<>());
    private final Map<Long, Revision> alive = new HashMap<>();
    private final Map<Long, Integer> slots = new HashMap<>();
    private final Map<Long, Work> delivered = new HashMap<>();
    /** For whom an environment was started, in each one's last. */
    private final Map<Work, Long> launched = new IdentityHashMap<>();

    private final Set<Long> clearing = new HashSet<>();
    private long now;

    private void perform(List<Action> actions) {
        for (Action action : actions) {
            switch (action) {
                case Action.Launch launch -> {
                    assertThat(slots.values()).doesNotContain(launch.slot());
                    assertThat(launch.slot()).isBetween(0, SLOTS - 1);
                    boolean repeated = launched.containsKey(launch.work());
                    if (!repeated) {
                        String function = launch.work().revision().function();
                        for (String other : waitingFunctions()) {
                            assertThat(initialising(function))
                                    .as("%s has its turn before %s", function, other)
                                    .isLessThanOrEqualTo(initialising(other));
                        }
                    }
                    launched.put(launch.work(), launch.environment());
                    alive.put(launch.environment(), launch.work().revision());
                    slots.put(launch.environment(), launch.slot());
                }
                case Action.Deliver deliver -> {
                    assertThat(alive.get(deliver.environment()))
                            .isEqualTo(deliver.work().revision());
                    Work before = delivered.put(deliver.environment(), deliver.work());
                    assertThat(before == null || outcomes.containsKey(before)).isTrue();
                    assertThat(outcomes).doesNotContainKey(deliver.work());
                    assertThat(clearing).doesNotContain(deliver.environment());
                }
                case Action.Respond respond -> {}
                case Action.Settle settle -> {
                    assertThat(submitted).contains(settle.work());
                    assertThat(outcomes.put(settle.work(), settle.outcome())).isNull();
                }
                case Action.Clear clear ->
                    assertThat(clearing.add(clear.environment())).isTrue();
            }
        }
    }

    private Set<String> waitingFunctions() {
        Set<String> functions = new HashSet<>();
        submitted.stream()
                .filter(work ->
                        !outcomes.containsKey(work) && !launched.containsKey(work) && !delivered.containsValue(work))
                .forEach(work -> functions.add(work.revision().function()));
        return functions;
    }

    private long initialising(String function) {
        return launched.entrySet().stream()
                .filter(entry -> entry.getKey().revision().function().equals(function)
                        && !outcomes.containsKey(entry.getKey())
                        && delivered.get(entry.getValue()) != entry.getKey())
                .count();
    }

    private void happened(long environment, Input input) {
        perform(roster.happened(environment, input, now));
    }

    private void cleared(long environment) {
        clearing.remove(environment);
        List<Action> actions = roster.happened(environment, new Input.Cleared(), now);
        alive.remove(environment);
        slots.remove(environment);
        perform(actions);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void everyAttemptHasOneOutcome(long seed) {
        Random random = new Random(seed);
        mayInitialise = 1 + random.nextInt(SLOTS);
        roster = new Roster(limits(mayInitialise));
        long number = 0;
        for (int step = 0; step < 600; step++) {
            now += random.nextInt(10) == 0 ? random.nextLong(4 * SECOND) : random.nextLong(SECOND / 20);
            int what = random.nextInt(20);
            if (what < 6) {
                Revision revision =
                        new Revision("f" + random.nextInt(3), "$LATEST", "" + (random.nextInt(15) == 0 ? 2 : 1));
                Work work = new Attempt(++number, revision, Duration.ofSeconds(1 + random.nextInt(20)));
                submitted.add(work);
                perform(roster.submit(work, now));
            } else if (what == 6) {
                perform(roster.tick(now));
            } else if (what == 7 && random.nextInt(10) == 0) {
                perform(roster.retire("f" + random.nextInt(3), now));
            } else if (what < 10 && !clearing.isEmpty()) {
                cleared(pick(clearing, random));
            } else if (!alive.isEmpty()) {
                long environment = pick(alive.keySet(), random);
                happened(environment, anything(environment, random));
            }
            Roster.Count count = roster.count();
            assertThat(count.starting() + count.idle() + count.busy() + count.ending())
                    .isEqualTo(alive.size())
                    .isLessThanOrEqualTo(SLOTS);
            assertThat(count.starting()).isLessThanOrEqualTo(mayInitialise);
            // Nobody waits while there is room that nobody else is about to take, but for more than a function's share.
            if (alive.size() < SLOTS && count.starting() < mayInitialise) {
                assertThat(waitingFunctions())
                        .allMatch(function -> initialising(function) >= mayInitialise - count.starting());
            }
            assertThat(count.held()).isEqualTo(Math.min(count.waiting(), SLOTS - alive.size()));
        }
        finish(seed);
    }

    private Input anything(long environment, Random random) {
        Work work = delivered.get(environment);
        return switch (random.nextInt(14)) {
            case 0, 1, 2, 3, 4 -> new Input.Asked();
            case 5, 6, 7, 8 ->
                new Input.Answer(
                        work == null ? "none" : work.id().toString(), new Outcome.Succeeded("1"), Reply.ACCEPTED);
            case 9 -> new Input.Answer("another", new Outcome.Succeeded("1"), Reply.ACCEPTED);
            case 10 -> new Input.Exited(random.nextInt(3));
            case 11 -> random.nextBoolean() ? new Input.OverMemory() : new Input.Hung();
            case 12 -> new Input.InitFailed(PlatformErrors.of("Runtime.Unknown", "init"));
            default -> random.nextBoolean() ? new Input.NotStarted(new Outcome.NotRun("no fork")) : new Input.Tick();
        };
    }

    private void finish(long seed) {
        if (seed % 2 == 0) {
            perform(roster.close("closing", now));
        }
        for (int i = 0; i < 2_000 && outcomes.size() < submitted.size(); i++) {
            now += SECOND;
            perform(roster.tick(now));
            new ArrayList<>(clearing).forEach(this::cleared);
        }
        assertThat(outcomes.keySet()).containsExactlyInAnyOrderElementsOf(submitted);
    }

    private static long pick(Set<Long> from, Random random) {
        List<Long> sorted = from.stream().sorted().toList();
        return sorted.get(random.nextInt(sorted.size()));
    }
}
