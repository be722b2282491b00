package dev.sendoff.ingest.functions;

import dev.sendoff.core.Alias;
import dev.sendoff.core.Function;
import dev.sendoff.core.FunctionVersion;
import dev.sendoff.ingest.LambdaError;
import dev.sendoff.ingest.functions.body.RefusedException;
import dev.sendoff.registry.FunctionsChange;
import dev.sendoff.registry.FunctionsTransaction;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Removes a function, or one published version of it.
 *
 * @param number of the version; null for all there is
 */
record DeleteFunction(Known known, @Nullable String number) implements FunctionsChange<Boolean> {

    /** What can be told from the qualifier alone. */
    static void check(@Nullable String qualifier) {
        if (FunctionVersion.LATEST.equals(qualifier)) {
            throw RefusedException.invalidParameter("$LATEST version cannot be deleted without deleting the function.");
        }
        if (qualifier != null && !FunctionVersion.isNumber(qualifier)) {
            throw RefusedException.invalidParameter("Deletion of aliases is not currently supported.");
        }
    }

    /** @return whether there was anything to remove */
    @Override
    public Boolean apply(FunctionsTransaction transaction) {
        Function function = known.in(transaction);
        if (number == null) {
            transaction.remove(function.name());
            return true;
        }
        List<String> users = function.aliases().stream()
                .filter(alias -> alias.uses(number))
                .map(Alias::name)
                .toList();
        if (!users.isEmpty()) {
            throw new RefusedException(LambdaError.conflict(
                    "Unable to delete version because the following aliases reference it: " + users));
        }
        boolean there = transaction.version(function.name(), number).isPresent();
        if (there) {
            transaction.remove(function.name(), number);
            if (function.settings().eventInvokeConfigs().containsKey(number)) {
                transaction.put(function.withSettings(function.settings().withEventInvokeConfig(number, null)));
            }
        }
        return there;
    }
}
