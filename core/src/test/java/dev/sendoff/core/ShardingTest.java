package dev.sendoff.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ShardingTest {

    private final Sharding sharding = new Sharding(12, 6);

    @Test
    void aHandIsAlwaysTheSame() {
        assertThat(sharding.hand("thumbnail")).isEqualTo(new Sharding(12, 6).hand("thumbnail"));
        // What running installations have on their topics must not move with a new release.
        assertThat(sharding.hand("thumbnail").partitions()).containsExactly(8, 10, 0, 5, 1, 11);
    }

    @Test
    void handsAreSpreadOverAllPartitionsAndFewAreTheSame() {
        Map<Integer, Integer> uses = new HashMap<>();
        Set<Set<Integer>> hands = new HashSet<>();
        for (int i = 0; i < 600; i++) {
            List<Integer> hand = sharding.hand("function-" + i).partitions();
            assertThat(hand).hasSize(6).doesNotHaveDuplicates();
            hand.forEach(partition -> uses.merge(partition, 1, Integer::sum));
            hands.add(Set.copyOf(hand));
        }
        assertThat(uses)
                .hasSize(12)
                .allSatisfy((partition, count) -> assertThat(count).isBetween(230, 370));
        assertThat(hands).hasSizeGreaterThan(350);
    }

    @Test
    void aReservationIsSpreadWithoutRest() {
        for (int reserved = 1; reserved < 40; reserved++) {
            Sharding.Hand hand = sharding.hand("thumbnail", reserved);
            int all = 0;
            for (int partition = 0; partition < 12; partition++) {
                all += hand.shareOf(partition);
            }
            assertThat(all).isEqualTo(reserved);
            assertThat(hand.partitions()).hasSize(Math.min(6, reserved));
            assertThat(hand.partitions()).allMatch(partition -> hand.shareOf(partition) > 0);
        }
    }

    @Test
    void aHigherReservationKeepsThePartitionsOfALowerOne() {
        assertThat(sharding.hand("thumbnail", 5).partitions())
                .startsWith(sharding.hand("thumbnail", 3).partitions().toArray(Integer[]::new));
    }

    @Test
    void turnsFollowTheShares() {
        Sharding.Hand hand = sharding.hand("thumbnail", 8);
        Map<Integer, Integer> turns = new HashMap<>();
        for (long turn = 0; turn < 800; turn++) {
            turns.merge(hand.at(turn), 1, Integer::sum);
        }
        assertThat(turns)
                .hasSize(6)
                .allSatisfy((partition, count) -> assertThat(count).isEqualTo(100 * hand.shareOf(partition)));
    }

    @Test
    void turnsOfAFunctionWithoutAReservationVisitItsWholeHand() {
        Sharding.Hand hand = sharding.hand("thumbnail");
        Set<Integer> visited = new HashSet<>();
        for (long turn = -3; turn < 3; turn++) {
            visited.add(hand.at(turn));
        }
        assertThat(visited).containsExactlyInAnyOrderElementsOf(hand.partitions());
    }

    @Test
    void oneAndTwoPartitionsAreUsedWhole() {
        assertThat(Sharding.of(1).perFunction()).isEqualTo(1);
        assertThat(Sharding.of(2).perFunction()).isEqualTo(2);
        assertThat(Sharding.of(4).perFunction()).isEqualTo(2);
        assertThat(Sharding.of(12).perFunction()).isEqualTo(6);
    }

    @Test
    void refusesWhatCannotBe() {
        assertThatThrownBy(() -> new Sharding(4, 5)).hasMessageContaining("1 to 4");
        assertThatThrownBy(() -> new Sharding(0, 0)).hasMessageContaining("at least 1 partition");
        assertThatThrownBy(() -> sharding.hand("thumbnail", 0)).hasMessageContaining("0");
    }
}
