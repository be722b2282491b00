package dev.sendoff.executor;

import dev.sendoff.core.Code;
import dev.sendoff.core.Destination;
import dev.sendoff.core.FunctionVersion;
import dev.sendoff.core.Outcome;
import dev.sendoff.executor.containers.ImageFunctions;
import dev.sendoff.executor.deliveries.Deliveries;
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
    private final ImageFunctions images;
    private final Deliveries deliveries;

    Runners(Handlers handlers, ZipFunctions zips, HttpServices services, ImageFunctions images, Deliveries deliveries) {
        this.handlers = handlers;
        this.zips = zips;
        this.services = services;
        this.images = images;
        this.deliveries = deliveries;
    }

    @Override
    public boolean canRun(FunctionVersion version) {
        if (Destination.isCarrier(version.function())) {
            return deliveries.canRun(version);
        }
        return switch (version.code()) {
            case Code.InProcess _ -> handlers.canRun(version);
            case Code.Zip _ -> zips.canRun(version);
            case Code.Service _ -> services.canRun(version);
            case Code.Image _ -> images.canRun(version);
        };
    }

    @Override
    public CompletionStage<Outcome> run(FunctionVersion version, HandlerCall call) {
        if (Destination.isCarrier(version.function())) {
            return deliveries.run(version, call);
        }
        HandlerCall inChain = call.inItsChain();
        return switch (version.code()) {
            case Code.InProcess _ -> handlers.run(version, inChain);
            case Code.Service _ -> services.run(version, inChain);
            case Code.Zip _ -> zips.run(version, inChain);
            case Code.Image _ -> images.run(version, inChain);
        };
    }
}
