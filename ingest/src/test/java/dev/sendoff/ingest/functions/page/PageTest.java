package dev.sendoff.ingest.functions.page;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sendoff.core.FunctionVersion;
import dev.sendoff.ingest.InMemoryFunctions;
import dev.sendoff.ingest.Violations;
import dev.sendoff.ingest.functions.body.RefusedException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PageTest {

    private static List<String> names(int count) {
        return IntStream.range(0, count).mapToObj("f%04d"::formatted).toList();
    }

    private static Page<String> page(List<String> all, String marker, String maxItems) {
        return Page.of(all.stream(), Function.identity(), PageRequest.read(marker, maxItems, new Violations()));
    }

    @ParameterizedTest
    @CsvSource({"0, 1", "1, 1", "2, 2", "3, 2", "7, 3", "120, 50"})
    void pagesTogetherAreTheWholeList(int count, int size) {
        List<String> all = names(count);
        List<String> seen = new ArrayList<>();
        String marker = null;
        do {
            Page<String> page = page(all, marker, String.valueOf(size));
            assertThat(page.items()).hasSizeLessThanOrEqualTo(size);
            seen.addAll(page.items());
            marker = page.nextMarker();
        } while (marker != null);
        assertThat(seen).isEqualTo(all);
    }

    @Test
    void aPageHas50UnlessAskedOtherwise() {
        assertThat(page(names(51), null, null).items()).hasSize(50);
    }

    @Test
    void aMarkerOfAnItemThatIsGoneStillTellsThePlace() {
        String marker = page(names(3), null, "2").nextMarker();
        assertThat(page(List.of("f0000", "f0002"), marker, null).items()).containsExactly("f0002");
    }

    @Test
    void versionsGoByNameAndThenByNumber() {
        List<FunctionVersion> versions = Stream.of("ab", "ab-", "abc")
                .flatMap(name -> {
                    FunctionVersion latest = InMemoryFunctions.function(name).latest();
                    return Stream.concat(
                            Stream.of(latest),
                            IntStream.of(1, 2, 10)
                                    .mapToObj(number -> latest.publishedAs(number, "", "r", Instant.EPOCH)));
                })
                .toList();
        assertThat(versions).extracting(Page::key).isSorted().doesNotHaveDuplicates();
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {"-, 0", "-, 10001", "-, many", "-, 99999999999", "?, -"})
    void refusesParametersThatMeanNothing(String marker, String maxItems) {
        assertThatThrownBy(() -> PageRequest.read(marker, maxItems, new Violations()))
                .isInstanceOfSatisfying(
                        RefusedException.class,
                        refused -> assertThat(refused.error().code().status()).isEqualTo(400));
    }

    @Test
    void aListMayHaveSmallerPartsThanOthers() {
        assertThat(PageRequest.read(null, "50", 50, new Violations()).size()).isEqualTo(50);
        assertThatThrownBy(() -> PageRequest.read(null, "51", 50, new Violations()))
                .isInstanceOf(RefusedException.class)
                .hasMessage("1 validation error detected: Value '51' at 'maxItems' failed to satisfy constraint: Member"
                        + " must have value less than or equal to 50");
    }
}
