package dev.sendoff.ingest.functions;

import dev.sendoff.core.Code;
import dev.sendoff.core.Configuration;
import dev.sendoff.core.Function;
import dev.sendoff.core.FunctionVersion;
import dev.sendoff.ingest.functions.body.RefusedException;
import dev.sendoff.ingest.functions.request.CodeRequest;
import dev.sendoff.ingest.functions.request.UpdateCodeRequest;
import dev.sendoff.registry.FunctionsChange;
import dev.sendoff.registry.FunctionsTransaction;
import java.util.Objects;

/** Gives the unpublished version other code, and publishes it if that is asked for. */
record UpdateCode(Known known, UpdateCodeRequest request, Stamp stamp) implements FunctionsChange<Described> {

    /** What can be told without the code. */
    static void check(UpdateCodeRequest request, Function function) {
        Known.checkRevision(request.revisionId(), function.latest().revisionId());
        switch (function.latest().code()) {
            case Code.InProcess _ ->
                throw RefusedException.invalidParameter("The code of " + function.name()
                        + " comes with an executor, and cannot be updated. Deploy the executor's jar anew.");
            case Code.Zip _ -> {
                if (request.code() instanceof CodeRequest.Image) {
                    throw RefusedException.invalidParameter(
                            "Please don't provide ImageUri when updating a function with packageType Zip.");
                }
            }
            case Code.Service _, Code.Image _ -> {
                if (!(request.code() instanceof CodeRequest.Image)) {
                    throw RefusedException.invalidParameter(
                            "Please provide ImageUri when updating a function with packageType Image.");
                }
            }
        }
    }

    @Override
    public Described apply(FunctionsTransaction transaction) {
        Function function = known.in(transaction);
        check(request, function);
        FunctionVersion before = function.latest();
        Configuration configuration = before.configuration()
                .on(Objects.requireNonNullElse(
                        request.architecture(), before.configuration().architecture()));
        Function changed =
                function.withLatest(request.code().place(transaction), configuration, stamp.revisionId(), stamp.now());
        if (!request.publish()) {
            transaction.put(changed);
            return new Described(changed, changed.latest(), null);
        }
        FunctionVersion published = PublishVersion.next(changed, null, stamp, transaction);
        return new Described(changed, published, published.number());
    }

    /** What it would say, with nothing written. */
    static Described dryRun(UpdateCodeRequest request, Function function) {
        check(request, function);
        return new Described(function, function.latest(), null);
    }
}
