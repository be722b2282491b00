package dev.sendoff.ingest.functions.events;

import dev.sendoff.core.EventInvokeConfig;
import dev.sendoff.core.Function;
import dev.sendoff.registry.FunctionsChange;
import dev.sendoff.registry.FunctionsTransaction;
import java.time.Instant;

/** Sets, changes or removes how events of one qualifier are handled. The function itself is as it was. */
sealed interface EventInvokeConfigChange<R> extends FunctionsChange<R> {

    /** Sets it in place of what there was. */
    record Put(Qualified of, EventInvokeConfigRequest request, DestinationRules rules, Instant now)
            implements EventInvokeConfigChange<EventInvokeConfig> {

        @Override
        public EventInvokeConfig apply(FunctionsTransaction transaction) {
            Function function = of.in(transaction);
            return EventInvokeConfigChange.set(
                    of, request, rules, function, request.over(EventInvokeConfig.NONE, now), transaction);
        }
    }

    /** Changes what is named. */
    record Update(Qualified of, EventInvokeConfigRequest request, DestinationRules rules, Instant now)
            implements EventInvokeConfigChange<EventInvokeConfig> {

        @Override
        public EventInvokeConfig apply(FunctionsTransaction transaction) {
            Function function = of.in(transaction);
            EventInvokeConfig before = of.config(function).orElseThrow(of::withoutConfig);
            return EventInvokeConfigChange.set(of, request, rules, function, request.over(before, now), transaction);
        }
    }

    /** Removes it. */
    record Delete(Qualified of) implements EventInvokeConfigChange<EventInvokeConfig> {

        /** @return what was removed */
        @Override
        public EventInvokeConfig apply(FunctionsTransaction transaction) {
            Function function = transaction.find(of.function()).orElseThrow(of::withoutConfig);
            EventInvokeConfig before = of.config(function).orElseThrow(of::withoutConfig);
            transaction.put(function.withSettings(function.settings().withEventInvokeConfig(of.qualifier(), null)));
            return before;
        }
    }

    /** Only what is named is looked at: a destination that was set before may be gone since. */
    private static EventInvokeConfig set(
            Qualified of,
            EventInvokeConfigRequest request,
            DestinationRules rules,
            Function function,
            EventInvokeConfig config,
            FunctionsTransaction transaction) {
        rules.check(
                EventInvokeConfigRequest.orNone(request.onSuccess()),
                EventInvokeConfigRequest.orNone(request.onFailure()),
                function,
                transaction);
        transaction.put(function.withSettings(function.settings().withEventInvokeConfig(of.qualifier(), config)));
        return config;
    }
}
