package dev.sendoff.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sendoff.core.Function;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FunctionPageTest {

    private static List<Function> functions(int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> InMemoryFunctions.function("f%04d".formatted(i)))
                .toList();
    }

    @ParameterizedTest
    @CsvSource({"0, 1", "1, 1", "2, 2", "3, 2", "7, 3", "120, 50"})
    void pagesTogetherAreTheWholeList(int count, int size) {
        List<Function> all = functions(count);
        List<Function> seen = new ArrayList<>();
        String marker = null;
        do {
            FunctionPage page = found(FunctionPage.of(all, marker, String.valueOf(size), null));
            assertThat(page.functions()).hasSizeLessThanOrEqualTo(size);
            seen.addAll(page.functions());
            marker = page.nextMarker();
        } while (marker != null);
        assertThat(seen).isEqualTo(all);
    }

    @Test
    void aPageHas50UnlessAskedOtherwise() {
        assertThat(found(FunctionPage.of(functions(51), null, null, null)).functions())
                .hasSize(50);
    }

    @Test
    void aMarkerOfAFunctionThatIsGoneStillTellsThePlace() {
        String marker = found(FunctionPage.of(functions(3), null, "2", null)).nextMarker();
        List<Function> without = functions(3).stream()
                .filter(function -> !function.name().equals("f0001"))
                .toList();
        assertThat(found(FunctionPage.of(without, marker, null, null)).functions())
                .extracting(Function::name)
                .containsExactly("f0002");
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {"-, 0, -", "-, 10001, -", "-, many, -", "-, 99999999999, -", "?, -, -", "-, -, SOME"})
    void refusesParametersThatMeanNothing(String marker, String maxItems, String version) {
        assertThat(FunctionPage.of(functions(3), marker, maxItems, version))
                .isInstanceOfSatisfying(
                        FunctionPage.Result.Refused.class,
                        refused -> assertThat(refused.error().code().status()).isEqualTo(400));
    }

    private static FunctionPage found(FunctionPage.Result result) {
        return ((FunctionPage.Result.Found) result).page();
    }
}
