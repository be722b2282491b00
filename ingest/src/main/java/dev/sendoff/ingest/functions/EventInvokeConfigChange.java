package dev.sendoff.ingest.functions;

import dev.sendoff.core.EventInvokeConfig;
import dev.sendoff.core.Function;
import dev.sendoff.core.FunctionVersion;
import dev.sendoff.ingest.LambdaError;
import dev.sendoff.ingest.functions.body.RefusedException;
import dev.sendoff.ingest.functions.request.EventInvokeConfigRequest;
import dev.sendoff.registry.FunctionsChange;
import dev.sendoff.registry.FunctionsTransaction;

/** Sets, changes or removes how events for one qualifier of a function are handled. */
sealed interface EventInvokeConfigChange<R> extends FunctionsChange<R> {

    /** Replaces all that was set. */
    record Put(Known known, String qualifier, EventInvokeConfigRequest request, DestinationRules rules, Stamp stamp)
            implements EventInvokeConfigChange<EventInvokeConfig> {

        @Override
        public EventInvokeConfig apply(FunctionsTransaction transaction) {
            Function function = EventInvokeConfigChange.function(known, qualifier, transaction);
            EventInvokeConfig config = request.over(EventInvokeConfig.NONE, stamp.now());
            rules.check(config, function, transaction);
            transaction.put(function.withSettings(function.settings().withEventInvokeConfig(qualifier, config)));
            return config;
        }
    }

    /** Changes what the request names. */
    record Update(Known known, String qualifier, EventInvokeConfigRequest request, DestinationRules rules, Stamp stamp)
            implements EventInvokeConfigChange<EventInvokeConfig> {

        @Override
        public EventInvokeConfig apply(FunctionsTransaction transaction) {
            Function function = EventInvokeConfigChange.function(known, qualifier, transaction);
            EventInvokeConfig before = function.settings().eventInvokeConfigs().get(qualifier);
            if (before == null) {
                throw none(known, qualifier);
            }
            EventInvokeConfig config = request.over(before, stamp.now());
            rules.check(config, function, transaction);
            transaction.put(function.withSettings(function.settings().withEventInvokeConfig(qualifier, config)));
            return config;
        }
    }

    /** Removes it. */
    record Delete(Known known, String qualifier) implements EventInvokeConfigChange<Boolean> {

        @Override
        public Boolean apply(FunctionsTransaction transaction) {
            Function function = transaction
                    .find(known.name())
                    .filter(there -> there.settings().eventInvokeConfigs().containsKey(qualifier))
                    .orElseThrow(() -> none(known, qualifier));
            transaction.put(function.withSettings(function.settings().withEventInvokeConfig(qualifier, null)));
            return true;
        }
    }

    /** AWS's words, be it that the function itself is not there. */
    static RefusedException none(Known known, String qualifier) {
        return new RefusedException(LambdaError.notFound("The function "
                + known.account().functionArn(known.name(), qualifier) + " doesn't have an EventInvokeConfig"));
    }

    /** AWS's words for functions, versions and aliases. */
    static RefusedException notThere() {
        return new RefusedException(LambdaError.notFound("The function doesn't exist."));
    }

    private static Function function(Known known, String qualifier, FunctionsTransaction transaction) {
        Function function = transaction.find(known.name()).orElseThrow(EventInvokeConfigChange::notThere);
        if (!qualifier.equals(FunctionVersion.LATEST)
                && function.alias(qualifier).isEmpty()
                && transaction.version(known.name(), qualifier).isEmpty()) {
            throw notThere();
        }
        return function;
    }
}
