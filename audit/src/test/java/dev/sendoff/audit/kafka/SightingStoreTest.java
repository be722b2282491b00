package dev.sendoff.audit.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.sendoff.audit.Coordinates;
import dev.sendoff.audit.Sighting;
import dev.sendoff.audit.Station;
import dev.sendoff.core.RequestId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SightingStoreTest {

    private static final Instant NOW = Instant.parse("2026-11-23T10:00:00Z");

    @TempDir
    Path folder;

    @Test
    void givesBackWhatItWasGivenAllOfOneIdTogether() {
        Random random = new Random(3);
        Map<RequestId, List<Sighting>> given = new HashMap<>();
        try (SightingStore store = SightingStore.of(folder, 7L * SightingStore.BUCKET_SIGHTINGS)) {
            for (int i = 0; i < 20_000; i++) {
                Sighting sighting = sighting(random.nextInt(8_000), random);
                given.computeIfAbsent(sighting.id(), _ -> new ArrayList<>()).add(sighting);
                store.add(sighting);
            }
            assertThat(store.buckets()).isEqualTo(7);
            assertThat(store.size()).isEqualTo(20_000);
            int found = 0;
            for (int bucket = 0; bucket < 7; bucket++) {
                Map<RequestId, List<Sighting>> read = new HashMap<>();
                store.forEach(
                        bucket,
                        it -> read.computeIfAbsent(it.id(), _ -> new ArrayList<>())
                                .add(it));
                read.forEach((id, sightings) -> assertThat(sightings).isEqualTo(given.get(id)));
                // Spread evenly, though the ids differ in few bits.
                assertThat(read.size()).isBetween(given.size() / 7 * 3 / 4, given.size() / 7 * 5 / 4);
                found += read.size();
            }
            assertThat(found).isEqualTo(given.size());
        }
    }

    @Test
    void leavesNothingOnDiskAndWritesNothingWhileThereIsLittle() throws IOException {
        Path unused = folder.resolve("unused");
        try (SightingStore store = SightingStore.of(unused, 10)) {
            store.add(sighting(1, new Random(1)));
            store.forEach(0, sighting -> assertThat(sighting.id()).isEqualTo(id(1)));
        }
        assertThat(unused).doesNotExist();

        Path used = folder.resolve("used");
        try (SightingStore store = SightingStore.of(used, 1_000)) {
            for (int i = 0; i < 1_000; i++) {
                store.add(sighting(i, new Random(i)));
            }
            assertThat(used).exists();
        }
        try (Stream<Path> left = Files.list(used)) {
            assertThat(left).isEmpty();
        }
    }

    @Test
    void refusesWhatWouldNotFitIntoItsMemory() {
        assertThatExceptionOfType(AuditException.class)
                .isThrownBy(() ->
                        SightingStore.of(folder, (long) SightingStore.MAX_BUCKETS * SightingStore.BUCKET_SIGHTINGS + 1))
                .withMessageContaining("shorter range of time");
    }

    @Test
    void cutsTimesThatMillisecondsCannotSay() {
        Coordinates at = new Coordinates(Station.INVOCATIONS, 4_095, Long.MAX_VALUE);
        try (SightingStore store = SightingStore.of(folder, 1)) {
            store.add(new Sighting.Accepted(id(1), at, Instant.MIN, Instant.MAX));
            store.forEach(
                    0,
                    sighting -> assertThat(sighting)
                            .isEqualTo(new Sighting.Accepted(
                                    id(1),
                                    at,
                                    Instant.ofEpochMilli(Long.MIN_VALUE),
                                    Instant.ofEpochMilli(Long.MAX_VALUE))));
        }
    }

    private static RequestId id(int number) {
        return RequestId.derived(number % 4, number, NOW);
    }

    private static Sighting sighting(int number, Random random) {
        RequestId id = id(number);
        Instant time = NOW.plusMillis(random.nextInt());
        Coordinates queued = new Coordinates(
                random.nextBoolean() ? Station.INVOCATIONS : Station.RETRIES, random.nextInt(4_096), number);
        Coordinates ended = new Coordinates(
                random.nextBoolean() ? Station.SUCCESSES : Station.DEAD_LETTERS, random.nextInt(4_096), number);
        return switch (random.nextInt(3)) {
            case 0 -> new Sighting.Accepted(id, queued, NOW, time);
            case 1 -> new Sighting.PutBack(id, queued, NOW, time);
            default -> new Sighting.Ended(id, ended, NOW, time);
        };
    }
}
