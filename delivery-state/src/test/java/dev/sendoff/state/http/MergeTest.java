package dev.sendoff.state.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sendoff.state.http.Merge.Item;
import dev.sendoff.state.http.Merge.Part;
import java.util.Arrays;
import java.util.List;
import org.apache.kafka.common.utils.Bytes;
import org.junit.jupiter.api.Test;

class MergeTest {

    @Test
    void putsPartsInOneOrder() {
        Part<Integer> page = Merge.page(List.of(part(null, 9, 4, 1), part(null, 8, 5)), 100);
        assertThat(values(page)).containsExactly(9, 8, 5, 4, 1);
        assertThat(page.next()).isNull();
    }

    @Test
    void goesOnAfterTheLastItShows() {
        Part<Integer> page = Merge.page(List.of(part(null, 9, 4, 1), part(null, 8, 5)), 3);
        assertThat(values(page)).containsExactly(9, 8, 5);
        assertThat(page.next()).isEqualTo(key(5));
    }

    @Test
    void showsNothingBelowAPlaceThatAPartHasNotComeTo() {
        Part<Integer> page = Merge.page(List.of(part(null, 9, 4, 1), part(key(6), 8), part(key(3), 7)), 100);
        assertThat(values(page)).containsExactly(9, 8, 7);
        assertThat(page.next()).isEqualTo(key(6));
    }

    private static Part<Integer> part(Bytes next, Integer... keys) {
        return new Part<>(
                Arrays.stream(keys).map(key -> new Item<>(key(key), key)).toList(), next);
    }

    private static List<Integer> values(Part<Integer> page) {
        return page.items().stream().map(Item::value).toList();
    }

    private static Bytes key(int key) {
        return Bytes.wrap(new byte[] {(byte) key});
    }
}
