package dev.sendoff.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Two executors share the work of one installation, and one of them dies, hangs, leaves or comes while it goes on. */
@Order(WithProcessesOf.A_CLUSTER)
@ExtendWith(SharedCluster.class)
class ExecutorsComeAndGoIT {

    private static final Duration PATIENCE = Duration.ofSeconds(90);

    /** What is promised is 6 s; this machine may be busy with other things. */
    private static final Duration RESUMES_WITHIN = Duration.ofSeconds(15);

    private static final Duration BETWEEN = Duration.ofMillis(10);

    private final Cluster cluster;
    private final SendoffProcess one;
    private final SendoffProcess two;

    ExecutorsComeAndGoIT(Cluster cluster) {
        this.cluster = cluster;
        this.one = cluster.executors().get(0);
        this.two = cluster.executors().get(1);
    }

    @BeforeEach
    void bothShareTheWork() {
        cluster.awaitBalanced();
    }

    @Test
    void whatOneDiedOfIsResumedByTheOther() throws Exception {
        Path tally = cluster.newTally();
        OneOutcome accepted;
        Instant killed;
        List<Integer> its = partitionsOf(one);
        try (Http http = cluster.ingest().http();
                SteadyLoad load = SteadyLoad.of(http, 4, BETWEEN, "tally", Tally.event(tally, 20))) {
            accepted = load.accepted();
            load.awaitMore(300, PATIENCE);
            killed = Instant.now();
            one.kill9();
            awaitEndAfter(killed, its);
            load.awaitMore(50, PATIENCE);
        }
        Duration resumed = longestSilenceAfter(killed, its);
        one.start();
        holds(accepted);
        Map<String, Long> runs = Tally.runs(tally);
        long again = runs.values().stream().mapToLong(times -> times - 1).sum();
        System.out.println("an executor was killed: the other went on with its partitions after " + resumed.toMillis()
                + " ms; of " + accepted.count() + " events " + again + " attempts were made again");
        assertThat(resumed).isLessThan(RESUMES_WITHIN);
        assertThat(again).as("at most what was under way").isLessThanOrEqualTo(4 * 20);
    }

    @Test
    void oneThatIsRestartedUnderItsNameIsNotKeptWaitingByItsFormerLife() throws Exception {
        two.stop();
        awaitPartitions(one, 4);
        one.kill9();
        OneOutcome accepted = new OneOutcome();
        Set<String> ids = new HashSet<>();
        try (Http http = cluster.ingest().http()) {
            for (int i = 0; i < 40; i++) {
                String id = http.accepted("hello", "{}");
                accepted.accepted(id);
                ids.add(id);
            }
        }
        one.start();
        Instant up = Instant.now();
        Instant last = new Terminals(cluster.ingest())
                .awaitAll(ids, PATIENCE).values().stream()
                        .map(ends -> ends.getFirst().written())
                        .max(Instant::compareTo)
                        .orElseThrow();
        Duration resumed = Duration.between(up, last);
        two.start();
        holds(accepted);
        System.out.println("a killed executor was restarted: it was done with what had waited " + resumed.toMillis()
                + " ms after it was up");
        assertThat(resumed).isLessThan(RESUMES_WITHIN);
    }

    @Test
    void oneThatHungForLongerThanItsSessionIsFencedAndNothingEndsTwice() throws Exception {
        Path tally = cluster.newTally();
        OneOutcome accepted;
        List<Integer> its = partitionsOf(one);
        double before = fenced(one);
        try (Http http = cluster.ingest().http();
                SteadyLoad load = SteadyLoad.of(http, 8, BETWEEN, "tally", Tally.event(tally, 300))) {
            accepted = load.accepted();
            load.awaitMore(100, PATIENCE);
            Instant paused = Instant.now();
            one.pause();
            try {
                awaitEndAfter(paused.plusSeconds(1), its);
            } finally {
                one.goOn();
            }
            load.awaitMore(50, PATIENCE);
        }
        Await.until("fenced outcomes of the one that hung", PATIENCE, () -> fenced(one), fenced -> fenced > before);
        holds(accepted);
        System.out.println("an executor hung: " + (long) (fenced(one) - before) + " of its outcomes were fenced");
    }

    @Test
    void oneThatPausesForTwoSecondsKeepsItsPartitionsAndRunsNothingTwice() throws Exception {
        Path tally = cluster.newTally();
        OneOutcome accepted;
        List<Integer> its = partitionsOf(one);
        double before = fenced(one);
        try (Http http = cluster.ingest().http();
                SteadyLoad load = SteadyLoad.of(http, 4, BETWEEN, "tally", Tally.event(tally, 20))) {
            accepted = load.accepted();
            load.awaitMore(100, PATIENCE);
            one.pause();
            try {
                Instant until = Instant.now().plusSeconds(2);
                Await.until("two seconds", PATIENCE, Instant::now, now -> now.isAfter(until));
            } finally {
                one.goOn();
            }
            load.awaitMore(100, PATIENCE);
        }
        holds(accepted);
        assertThat(partitionsOf(one)).isEqualTo(its);
        assertThat(fenced(one)).isEqualTo(before);
        assertThat(Tally.runs(tally).values()).allMatch(times -> times == 1);
    }

    @Test
    void oneThatLeavesOrComesHandsOverCleanlyAndDisturbsNobody() throws Exception {
        Path tally = cluster.newTally();
        OneOutcome accepted;
        Duration silence;
        try (Http http = cluster.ingest().http();
                SteadyLoad load = SteadyLoad.of(http, 4, BETWEEN, "tally", Tally.event(tally, 100))) {
            accepted = load.accepted();
            load.awaitMore(100, PATIENCE);
            assertThat(two.stop()).isZero();
            awaitPartitions(one, 4);
            load.awaitMore(100, PATIENCE);
            Instant joining = Instant.now();
            two.start();
            cluster.awaitBalanced();
            load.awaitMore(100, PATIENCE);
            silence = longestSilenceAfter(joining, partitionsOf(one));
        }
        holds(accepted);
        System.out.println("an executor joined: partitions that stayed were silent for " + silence.toMillis()
                + " ms at the longest");
        assertThat(Tally.runs(tally).values()).as("runs of each event").allMatch(times -> times == 1);
    }

    private void holds(OneOutcome accepted) {
        try (Http http = cluster.ingest().http()) {
            accepted.holds(cluster.ingest(), http, PATIENCE);
        }
    }

    private List<Integer> partitionsOf(SendoffProcess executor) throws InterruptedException, ExecutionException {
        try (Admin admin = cluster.admin()) {
            return cluster.partitionsOf(admin, executor);
        }
    }

    private void awaitPartitions(SendoffProcess executor, int count) {
        try (Admin admin = cluster.admin()) {
            Await.until(
                    count + " partitions of one executor",
                    PATIENCE,
                    () -> cluster.partitionsOf(admin, executor),
                    partitions -> partitions.size() == count);
        }
    }

    /** Returns when each of the partitions has an outcome that was written after that time. */
    private void awaitEndAfter(Instant time, List<Integer> partitions) {
        Terminals terminals = new Terminals(cluster.ingest());
        Await.until(
                "outcomes in " + partitions,
                PATIENCE,
                () -> endedAfter(terminals, time),
                ended -> ended.containsAll(partitions));
    }

    private static Set<Integer> endedAfter(Terminals terminals, Instant time) {
        return terminals.byId().values().stream()
                .flatMap(Collection::stream)
                .filter(end -> end.written().isAfter(time))
                .map(Terminals.Terminal::partition)
                .collect(Collectors.toSet());
    }

    /** Of these partitions, the longest time without an outcome since then. */
    private Duration longestSilenceAfter(Instant time, List<Integer> partitions) {
        Duration longest = Duration.ZERO;
        var ends = new Terminals(cluster.ingest())
                .byId().values().stream().flatMap(Collection::stream).toList();
        for (int partition : partitions) {
            Instant last = time;
            List<Instant> times = ends.stream()
                    .filter(end -> end.partition() == partition && end.written().isAfter(time))
                    .map(Terminals.Terminal::written)
                    .sorted()
                    .toList();
            for (Instant next : times) {
                Duration silence = Duration.between(last, next);
                longest = silence.compareTo(longest) > 0 ? silence : longest;
                last = next;
            }
        }
        return longest;
    }

    private static double fenced(SendoffProcess executor) {
        try (Http http = executor.http()) {
            return http.get("/q/metrics")
                    .body()
                    .lines()
                    .filter(line -> line.startsWith("sendoff_executor_fenced"))
                    .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                    .sum();
        }
    }
}
