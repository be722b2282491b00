package dev.sendoff.executor.kafka;

import dev.sendoff.core.Function;
import dev.sendoff.core.RetryPolicy;
import dev.sendoff.executor.engine.FunctionSettings;
import dev.sendoff.executor.engine.Resolver.Availability;
import dev.sendoff.executor.handlers.Handlers;
import dev.sendoff.registry.Functions;
import java.time.Duration;
import java.util.Optional;

/** What is deployed, as the registry says, and what of it can be run here. */
final class RegisteredDeployments implements Deployments {

    private final Functions functions;
    private final Handlers handlers;
    private final RetryPolicy defaultRetryPolicy;

    RegisteredDeployments(Functions functions, Handlers handlers, RetryPolicy defaultRetryPolicy) {
        this.functions = functions;
        this.handlers = handlers;
        this.defaultRetryPolicy = defaultRetryPolicy;
    }

    @Override
    public Availability of(String name) {
        Optional<Function> function = functions.find(name);
        if (function.isEmpty()) {
            return new Availability.Nowhere();
        }
        FunctionSettings settings = settings(function.get());
        return handlers.has(name) ? new Availability.Here(settings) : new Availability.Elsewhere(settings);
    }

    private FunctionSettings settings(Function function) {
        RetryPolicy policy = function.retryPolicy();
        Duration maxEventAge = function.maxEventAge();
        return new FunctionSettings(
                policy == null ? defaultRetryPolicy : policy,
                maxEventAge == null ? Function.DEFAULT_MAX_EVENT_AGE : maxEventAge,
                function.timeout());
    }
}
