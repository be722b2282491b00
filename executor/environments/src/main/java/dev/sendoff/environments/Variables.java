package dev.sendoff.environments;

import dev.sendoff.environments.sandbox.Sandboxes;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;

/** The environment variables of an environment: AWS's, and nothing that this process has. */
final class Variables {

    private static final DateTimeFormatter DAY =
            DateTimeFormatter.ofPattern("yyyy/MM/dd", Locale.ROOT).withZone(ZoneOffset.UTC);

    private Variables() {}

    /** What a function may set itself goes first, and what it may not, last. */
    static Map<String, String> of(Blueprint blueprint, Sandboxes.Sandbox sandbox, String runtimeApi) {
        String root = blueprint.taskRoot().toString();
        Map<String, String> variables = new HashMap<>();
        variables.put("LANG", "C.UTF-8");
        variables.put("TZ", ":UTC");
        variables.put("PATH", "/usr/local/bin:/usr/bin:/bin:/opt/bin");
        variables.put("LD_LIBRARY_PATH", root + ":" + root + "/lib:/opt/lib");
        variables.put("LAMBDA_RUNTIME_DIR", "/var/runtime");
        variables.putAll(blueprint.variables());
        variables.put("HOME", sandbox.home().toString());
        variables.put("TMPDIR", sandbox.temporary().toString());
        variables.put("AWS_LAMBDA_RUNTIME_API", runtimeApi);
        variables.put("_HANDLER", blueprint.handler());
        variables.put("LAMBDA_TASK_ROOT", root);
        variables.put("AWS_LAMBDA_FUNCTION_NAME", blueprint.function());
        variables.put("AWS_LAMBDA_FUNCTION_VERSION", blueprint.version());
        variables.put("AWS_LAMBDA_FUNCTION_MEMORY_SIZE", Integer.toString(blueprint.memoryMb()));
        variables.put("AWS_LAMBDA_INITIALIZATION_TYPE", "on-demand");
        variables.put("AWS_LAMBDA_LOG_GROUP_NAME", "/aws/lambda/" + blueprint.function());
        variables.put("AWS_LAMBDA_LOG_STREAM_NAME", logStream(blueprint.version()));
        return variables;
    }

    private static String logStream(String version) {
        ThreadLocalRandom random = ThreadLocalRandom.current();
        return DAY.format(Instant.now())
                + String.format(Locale.ROOT, "/[%s]%016x%016x", version, random.nextLong(), random.nextLong());
    }
}
