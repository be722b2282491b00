package dev.sendoff.ingest.functions.request;

import dev.sendoff.ingest.Violations;
import dev.sendoff.ingest.functions.body.Fields;
import dev.sendoff.ingest.functions.body.RefusedException;
import org.jspecify.annotations.Nullable;

/**
 * What UpdateFunctionCode asks for.
 *
 * @param architecture null to leave it as it is
 * @param revisionId null if any will do
 * @param dryRun whether nothing is to be written
 */
public record UpdateCodeRequest(
        CodeRequest code,
        @Nullable String architecture,
        @Nullable String revisionId,
        boolean publish,
        boolean dryRun) {

    /** @throws RefusedException if it cannot be */
    public static UpdateCodeRequest read(Fields request) {
        Violations violations = new Violations();
        String architecture = ConfigurationRequest.architecture(request, violations);
        RefusedException.throwIfAny(violations);
        CodeRequest code = CodeRequest.read(request);
        if (code == null) {
            throw CodeRequest.missing();
        }
        return new UpdateCodeRequest(
                code, architecture, request.text("RevisionId"), request.flag("Publish"), request.flag("DryRun"));
    }
}
