package dev.sendoff.executor.kafka;

import dev.sendoff.core.Function;
import dev.sendoff.core.Hands;
import dev.sendoff.core.RetryPolicy;
import dev.sendoff.core.Sharding;
import dev.sendoff.executor.engine.FunctionSettings;
import dev.sendoff.executor.engine.Quota;
import dev.sendoff.executor.engine.Resolver.Availability;
import dev.sendoff.executor.handlers.Handlers;
import dev.sendoff.registry.Functions;
import java.time.Duration;
import java.util.Optional;

/** What is deployed, as the registry says, and what of it can be run here. */
final class RegisteredDeployments implements Deployments, Quota.Source {

    /** How much longer than its function's time limit an attempt of a former owner is taken to go on. */
    private static final Duration GRACE = Duration.ofSeconds(1);

    private final Functions functions;
    private final Handlers handlers;
    private final RetryPolicy defaultRetryPolicy;
    private final Hands hands;

    RegisteredDeployments(Functions functions, Handlers handlers, RetryPolicy defaultRetryPolicy, Sharding sharding) {
        this.hands = new Hands(sharding);
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

    /** Where a function has no share, its events are let through, to be lent to a partition that has one. */
    @Override
    public Optional<Quota> of(String name, int partition) {
        return functions.find(name).flatMap(function -> quota(function, partition));
    }

    private Optional<Quota> quota(Function function, int partition) {
        Integer reserved = function.reservedConcurrency();
        if (reserved == null || reserved == 0) {
            return Optional.empty();
        }
        int share = hands.of(function).shareOf(partition);
        return share == 0
                ? Optional.empty()
                : Optional.of(new Quota(share, function.timeout().plus(GRACE)));
    }

    private FunctionSettings settings(Function function) {
        RetryPolicy policy = function.retryPolicy();
        Duration maxEventAge = function.maxEventAge();
        return new FunctionSettings(
                policy == null ? defaultRetryPolicy : policy,
                maxEventAge == null ? Function.DEFAULT_MAX_EVENT_AGE : maxEventAge,
                function.timeout(),
                hands.of(function),
                function.reservedConcurrency());
    }
}
