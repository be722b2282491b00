package dev.sendoff.ingest.functions;

import dev.sendoff.core.Function;
import dev.sendoff.core.FunctionSettings;
import dev.sendoff.core.FunctionVersion;
import dev.sendoff.ingest.LambdaError;
import dev.sendoff.ingest.functions.body.RefusedException;
import dev.sendoff.ingest.functions.request.CreateRequest;
import dev.sendoff.registry.FunctionsChange;
import dev.sendoff.registry.FunctionsTransaction;
import java.util.List;
import java.util.Optional;

/** Makes a function, and its version 1 if that is asked for. */
record CreateFunction(CreateRequest request, Stamp stamp) implements FunctionsChange<Described> {

    /** What can be told without its code. */
    static void check(CreateRequest request, Optional<Function> known) {
        if (known.isPresent()) {
            throw new RefusedException(LambdaError.conflict("Function already exist: " + request.name()));
        }
    }

    @Override
    public Described apply(FunctionsTransaction transaction) {
        check(request, transaction.find(request.name()));
        FunctionVersion latest = new FunctionVersion(
                request.name(),
                FunctionVersion.LATEST,
                request.code().place(transaction),
                request.configuration(),
                stamp.now(),
                stamp.revisionId());
        Function function =
                new Function(latest, FunctionSettings.DEFAULT.withTags(request.tags()), List.of(), 0, stamp.now());
        if (!request.publish()) {
            transaction.put(function);
            return new Described(function, latest, null);
        }
        // AWS shows the number, but not in the ARN.
        return new Described(function, PublishVersion.next(function, "", stamp, transaction), null);
    }
}
