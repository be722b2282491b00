package dev.sendoff.ingest.functions;

import dev.sendoff.core.Code;
import dev.sendoff.core.Function;
import dev.sendoff.core.FunctionVersion;
import dev.sendoff.ingest.functions.body.RefusedException;
import dev.sendoff.ingest.functions.request.PublishRequest;
import dev.sendoff.registry.FunctionsChange;
import dev.sendoff.registry.FunctionsTransaction;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Keeps the unpublished version, as it is, under the next number. */
record PublishVersion(Known known, PublishRequest request, Stamp stamp) implements FunctionsChange<Described> {

    @Override
    public Described apply(FunctionsTransaction transaction) {
        Function function = known.in(transaction);
        FunctionVersion latest = function.latest();
        Known.checkRevision(request.revisionId(), latest.revisionId());
        String current = latest.code().sha256();
        if (request.codeSha256() != null
                && !request.codeSha256().isEmpty()
                && !request.codeSha256().equals(current)) {
            throw RefusedException.invalidParameter("CodeSHA256 (" + request.codeSha256()
                    + ") is different from current CodeSHA256 in $LATEST (" + current
                    + "). Please try again with the CodeSHA256 in $LATEST.");
        }
        if (latest.code() instanceof Code.InProcess) {
            throw RefusedException.invalidParameter("Versions of " + function.name()
                    + " cannot be published: its code comes with an executor, which has one version of it alone.");
        }
        FunctionVersion version = unchangedSince(function, transaction)
                .orElseGet(() -> next(function, request.description(), stamp, transaction));
        return new Described(function, version, version.number());
    }

    /** The version that was published last, if nothing has changed since. */
    private static Optional<FunctionVersion> unchangedSince(Function function, FunctionsTransaction transaction) {
        return transaction
                .version(function.name(), String.valueOf(function.lastPublished()))
                .filter(last -> isSame(last, function.latest()));
    }

    /** A description may be the version's own; another one means something only if it came later. */
    private static boolean isSame(FunctionVersion published, FunctionVersion latest) {
        String text = latest.configuration().description();
        return published.code().getClass() == latest.code().getClass()
                && published.code().sha256().equals(latest.code().sha256())
                && published.configuration().describedAs(text).equals(latest.configuration())
                && (published.configuration().description().equals(text)
                        || !latest.lastModified().isAfter(published.lastModified()));
    }

    /**
     * Writes the function with its next version.
     *
     * @param description null or empty for the unpublished version's
     */
    static FunctionVersion next(
            Function function, @Nullable String description, Stamp stamp, FunctionsTransaction transaction) {
        Function after = function.afterPublishing();
        String text = Objects.requireNonNullElse(description, "");
        FunctionVersion version = function.latest()
                .publishedAs(
                        after.lastPublished(),
                        text.isEmpty() ? function.latest().configuration().description() : text,
                        stamp.revisionId(),
                        stamp.now());
        transaction.put(version);
        transaction.put(after);
        return version;
    }
}
