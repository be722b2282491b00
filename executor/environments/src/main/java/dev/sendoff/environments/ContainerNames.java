package dev.sendoff.environments;

import java.util.Collection;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Tells which function a container runs: by the port that it asks at, or by the first label of the host name that it was given
 * to ask at. AWS's clients take a host and a port from {@code AWS_LAMBDA_RUNTIME_API}, and nothing else.
 */
final class ContainerNames {

    private static final int MOST_SHOWN = 20;

    private final ContainerFunctions functions;

    ContainerNames(ContainerFunctions functions) {
        this.functions = functions;
    }

    /** Whose container it is. */
    sealed interface Found {

        record Known(String function) implements Found {}

        /** @param why a sentence */
        record Refused(String asked, String why) implements Found {}
    }

    /**
     * @param ofPort the function that the port is for; null for one where all may ask
     * @param host the header
     */
    Found find(@Nullable String ofPort, @Nullable String host) {
        if (ofPort != null) {
            return functions.has(ofPort) ? new Found.Known(ofPort) : unknown(ofPort);
        }
        String label = firstLabel(host == null ? "" : host);
        if (functions.has(label)) {
            return new Found.Known(label);
        }
        // Names of hosts know no case, and some clients write them all small.
        List<String> alike =
                functions.all().stream().filter(label::equalsIgnoreCase).toList();
        if (alike.size() == 1) {
            return new Found.Known(alike.getFirst());
        }
        return label.isEmpty()
                ? new Found.Refused(
                        "",
                        "The host name that a container asks at begins with its function's name, as in"
                                + " AWS_LAMBDA_RUNTIME_API=hello.functions:9001, unlike '" + host + "'. " + allowed())
                : unknown(label);
    }

    private Found unknown(String function) {
        return new Found.Refused(
                function, "There is no function '" + function + "' whose package type is Image. " + allowed());
    }

    private String allowed() {
        Collection<String> all = functions.all();
        if (all.isEmpty()) {
            return "There is none at all yet.";
        }
        String shown = String.join(", ", all.stream().sorted().limit(MOST_SHOWN).toList());
        return "There are " + shown
                + (all.size() > MOST_SHOWN ? " and " + (all.size() - MOST_SHOWN) + " others." : ".");
    }

    /** Empty for an address, which names nobody. */
    static String firstLabel(String host) {
        int colon = host.indexOf(':');
        String name = colon < 0 ? host : host.substring(0, colon);
        if (host.startsWith("[")
                || name.matches("[0-9]+(\\.[0-9]+){3}")
                || name.toLowerCase(Locale.ROOT).equals("localhost")) {
            return "";
        }
        int dot = name.indexOf('.');
        return dot < 0 ? name : name.substring(0, dot);
    }
}
