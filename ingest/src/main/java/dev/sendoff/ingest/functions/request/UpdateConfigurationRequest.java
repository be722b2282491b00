package dev.sendoff.ingest.functions.request;

import dev.sendoff.ingest.Violations;
import dev.sendoff.ingest.functions.body.Fields;
import dev.sendoff.ingest.functions.body.RefusedException;
import org.jspecify.annotations.Nullable;

/**
 * What UpdateFunctionConfiguration asks for.
 *
 * @param revisionId null if any will do
 */
public record UpdateConfigurationRequest(
        ConfigurationRequest configuration, @Nullable String revisionId) {

    /**
     * @param functionName the bare name
     * @throws RefusedException if it cannot be
     */
    public static UpdateConfigurationRequest read(Fields request, String functionName) {
        Violations violations = new Violations();
        ConfigurationRequest configuration = ConfigurationRequest.read(request, violations);
        RefusedException.throwIfAny(violations);
        configuration.check();
        Unsupported.refuse(request, functionName);
        return new UpdateConfigurationRequest(configuration, request.text("RevisionId"));
    }
}
