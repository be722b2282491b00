package dev.sendoff.ingest.functions.request;

import dev.sendoff.ingest.functions.body.Fields;
import dev.sendoff.ingest.functions.body.RefusedException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Refuses what Lambda has and Sendoff has not, rather than to take it and do nothing. */
final class Unsupported {

    private static final List<String> FIELDS = List.of(
            "CapacityProviderConfig",
            "CodeSigningConfigArn",
            "DurableConfig",
            "FileSystemConfigs",
            "ImageConfig",
            "KMSKeyArn",
            "Layers",
            "PublishTo",
            "TenancyConfig",
            "VpcConfig");

    private Unsupported() {}

    /** @throws RefusedException if a field asks for more than its default */
    static void refuse(Fields request, String functionName) {
        for (String name : FIELDS) {
            if (!request.saysNothing(name)) {
                throw unsupported(name);
            }
        }
        Fields snapStart = request.object("SnapStart");
        if (snapStart != null && !isDefault(snapStart.text("ApplyOn"), "None")) {
            throw unsupported("SnapStart");
        }
        Fields logging = request.object("LoggingConfig");
        if (logging != null
                && !(isDefault(logging.text("LogFormat"), "Text")
                        && isDefault(logging.text("LogGroup"), "/aws/lambda/" + functionName)
                        && logging.saysNothing("ApplicationLogLevel")
                        && logging.saysNothing("SystemLogLevel"))) {
            throw unsupported("LoggingConfig");
        }
    }

    private static boolean isDefault(@Nullable String value, String usual) {
        return value == null || value.isEmpty() || value.equals(usual);
    }

    private static RefusedException unsupported(String name) {
        return RefusedException.invalidParameter(
                name + " is not supported by Sendoff. Leave it out, or let it be what it is by default.");
    }
}
