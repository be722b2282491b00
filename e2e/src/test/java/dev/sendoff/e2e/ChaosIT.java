package dev.sendoff.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Executors, schedulers and brokers are killed, paused and restarted at random while events come in. The seed decides what
 * happens to whom and for how long; <code>./sendoff chaos --minutes N --seed S</code> runs it again.
 */
@Order(WithProcessesOf.A_CLUSTER)
@ExtendWith(SharedCluster.class)
class ChaosIT {

    private static final Duration PATIENCE = Duration.ofSeconds(120);
    private static final Duration BETWEEN = Duration.ofMillis(20);
    private static final int SENDERS = 3;
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(8);

    private final Cluster cluster;
    private final Random random;
    private final Duration time;

    ChaosIT(Cluster cluster) {
        this.cluster = cluster;
        String minutes = System.getProperty("sendoff.chaos.minutes", "");
        String seed = System.getProperty("sendoff.chaos.seed", "");
        this.time = minutes.isEmpty() ? Duration.ofSeconds(60) : Duration.ofMinutes(Long.parseLong(minutes));
        long chosen = seed.isEmpty() ? System.nanoTime() : Long.parseLong(seed);
        this.random = new Random(chosen);
        System.out.println("chaos for " + time.toSeconds() + " s; to run it again: --seed " + chosen);
    }

    private enum Blow {
        KILL_EXECUTOR,
        PAUSE_EXECUTOR,
        RESTART_EXECUTOR,
        KILL_SCHEDULER,
        RESTART_SCHEDULER,
        KILL_BROKER
    }

    @Test
    void whateverDiesEveryAcceptedEventEndsOnce() {
        Path tally = cluster.newTally();
        OneOutcome quick;
        OneOutcome retried;
        try (Http http = cluster.ingest().http();
                SteadyLoad tallied = SteadyLoad.of(http, SENDERS, BETWEEN, "tally", Tally.event(tally, 20));
                SteadyLoad flaky = SteadyLoad.of(http, SENDERS, BETWEEN, "flaky", "{\"failTimes\":1}")) {
            quick = tallied.accepted();
            retried = flaky.accepted();
            Instant end = Instant.now().plus(time);
            while (Instant.now().isBefore(end)) {
                tallied.awaitMore(20, PATIENCE);
                strike(Blow.values()[random.nextInt(Blow.values().length)]);
            }
        }
        judge(quick, retried, tally);
    }

    /** Does it, and leaves all processes running. */
    private void strike(Blow blow) {
        SendoffProcess executor = cluster.executors().get(random.nextInt(2));
        Duration pause = Duration.ofMillis(random.nextLong(500, LONGEST_PAUSE.toMillis()));
        int broker = random.nextInt(Cluster.BROKERS);
        System.out.println("chaos: " + blow);
        switch (blow) {
            case KILL_EXECUTOR -> {
                executor.kill9();
                executor.start();
            }
            case PAUSE_EXECUTOR -> {
                executor.pause();
                try {
                    Instant until = Instant.now().plus(pause);
                    Await.until("the end of a pause", PATIENCE, Instant::now, now -> now.isAfter(until));
                } finally {
                    executor.goOn();
                }
            }
            case RESTART_EXECUTOR -> {
                executor.stop();
                executor.start();
            }
            case KILL_SCHEDULER -> {
                cluster.scheduler().kill9();
                cluster.scheduler().start();
            }
            case RESTART_SCHEDULER -> {
                cluster.scheduler().stop();
                cluster.scheduler().start();
            }
            case KILL_BROKER -> {
                cluster.awaitInSync();
                cluster.broker(broker).kill9();
                cluster.broker(broker).start();
            }
        }
    }

    private void judge(OneOutcome quick, OneOutcome retried, Path tally) {
        Set<String> accepted = new HashSet<>(quick.ids());
        accepted.addAll(retried.ids());
        Terminals terminals = new Terminals(cluster.ingest());
        Instant deadline = Instant.now().plus(PATIENCE);
        Map<String, List<Terminals.Terminal>> found = Await.until(
                "the ends",
                PATIENCE.multipliedBy(2),
                terminals::byId,
                ends -> ends.keySet().containsAll(accepted) || Instant.now().isAfter(deadline));
        Set<String> missing = new HashSet<>(accepted);
        missing.removeAll(found.keySet());
        List<String> twice = accepted.stream()
                .filter(id -> found.getOrDefault(id, List.of()).size() > 1)
                .toList();
        long again =
                Tally.runs(tally).values().stream().mapToLong(runs -> runs - 1).sum();
        System.out.println(
                "chaos: accepted " + accepted.size() + ", ended " + (accepted.size() - missing.size()) + ", missing "
                        + missing.size() + ", twice " + twice.size() + ", attempts run again " + again + " of "
                        + quick.count());
        assertThat(missing).as("missing").isEmpty();
        assertThat(twice).as("ended twice").isEmpty();
    }
}
