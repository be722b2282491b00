package dev.sendoff.executor.kafka;

import dev.sendoff.core.Aftermath;
import dev.sendoff.core.Destination;
import dev.sendoff.core.EventInvokeConfig;
import dev.sendoff.core.Function;
import dev.sendoff.core.FunctionVersion;
import dev.sendoff.core.Hands;
import dev.sendoff.core.Invocation;
import dev.sendoff.core.QueueSettings;
import dev.sendoff.core.RetryPolicy;
import dev.sendoff.core.Sharding;
import dev.sendoff.executor.Runner;
import dev.sendoff.executor.deliveries.Deliveries;
import dev.sendoff.executor.engine.AttemptSettings;
import dev.sendoff.executor.engine.Quota;
import dev.sendoff.executor.engine.Resolver.Availability;
import dev.sendoff.registry.Functions;
import java.time.Duration;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** What is deployed, as the registry says, and what of it can be run here. */
final class RegisteredDeployments implements Deployments, Quota.Source {

    /** How much longer than its function's time limit an attempt of a former owner is taken to go on. */
    private static final Duration GRACE = Duration.ofSeconds(1);

    private final Functions functions;
    private final Runner runner;
    private final RetryPolicy defaultRetryPolicy;
    private final Hands hands;
    private final Sharding sharding;
    private final Deliveries deliveries;
    private final RandomGenerator random;

    /** @param random decides between the versions of an alias; for use by many threads */
    RegisteredDeployments(
            Functions functions,
            Runner runner,
            RetryPolicy defaultRetryPolicy,
            Sharding sharding,
            Deliveries deliveries,
            RandomGenerator random) {
        this.sharding = sharding;
        this.deliveries = deliveries;
        this.hands = new Hands(sharding);
        this.functions = functions;
        this.runner = runner;
        this.defaultRetryPolicy = defaultRetryPolicy;
        this.random = random;
    }

    @Override
    public Availability of(Invocation invocation) {
        if (Destination.isCarrier(invocation.function())) {
            return new Availability.Here(carrierSettings(invocation.function()));
        }
        Optional<Function> function = functions.find(invocation.function());
        if (function.isEmpty()) {
            return new Availability.Nowhere("no function '" + invocation.function() + "' is deployed");
        }
        Optional<FunctionVersion> version = function.get()
                .versionFor(invocation.qualifier(), random)
                .flatMap(number -> functions.version(invocation.function(), number));
        if (version.isEmpty()) {
            return new Availability.Nowhere("the function '" + invocation.function() + "' has no version or alias '"
                    + invocation.qualifier() + "'");
        }
        AttemptSettings settings = settings(function.get(), version.get(), invocation.qualifier());
        return runner.canRun(version.get()) ? new Availability.Here(settings) : new Availability.Elsewhere(settings);
    }

    @Override
    public boolean isLimited(String function) {
        return functions
                .find(function)
                .map(known -> known.settings().reservedConcurrency())
                .isPresent();
    }

    /** Where a function has no share, its events are let through, to be lent to a partition that has one. */
    @Override
    public Optional<Quota> of(String name, int partition) {
        return functions.find(name).flatMap(function -> quota(function, partition));
    }

    private Optional<Quota> quota(Function function, int partition) {
        Integer reserved = function.settings().reservedConcurrency();
        if (reserved == null || reserved == 0) {
            return Optional.empty();
        }
        int share = hands.of(function).shareOf(partition);
        return share == 0
                ? Optional.empty()
                : Optional.of(new Quota(share, longestTimeout(function).plus(GRACE)));
    }

    private Duration longestTimeout(Function function) {
        Duration longest = function.latest().configuration().timeout();
        for (FunctionVersion version : functions.versions(function.name())) {
            Duration timeout = version.configuration().timeout();
            longest = timeout.compareTo(longest) > 0 ? timeout : longest;
        }
        return longest;
    }

    private AttemptSettings carrierSettings(String carrier) {
        return new AttemptSettings(
                deliveries.version(carrier),
                deliveries.retryPolicy(),
                deliveries.maxAge(),
                Aftermath.NONE,
                sharding.hand(carrier),
                null,
                false,
                QueueSettings.DEFAULT);
    }

    private AttemptSettings settings(Function function, FunctionVersion version, @Nullable String qualifier) {
        RetryPolicy policy = function.settings().retryPolicy();
        EventInvokeConfig config = function.settings().eventInvokeConfig(qualifier);
        return new AttemptSettings(
                version,
                config.applyTo(policy == null ? defaultRetryPolicy : policy),
                config.eventAge(),
                Aftermath.of(version, config),
                hands.of(function),
                function.settings().reservedConcurrency(),
                function.settings().allowsRecursion(),
                function.settings().queue());
    }
}
