package dev.sendoff.ingest.functions.request;

import dev.sendoff.core.Configuration;
import dev.sendoff.core.RuntimeIdentifiers;
import dev.sendoff.ingest.Violations;
import dev.sendoff.ingest.functions.body.Fields;
import dev.sendoff.ingest.functions.body.RefusedException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a request says of a function's configuration. Null is what it leaves as it is.
 *
 * @param environment all variables, in place of those before
 * @param architecture {@code x86_64} or {@code arm64}
 * @param deadLetterTarget empty for none
 */
public record ConfigurationRequest(
        @Nullable String runtime,
        @Nullable String handler,
        @Nullable String role,
        @Nullable String description,
        @Nullable Integer timeout,
        @Nullable Integer memorySize,
        @Nullable Map<String, String> environment,
        @Nullable String architecture,
        @Nullable Integer ephemeralStorage,
        @Nullable String tracingMode,
        @Nullable String deadLetterTarget) {

    private static final Pattern ROLE =
            Pattern.compile("arn:(aws[a-zA-Z-]*)?:iam::\\d{12}:role/?[a-zA-Z_0-9+=,.@\\-_/]+");
    /** AWS's, as AWS prints it, and topics, which are ours. */
    private static final Pattern TARGET =
            Pattern.compile("(arn:(aws[a-zA-Z-]*)?:[a-z0-9-.]+:.*)|()|kafka://([^.]([a-zA-Z0-9\\-_.]{0,248}))");

    private static final Pattern HANDLER = Pattern.compile("[^\\s]+");
    private static final List<String> ARCHITECTURES = List.of("x86_64", "arm64");

    /** Reads it, and gathers what breaks a constraint of AWS's model. */
    static ConfigurationRequest read(Fields request, Violations violations) {
        String handler = request.text("Handler");
        violations.maxLength("handler", handler, 128);
        violations.matches("handler", handler, HANDLER);
        String role = request.text("Role");
        violations.matches("role", role, ROLE);
        String description = request.text("Description");
        violations.maxLength("description", description, 256);
        Integer timeout = request.integer("Timeout");
        violations.range("timeout", timeout, 1, 900);
        Integer memorySize = request.integer("MemorySize");
        violations.range("memorySize", memorySize, 128, 10_240);
        Fields storage = request.object("EphemeralStorage");
        Integer storageSize = storage == null ? null : storage.integer("Size");
        violations.range("ephemeralStorage.size", storageSize, 512, 10_240);
        Fields tracing = request.object("TracingConfig");
        String mode = tracing == null ? null : tracing.text("Mode");
        violations.oneOf("tracingConfig.mode", mode, Set.of("Active", "PassThrough"));
        Fields environment = request.object("Environment");
        Map<String, String> variables = environment == null
                ? null
                : Objects.requireNonNullElse(environment.map("Variables"), Map.<String, String>of());
        if (variables != null) {
            Environment.checkNames(variables, violations);
        }
        return new ConfigurationRequest(
                request.text("Runtime"),
                handler,
                role,
                description,
                timeout,
                memorySize,
                variables,
                architecture(request, violations),
                storageSize,
                mode,
                deadLetterTarget(request, violations));
    }

    private static @Nullable String deadLetterTarget(Fields request, Violations violations) {
        Fields config = request.object("DeadLetterConfig");
        String target = config == null ? null : config.text("TargetArn");
        violations.matches("deadLetterConfig.targetArn", target, TARGET);
        return target;
    }

    static @Nullable String architecture(Fields request, Violations violations) {
        List<String> architectures = request.texts("Architectures");
        if (architectures == null || architectures.isEmpty()) {
            return null;
        }
        String value = "[" + String.join(", ", architectures) + "]";
        if (architectures.size() > 1) {
            violations.add("architectures", value, "Member must have length less than or equal to 1");
        } else if (!ARCHITECTURES.contains(architectures.getFirst())) {
            violations.add(
                    "architectures",
                    value,
                    "Member must satisfy constraint: [Member must satisfy enum value set: [x86_64, arm64],"
                            + " Member must not be null]");
        }
        return architectures.getFirst();
    }

    /** @throws RefusedException for what AWS looks at once the form is right */
    void check() {
        if (environment != null) {
            Environment.check(environment);
        }
        if (runtime != null && !RuntimeIdentifiers.KNOWN.contains(runtime)) {
            throw RefusedException.invalidParameter("Value " + runtime
                    + " at 'runtime' failed to satisfy constraint: Member must satisfy enum value set: ["
                    + String.join(", ", RuntimeIdentifiers.KNOWN) + "] or be a valid ARN");
        }
    }

    /** Of a function that has none yet. */
    Configuration initial() {
        return over(new Configuration(
                null,
                null,
                "",
                "",
                Configuration.DEFAULT_TIMEOUT,
                Configuration.DEFAULT_MEMORY_SIZE,
                Map.of(),
                Configuration.DEFAULT_ARCHITECTURE,
                Configuration.DEFAULT_EPHEMERAL_STORAGE,
                Configuration.DEFAULT_TRACING_MODE,
                null));
    }

    /** What becomes of the configuration before. */
    public Configuration over(Configuration before) {
        return new Configuration(
                runtime == null ? before.runtime() : runtime,
                handler == null ? before.handler() : handler,
                Objects.requireNonNullElse(role, before.role()),
                Objects.requireNonNullElse(description, before.description()),
                timeout == null ? before.timeout() : Duration.ofSeconds(timeout),
                Objects.requireNonNullElse(memorySize, before.memorySize()),
                Objects.requireNonNullElse(environment, before.environment()),
                Objects.requireNonNullElse(architecture, before.architecture()),
                Objects.requireNonNullElse(ephemeralStorage, before.ephemeralStorage()),
                Objects.requireNonNullElse(tracingMode, before.tracingMode()),
                deadLetterTarget == null ? before.deadLetterTarget() : target());
    }

    /** Where events that are given up are to be sent; null for nowhere, or if it is not said. */
    public @Nullable String target() {
        return deadLetterTarget == null || deadLetterTarget.isEmpty() ? null : deadLetterTarget;
    }
}
