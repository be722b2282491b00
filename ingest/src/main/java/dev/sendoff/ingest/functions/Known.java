package dev.sendoff.ingest.functions;

import dev.sendoff.core.Account;
import dev.sendoff.core.Function;
import dev.sendoff.ingest.LambdaError;
import dev.sendoff.ingest.functions.body.RefusedException;
import dev.sendoff.registry.FunctionsTransaction;
import org.jspecify.annotations.Nullable;

/** A function that was there when the request was looked at, and may be gone when it is its turn. */
record Known(String name, Account account) {

    Function in(FunctionsTransaction transaction) {
        return transaction.find(name).orElseThrow(() -> notFound(null));
    }

    RefusedException notFound(@Nullable String qualifier) {
        return new RefusedException(LambdaError.functionNotFound(account.functionArn(name, qualifier)));
    }

    /** @param asked null if any will do */
    static void checkRevision(@Nullable String asked, String latest) {
        if (asked != null && !asked.isEmpty() && !asked.equals(latest)) {
            throw new RefusedException(LambdaError.staleRevision());
        }
    }
}
