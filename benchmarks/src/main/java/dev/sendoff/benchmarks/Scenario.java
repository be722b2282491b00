package dev.sendoff.benchmarks;

import java.util.Map;

/** One load run. */
interface Scenario {

    String description();

    /** Environment of the installation. */
    default Map<String, String> settings() {
        return Map.of();
    }

    void run(Installation installation) throws Exception;
}
