package dev.sendoff.ingest.functions.request;

import dev.sendoff.ingest.Violations;
import dev.sendoff.ingest.functions.body.Fields;
import dev.sendoff.ingest.functions.body.RefusedException;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What CreateAlias and UpdateAlias ask for. Null is what they leave as it is.
 *
 * @param name not a number alone
 * @param version what the alias stands for
 * @param weights by version what else it stands for; at most one
 * @param revisionId null if any will do
 */
public record AliasRequest(
        String name,
        @Nullable String version,
        @Nullable String description,
        @Nullable Map<String, Double> weights,
        @Nullable String revisionId) {

    private static final Pattern NAME = Pattern.compile("(?!^[0-9]+$)([a-zA-Z0-9-_]+)");
    private static final Pattern VERSION = Pattern.compile("(\\$LATEST|[0-9]+)");
    private static final Pattern NUMBER = Pattern.compile("[0-9]+");
    private static final int MAX_NAME_LENGTH = 128;
    private static final int MAX_VERSION_LENGTH = 1024;
    private static final String WEIGHTS = "routingConfig.additionalVersionWeights";

    /** @throws RefusedException if it cannot be */
    public static AliasRequest create(Fields request) {
        Violations violations = new Violations();
        String name = request.text("Name");
        if (name == null) {
            violations.missing("name");
        }
        if (!request.has("FunctionVersion")) {
            violations.missing("functionVersion");
        }
        return read(request, Objects.requireNonNullElse(name, "missing"), violations);
    }

    /** @throws RefusedException if it cannot be */
    public static AliasRequest update(String name, Fields request) {
        return read(request, name, new Violations());
    }

    private static AliasRequest read(Fields request, String name, Violations violations) {
        checkName(name, violations);
        String version = request.text("FunctionVersion");
        violations.maxLength("functionVersion", version, MAX_VERSION_LENGTH);
        violations.matches("functionVersion", version, VERSION);
        String description = request.text("Description");
        violations.maxLength("description", description, 256);
        Map<String, Double> weights = weights(request, violations);
        RefusedException.throwIfAny(violations);
        if (weights != null && weights.size() > 1) {
            throw RefusedException.invalidParameter(
                    "Number of items in AdditionalVersionWeights cannot be greater than 1");
        }
        return new AliasRequest(name, version, description, weights, request.text("RevisionId"));
    }

    /** Adds what is wrong with a name to the violations. */
    static void checkName(String name, Violations violations) {
        violations.minLength("name", name, 1);
        violations.maxLength("name", name, MAX_NAME_LENGTH);
        violations.matches("name", name, NAME);
    }

    /** @throws RefusedException if no alias can have that name */
    public static void checkName(String name) {
        Violations violations = new Violations();
        checkName(name, violations);
        RefusedException.throwIfAny(violations);
    }

    private static @Nullable Map<String, Double> weights(Fields request, Violations violations) {
        Fields routing = request.object("RoutingConfig");
        if (routing == null) {
            return null;
        }
        Map<String, Double> weights =
                Objects.requireNonNullElse(routing.numbers("AdditionalVersionWeights"), Map.<String, Double>of());
        weights.forEach((version, weight) -> {
            String value = "{" + version + "=" + weight + "}";
            if (!(weight >= 0 && weight <= 1)) {
                violations.add(
                        WEIGHTS,
                        value,
                        "Map value must satisfy constraint: [Member must have value less than or equal to 1.0, Member must"
                                + " have value greater than or equal to 0.0, Member must not be null]");
            }
            // $LATEST has an error of its own, where it is used.
            if (!NUMBER.matcher(version).matches() && !version.equals("$LATEST")) {
                violations.add(
                        WEIGHTS,
                        value,
                        "Map keys must satisfy constraint: [Member must have length less than or equal to 1024, Member must"
                                + " have length greater than or equal to 1, Member must satisfy regular expression pattern:"
                                + " [0-9]+, Member must not be null]");
            }
        });
        return weights;
    }
}
