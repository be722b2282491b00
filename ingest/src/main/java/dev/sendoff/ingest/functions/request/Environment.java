package dev.sendoff.ingest.functions.request;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sendoff.ingest.Violations;
import dev.sendoff.ingest.functions.body.RefusedException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/** What a function's own variables may be. */
final class Environment {

    /** Of all of them together, written as JSON. */
    private static final int MAX_BYTES = 4096;

    private static final Pattern NAME = Pattern.compile("[a-zA-Z]([a-zA-Z0-9_])+");

    /** Those that Lambda sets itself and lets nobody override. */
    private static final Set<String> RESERVED = Set.of(
            "_HANDLER",
            "_X_AMZN_TRACE_ID",
            "AWS_ACCESS_KEY",
            "AWS_ACCESS_KEY_ID",
            "AWS_DEFAULT_REGION",
            "AWS_EXECUTION_ENV",
            "AWS_LAMBDA_FUNCTION_MEMORY_SIZE",
            "AWS_LAMBDA_FUNCTION_NAME",
            "AWS_LAMBDA_FUNCTION_VERSION",
            "AWS_LAMBDA_INITIALIZATION_TYPE",
            "AWS_LAMBDA_LOG_GROUP_NAME",
            "AWS_LAMBDA_LOG_STREAM_NAME",
            "AWS_LAMBDA_RUNTIME_API",
            "AWS_REGION",
            "AWS_SECRET_ACCESS_KEY",
            "AWS_SECURITY_TOKEN",
            "AWS_SESSION_TOKEN",
            "LAMBDA_RUNTIME_DIR",
            "LAMBDA_TASK_ROOT");

    private static final String REFUSED = "Lambda was unable to configure your environment variables because the"
            + " environment variables you have provided ";

    private Environment() {}

    static void checkNames(Map<String, String> variables, Violations violations) {
        variables.forEach((name, value) -> {
            if (!NAME.matcher(name).matches() && !RESERVED.contains(name)) {
                violations.add(
                        "environment.variables",
                        "{" + name + "=" + value + "}",
                        "Map keys must satisfy constraint: [Member must satisfy regular expression pattern: "
                                + NAME.pattern() + "]");
            }
        });
    }

    static void check(Map<String, String> variables) {
        List<String> reserved =
                variables.keySet().stream().filter(RESERVED::contains).toList();
        if (!reserved.isEmpty()) {
            throw RefusedException.invalidParameter(REFUSED
                    + "contains reserved keys that are currently not supported for modification."
                    + " Reserved keys used in this request: " + String.join(", ", reserved));
        }
        ObjectNode measured = JsonNodeFactory.instance.objectNode();
        variables.forEach(measured::put);
        String text = measured.toString();
        if (text.getBytes(UTF_8).length > MAX_BYTES) {
            throw RefusedException.invalidParameter(REFUSED + "exceeded the 4KB limit. String measured: " + text);
        }
    }
}
