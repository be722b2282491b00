package dev.sendoff.ingest.functions;

import dev.sendoff.core.Code;
import dev.sendoff.core.Configuration;
import dev.sendoff.core.Function;
import dev.sendoff.core.FunctionVersion;
import dev.sendoff.ingest.functions.body.RefusedException;
import dev.sendoff.ingest.functions.request.UpdateConfigurationRequest;
import dev.sendoff.registry.FunctionsChange;
import dev.sendoff.registry.FunctionsTransaction;

/** Changes how the unpublished version is run. */
record UpdateConfiguration(Known known, UpdateConfigurationRequest request, Stamp stamp)
        implements FunctionsChange<Described> {

    @Override
    public Described apply(FunctionsTransaction transaction) {
        Function function = known.in(transaction);
        FunctionVersion latest = function.latest();
        Known.checkRevision(request.revisionId(), latest.revisionId());
        Configuration changed = request.configuration().over(latest.configuration());
        switch (latest.code()) {
            case Code.InProcess _ -> {
                if (changed.equals(latest.configuration())) {
                    return new Described(function, latest, null);
                }
                throw RefusedException.invalidParameter("The configuration of " + function.name()
                        + " comes with an executor, and cannot be updated. Deploy the executor's jar anew.");
            }
            case Code.Service _, Code.Image _ -> {
                if (changed.runtime() != null || changed.handler() != null) {
                    throw RefusedException.invalidParameter(
                            "Please don't provide Handler or Runtime or Layer when the intended function PackageType is"
                                    + " Image.");
                }
            }
            case Code.Zip _ -> {}
        }
        Function written = function.withLatest(latest.code(), changed, stamp.revisionId(), stamp.now());
        transaction.put(written);
        return new Described(written, written.latest(), null);
    }
}
