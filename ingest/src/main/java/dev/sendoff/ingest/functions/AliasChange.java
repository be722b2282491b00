package dev.sendoff.ingest.functions;

import dev.sendoff.core.Alias;
import dev.sendoff.core.Function;
import dev.sendoff.core.FunctionVersion;
import dev.sendoff.ingest.LambdaError;
import dev.sendoff.ingest.functions.body.RefusedException;
import dev.sendoff.ingest.functions.request.AliasRequest;
import dev.sendoff.registry.FunctionsChange;
import dev.sendoff.registry.FunctionsTransaction;
import java.util.Map;
import java.util.Objects;

/** Makes, changes or removes an alias. The versions that it stands for are there. */
sealed interface AliasChange<R> extends FunctionsChange<R> {

    /** Makes one. */
    record Create(Known known, AliasRequest request, Stamp stamp) implements AliasChange<Alias> {

        @Override
        public Alias apply(FunctionsTransaction transaction) {
            Function function = known.in(transaction);
            Alias alias = new Alias(
                    request.name(),
                    Objects.requireNonNullElse(request.version(), FunctionVersion.LATEST),
                    Objects.requireNonNullElse(request.description(), ""),
                    Objects.requireNonNullElse(request.weights(), Map.of()),
                    stamp.revisionId());
            AliasChange.checkVersion(known, alias.version(), transaction);
            if (function.alias(alias.name()).isPresent()) {
                throw new RefusedException(LambdaError.conflict(
                        "Alias already exists: " + known.account().functionArn(function.name(), alias.name())));
            }
            AliasChange.checkWeights(known, alias, transaction);
            transaction.put(function.withAlias(alias));
            return alias;
        }
    }

    /** Changes one. */
    record Update(Known known, AliasRequest request, Stamp stamp) implements AliasChange<Alias> {

        @Override
        public Alias apply(FunctionsTransaction transaction) {
            Function function = known.in(transaction);
            Alias before = function.alias(request.name())
                    .orElseThrow(() -> new RefusedException(LambdaError.notFound(
                            "Alias not found: " + known.account().functionArn(function.name(), request.name()))));
            Known.checkRevision(request.revisionId(), before.revisionId());
            Alias after = new Alias(
                    before.name(),
                    Objects.requireNonNullElse(request.version(), before.version()),
                    Objects.requireNonNullElse(request.description(), before.description()),
                    Objects.requireNonNullElse(request.weights(), before.additionalWeights()),
                    stamp.revisionId());
            AliasChange.checkVersion(known, after.version(), transaction);
            AliasChange.checkWeights(known, after, transaction);
            transaction.put(function.withAlias(after));
            return after;
        }
    }

    /** Removes one, if it is there. @param name the alias's */
    record Delete(Known known, String name) implements AliasChange<Boolean> {

        /** @return whether it was there */
        @Override
        public Boolean apply(FunctionsTransaction transaction) {
            Function function = known.in(transaction);
            boolean there = function.alias(name).isPresent();
            if (there) {
                transaction.put(function.withoutAlias(name));
            }
            return there;
        }
    }

    private static void checkVersion(Known known, String version, FunctionsTransaction transaction) {
        if (!version.equals(FunctionVersion.LATEST)
                && transaction.version(known.name(), version).isEmpty()) {
            throw known.notFound(version);
        }
    }

    private static void checkWeights(Known known, Alias alias, FunctionsTransaction transaction) {
        for (String additional : alias.additionalWeights().keySet()) {
            if (additional.equals(FunctionVersion.LATEST) || alias.version().equals(FunctionVersion.LATEST)) {
                throw RefusedException.invalidParameter(
                        "$LATEST is not supported for an alias pointing to more than 1 version");
            }
            if (additional.equals(alias.version())) {
                throw RefusedException.invalidParameter("Invalid function version " + additional + ". Function version "
                        + additional + " is already included in routing configuration.");
            }
            checkVersion(known, additional, transaction);
        }
    }
}
