package dev.sendoff.executor.engine;

import static org.assertj.core.api.Assertions.fail;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The promises hold in thousands of {@link Simulation}s. A failing seed is named: put it into {@link #aSeedByName}. */
class EngineSimulationTest {

    private static final int SEEDS = 3_000;

    @Test
    void everyRecordHasOneOutcomeWhateverHappens() {
        for (long seed = 0; seed < SEEDS; seed++) {
            run(seed);
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {0})
    void aSeedByName(long seed) {
        run(seed);
    }

    private static void run(long seed) {
        try {
            Simulation.run(seed);
        } catch (RuntimeException e) {
            fail("seed " + seed + ": " + e.getMessage(), e);
        }
    }
}
