package dev.sendoff.ingest.functions.request;

import dev.sendoff.ingest.Violations;
import dev.sendoff.ingest.functions.body.Fields;
import dev.sendoff.ingest.functions.body.RefusedException;
import org.jspecify.annotations.Nullable;

/**
 * What PublishVersion asks for.
 *
 * @param codeSha256 null if any will do
 * @param description null for the unpublished version's
 * @param revisionId null if any will do
 */
public record PublishRequest(
        @Nullable String codeSha256,
        @Nullable String description,
        @Nullable String revisionId) {

    /** @throws RefusedException if it cannot be */
    public static PublishRequest read(Fields request) {
        Violations violations = new Violations();
        String description = request.text("Description");
        violations.maxLength("description", description, 256);
        RefusedException.throwIfAny(violations);
        return new PublishRequest(request.text("CodeSha256"), description, request.text("RevisionId"));
    }
}
