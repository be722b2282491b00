package dev.sendoff.benchmarks;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** {@code bench [SCENARIO…]}: runs the named load runs, or all. */
public final class Main {

    private static final Map<String, Scenario> SCENARIOS = new LinkedHashMap<>();

    static {
        SCENARIOS.put("throughput", new ThroughputScenario());
        SCENARIOS.put("latency", new LatencyScenario());
        SCENARIOS.put("retries", new RetriesScenario());
        SCENARIOS.put("concurrency", new ConcurrencyScenario());
        SCENARIOS.put("stragglers", new StragglersScenario());
        SCENARIOS.put("noise", new NoiseScenario());
        SCENARIOS.put("functions", new FunctionsScenario());
    }

    private Main() {}

    /**
     * @param arguments names of scenarios; none means all
     * @throws Exception whatever keeps a run from its end
     */
    public static void main(String[] arguments) throws Exception {
        List<String> names = arguments.length == 0 ? List.copyOf(SCENARIOS.keySet()) : List.of(arguments);
        for (String name : names) {
            if (!SCENARIOS.containsKey(name)) {
                System.err.println("There is no scenario '" + name + "'; there are "
                        + String.join(", ", SCENARIOS.keySet()) + ".");
                System.exit(2);
            }
        }
        Path root = Path.of(System.getProperty("sendoff.root", "."))
                .toAbsolutePath()
                .normalize();
        for (String name : names) {
            Scenario scenario = SCENARIOS.get(name);
            if (scenario != null) {
                System.out.println("== " + name + ": " + scenario.description());
                try (Installation installation = Installation.start(root, scenario.settings())) {
                    scenario.run(installation);
                }
                System.out.println();
            }
        }
    }
}
