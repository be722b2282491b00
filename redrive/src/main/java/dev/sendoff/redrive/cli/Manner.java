package dev.sendoff.redrive.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** How events are put in again. */
final class Manner {

    @Option(names = "--to", paramLabel = "NAME", description = "Send them to this function instead of their own.")
    private @Nullable String function;

    @Option(names = "--qualifier", paramLabel = "Q", description = "Send them to this version or alias.")
    private @Nullable String qualifier;

    @Option(names = "--rate", paramLabel = "N", description = "So many a second at the most.")
    private @Nullable Double rate;

    @Option(
            names = "--canary",
            paramLabel = "N",
            description = "So many first; go on once they have ended, and fewer failed than --stop-at says.")
    private @Nullable Integer canary;

    @Option(
            names = "--stop-at",
            paramLabel = "SHARE",
            description = "Stop once this share of the last ones failed: 0.2 for a fifth.")
    private @Nullable Double stopAt;

    @Option(names = "--window", paramLabel = "N", description = "How many last ones count. Default: 100.")
    private @Nullable Integer window;

    @Option(names = "--minimum", paramLabel = "N", description = "Fewer than so many say nothing. Default: 20.")
    private @Nullable Integer minimum;

    @Option(
            names = "--max-in-flight",
            paramLabel = "N",
            description = "How many may be put in and not have ended. Default: 1000.")
    private @Nullable Integer maxInFlight;

    @Option(
            names = "--max-times",
            paramLabel = "N",
            description = "Leave out what was put in again so often already. Default: 3.")
    private @Nullable Integer maxTimes;

    @Option(names = "--again", description = "Also those that were put in again before.")
    private boolean again;

    void addTo(ObjectNode body) {
        put(body, "function", function);
        put(body, "qualifier", qualifier);
        put(body, "ratePerSecond", rate);
        put(body, "canary", canary);
        put(body, "stopAtFailureRate", stopAt);
        put(body, "window", window);
        put(body, "minimum", minimum);
        put(body, "maxInFlight", maxInFlight);
        put(body, "maxTimes", maxTimes);
        if (again) {
            body.put("again", true);
        }
    }

    private static void put(ObjectNode body, String name, @Nullable Object value) {
        if (value != null) {
            body.putPOJO(name, value);
        }
    }
}
