package dev.sendoff.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class AliasTest {

    private static final Function HELLO = Function.of(
            "hello",
            new Code.InProcess("sha", 1),
            Configuration.of("java25", "Handler", Duration.ofSeconds(3), 128),
            Instant.EPOCH,
            "r");

    private static Alias alias(String name, Map<String, Double> weights) {
        return new Alias(name, "1", "", weights, "r");
    }

    @Test
    void eachVersionGetsItsPart() {
        Alias live = alias("live", Map.of("2", 0.1));
        Random random = new Random(1);
        Map<String, Integer> chosen = new HashMap<>();
        for (int i = 0; i < 10_000; i++) {
            chosen.merge(live.choose(random), 1, Integer::sum);
        }
        assertThat(chosen).containsOnlyKeys("1", "2");
        assertThat(chosen.get("2")).isBetween(900, 1100);
    }

    @Test
    void aWeightOfAllOrNothingLeavesNothingToChance() {
        Random random = new Random(1);
        for (int i = 0; i < 1000; i++) {
            assertThat(alias("all", Map.of("2", 1.0)).choose(random)).isEqualTo("2");
            assertThat(alias("none", Map.of("2", 0.0)).choose(random)).isEqualTo("1");
        }
        assertThatThrownBy(() -> alias("more", Map.of("2", 1.1))).hasMessageContaining("0 to 1 is allowed");
        assertThatThrownBy(() -> alias("nan", Map.of("2", Double.NaN))).hasMessageContaining("0 to 1 is allowed");
    }

    @Test
    void aFunctionHasItsAliasesByName() {
        Function function = HELLO.withAlias(alias("b", Map.of()))
                .withAlias(alias("c", Map.of()))
                .withAlias(alias("a", Map.of()))
                .withAlias(new Alias("b", "7", "", Map.of(), "r"));
        assertThat(function.aliases()).extracting(Alias::name).containsExactly("a", "b", "c");
        assertThat(function.versionFor("b", new Random(1))).hasValue("7");
        assertThat(function.versionFor("3", new Random(1))).hasValue("3");
        assertThat(function.versionFor(null, new Random(1))).hasValue("$LATEST");
        assertThat(function.withoutAlias("b").versionFor("b", new Random(1))).isEmpty();
    }
}
