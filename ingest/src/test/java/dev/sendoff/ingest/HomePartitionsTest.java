package dev.sendoff.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HomePartitionsTest {

    private static final Instant START = Instant.parse("2026-11-23T10:00:00Z");

    @Test
    void whatArrivesTogetherHasTheSameHome() {
        HomePartitions homes = new HomePartitions(7, Duration.ofMillis(5));
        for (int millis = 0; millis < 5; millis++) {
            assertThat(homes.at(START.plusMillis(millis))).isEqualTo(homes.at(START));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 4, 7, 64, 4096})
    void everyRoundVisitsEveryPartitionOnce(int partitions) {
        HomePartitions homes = new HomePartitions(partitions, Duration.ofMillis(5));
        long round = partitions * 5L;
        Instant start = Instant.ofEpochMilli(START.toEpochMilli() / round * round);
        Set<Integer> visited = new HashSet<>();
        for (int slice = 0; slice < partitions; slice++) {
            visited.add(homes.at(start.plusMillis(slice * 5L)));
        }
        assertThat(visited).hasSize(partitions).allMatch(home -> home >= 0 && home < partitions);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 5, 10, 20, 100, 1000})
    void aCallerThatComesAtRegularTimesUsesAllAlike(int period) {
        int partitions = 4;
        HomePartitions homes = new HomePartitions(partitions, Duration.ofMillis(5));
        int[] counts = new int[partitions];
        int calls = 20_000;
        for (int call = 0; call < calls; call++) {
            counts[homes.at(START.plusMillis((long) call * period))]++;
        }
        for (int count : counts) {
            assertThat(count).isBetween(calls / partitions * 9 / 10, calls / partitions * 11 / 10);
        }
    }

    @Test
    void aClockBefore1970IsNoTrouble() {
        assertThat(new HomePartitions(4, Duration.ofMillis(5)).at(Instant.parse("1969-07-20T20:17:40Z")))
                .isBetween(0, 3);
    }

    @Test
    void refusesSettingsThatMeanNothing() {
        assertThatThrownBy(() -> new HomePartitions(0, Duration.ofMillis(5))).hasMessageContaining("not 0");
        assertThatThrownBy(() -> new HomePartitions(1, Duration.ZERO)).hasMessageContaining("PT0S");
    }
}
