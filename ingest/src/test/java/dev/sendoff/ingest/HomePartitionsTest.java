package dev.sendoff.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sendoff.core.Function;
import dev.sendoff.core.Sharding;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HomePartitionsTest {

    private static final Function HELLO = InMemoryFunctions.function("hello");
    private static final Instant START = Instant.parse("2026-11-23T10:00:00Z");

    @Test
    void whatArrivesTogetherHasTheSameHome() {
        HomePartitions homes = new HomePartitions(all(7), Duration.ofMillis(5));
        for (int millis = 0; millis < 5; millis++) {
            assertThat(homes.of(HELLO, START.plusMillis(millis))).isEqualTo(homes.of(HELLO, START));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 4, 7, 64, 4096})
    void everyRoundVisitsEveryPartitionOnce(int partitions) {
        HomePartitions homes = new HomePartitions(all(partitions), Duration.ofMillis(5));
        long round = partitions * 5L;
        Instant start = Instant.ofEpochMilli(START.toEpochMilli() / round * round);
        Set<Integer> visited = new HashSet<>();
        for (int slice = 0; slice < partitions; slice++) {
            visited.add(homes.of(HELLO, start.plusMillis(slice * 5L)));
        }
        assertThat(visited).hasSize(partitions).allMatch(home -> home >= 0 && home < partitions);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 5, 10, 20, 100, 1000})
    void aCallerThatComesAtRegularTimesUsesAllAlike(int period) {
        int partitions = 4;
        HomePartitions homes = new HomePartitions(all(partitions), Duration.ofMillis(5));
        int[] counts = new int[partitions];
        int calls = 20_000;
        for (int call = 0; call < calls; call++) {
            counts[homes.of(HELLO, START.plusMillis((long) call * period))]++;
        }
        for (int count : counts) {
            assertThat(count).isBetween(calls / partitions * 9 / 10, calls / partitions * 11 / 10);
        }
    }

    @Test
    void eventsStayInTheHandOfTheirFunction() {
        Sharding sharding = new Sharding(12, 3);
        HomePartitions homes = new HomePartitions(sharding, Duration.ofMillis(5));
        Set<Integer> visited = new HashSet<>();
        for (int slice = 0; slice < 300; slice++) {
            visited.add(homes.of(HELLO, START.plusMillis(slice * 5L)));
        }
        assertThat(visited)
                .containsExactlyInAnyOrderElementsOf(sharding.hand("hello").partitions());
    }

    @Test
    void aFunctionThatMayRunOnceAtATimeUsesOnePartition() {
        Function limited = HELLO.withSettings(HELLO.settings().withReservedConcurrency(1), "r2", START);
        HomePartitions homes = new HomePartitions(new Sharding(12, 3), Duration.ofMillis(5));
        Set<Integer> visited = new HashSet<>();
        for (int slice = 0; slice < 300; slice++) {
            visited.add(homes.of(limited, START.plusMillis(slice * 5L)));
        }
        assertThat(visited).hasSize(1);
    }

    private static Sharding all(int partitions) {
        return new Sharding(partitions, partitions);
    }

    @Test
    void aClockBefore1970IsNoTrouble() {
        assertThat(new HomePartitions(all(4), Duration.ofMillis(5)).of(HELLO, Instant.parse("1969-07-20T20:17:40Z")))
                .isBetween(0, 3);
    }

    @Test
    void refusesSettingsThatMeanNothing() {
        assertThatThrownBy(() -> new HomePartitions(all(1), Duration.ZERO)).hasMessageContaining("PT0S");
    }
}
