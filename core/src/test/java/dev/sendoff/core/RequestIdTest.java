package dev.sendoff.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RequestIdTest {

    private static final Instant NOW = Instant.parse("2026-11-23T10:00:00.123Z");
    private final Random random = new Random(42);

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 7, 255, 256, 4095})
    void carriesItsHomePartition(int partition) {
        assertThat(RequestId.generate(partition, NOW, random).homePartition()).hasValue(partition);
        assertThat(RequestId.derived(partition, 4711, NOW).homePartition()).hasValue(partition);
        assertThat(RequestId.parse(RequestId.generate(partition, NOW, random).toString())
                        .homePartition())
                .hasValue(partition);
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 4096})
    void refusesPartitionsThatDoNotFit(int partition) {
        assertThatThrownBy(() -> RequestId.generate(partition, NOW, random))
                .hasMessageContaining("0..4095")
                .hasMessageContaining("" + partition);
    }

    @Test
    void whatComesOfAnotherIsToldApartByItsPurposeAlone() {
        RequestId earlier = RequestId.generate(5, NOW, random);
        RequestId one = RequestId.comeOf(earlier, "ON_SUCCESS kafka://a", 7, NOW);
        assertThat(RequestId.comeOf(earlier, "ON_SUCCESS kafka://a", 7, NOW)).isEqualTo(one);
        assertThat(one.homePartition()).hasValue(7);
        Set<RequestId> others = new HashSet<>();
        for (int purpose = 0; purpose < 1_000; purpose++) {
            others.add(RequestId.comeOf(earlier, "ON_SUCCESS kafka://" + purpose, 7, NOW));
            others.add(RequestId.comeOf(RequestId.generate(5, NOW, random), "ON_SUCCESS kafka://a", 7, NOW));
        }
        assertThat(others).hasSize(2_000).doesNotContain(one);
        assertThat(one).isNotEqualTo(RequestId.derived(7, one.value().getLeastSignificantBits(), NOW));
    }

    @Test
    void isALowerCaseUuidOfVersion8() {
        String text = RequestId.generate(3, NOW, random).toString();
        assertThat(text).matches("[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}");
        assertThat(RequestId.parse(text).value().version()).isEqualTo(8);
        assertThat(RequestId.parse(text).value().variant()).isEqualTo(2);
    }

    @Test
    void idsOfOneMillisecondDiffer() {
        Set<RequestId> ids = new HashSet<>();
        for (int i = 0; i < 10_000; i++) {
            ids.add(RequestId.generate(0, NOW, random));
        }
        assertThat(ids).hasSize(10_000);
    }

    @Test
    void everyReaderDerivesTheSameIdFromCoordinates() {
        assertThat(RequestId.derived(2, 99, NOW)).isEqualTo(RequestId.derived(2, 99, NOW));
        assertThat(RequestId.derived(2, 99, NOW)).isNotEqualTo(RequestId.derived(2, 100, NOW));
        assertThat(RequestId.derived(2, 99, NOW)).isNotEqualTo(RequestId.derived(3, 99, NOW));
        assertThat(RequestId.derived(2, 99, NOW)).isNotEqualTo(RequestId.derived(2, 99, NOW.plusMillis(1)));
    }

    @Test
    void sortsByTime() {
        RequestId earlier = RequestId.generate(4095, NOW, random);
        RequestId later = RequestId.generate(0, NOW.plusMillis(1), random);
        assertThat(earlier).isLessThan(later);
    }

    @Test
    void foreignIdsAreKeptAndTellNoHome() {
        RequestId foreign = RequestId.parse("123E4567-E89B-42D3-A456-426614174000");
        assertThat(foreign.homePartition()).isEmpty();
        assertThat(foreign).hasToString("123e4567-e89b-42d3-a456-426614174000");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "hello", "1-1-1-1-1", "123e4567e89b42d3a456426614174000"})
    void refusesWhatIsNoUuid(String text) {
        assertThatThrownBy(() -> RequestId.parse(text)).isInstanceOf(IllegalArgumentException.class);
    }
}
