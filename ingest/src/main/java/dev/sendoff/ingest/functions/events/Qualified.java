package dev.sendoff.ingest.functions.events;

import dev.sendoff.core.Account;
import dev.sendoff.core.EventInvokeConfig;
import dev.sendoff.core.Function;
import dev.sendoff.ingest.LambdaError;
import dev.sendoff.ingest.functions.body.RefusedException;
import dev.sendoff.registry.FunctionsTransaction;
import java.util.Optional;

/**
 * Whose events are spoken of. Neither needs to be there.
 *
 * @param function the bare name
 * @param qualifier {@code $LATEST}, a version or an alias
 */
record Qualified(String function, String qualifier, Account account) {

    /** @throws RefusedException if the function, version or alias is not there */
    Function in(FunctionsTransaction transaction) {
        return transaction
                .find(function)
                .filter(found -> DestinationRules.has(found, qualifier, transaction))
                .orElseThrow(Qualified::notThere);
    }

    /** What is set. */
    Optional<EventInvokeConfig> config(Function found) {
        return Optional.ofNullable(found.settings().eventInvokeConfigs().get(qualifier));
    }

    /** AWS says so of functions, versions and aliases alike. */
    static RefusedException notThere() {
        return new RefusedException(LambdaError.notFound("The function doesn't exist."));
    }

    /** AWS says so even of functions that are not there. */
    RefusedException withoutConfig() {
        return new RefusedException(LambdaError.notFound(
                "The function " + account.functionArn(function, qualifier) + " doesn't have an EventInvokeConfig"));
    }
}
