package dev.sendoff.executor;

import dev.sendoff.core.Code;
import dev.sendoff.core.FunctionVersion;
import dev.sendoff.core.Outcome;
import dev.sendoff.executor.handlers.HandlerCall;
import dev.sendoff.executor.handlers.Handlers;
import dev.sendoff.executor.services.HttpServices;
import dev.sendoff.executor.zips.ZipFunctions;
import jakarta.inject.Singleton;
import java.util.concurrent.CompletionStage;

/**
 * Hands each attempt to who runs that kind of code, with its place in its chain of invocations: whatever runs it, and
 * whether its caller waits or not.
 */
@Singleton
public final class Runners implements Runner {

    private final Handlers handlers;
    private final ZipFunctions zips;
    private final HttpServices services;

    Runners(Handlers handlers, ZipFunctions zips, HttpServices services) {
        this.handlers = handlers;
        this.zips = zips;
        this.services = services;
    }

    @Override
    public boolean canRun(FunctionVersion version) {
        return switch (version.code()) {
            case Code.InProcess _ -> handlers.canRun(version);
            case Code.Zip _ -> zips.canRun(version);
            case Code.Service _ -> services.canRun(version);
        };
    }

    @Override
    public CompletionStage<Outcome> run(FunctionVersion version, HandlerCall call) {
        HandlerCall inChain = call.inItsChain();
        return switch (version.code()) {
            case Code.InProcess _ -> handlers.run(version, inChain);
            case Code.Service _ -> services.run(version, inChain);
            case Code.Zip _ -> zips.run(version, inChain);
        };
    }
}
