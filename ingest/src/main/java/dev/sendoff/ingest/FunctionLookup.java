package dev.sendoff.ingest;

import dev.sendoff.core.Account;
import dev.sendoff.core.Alias;
import dev.sendoff.core.Function;
import dev.sendoff.core.FunctionVersion;
import dev.sendoff.registry.Functions;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Finds the function that a caller means, or says as AWS does why there is none. Never blocks. */
public final class FunctionLookup {

    static final Pattern QUALIFIER = Pattern.compile("\\$(LATEST(\\.PUBLISHED)?)|[a-zA-Z0-9-_$]+");
    static final int MAX_QUALIFIER_LENGTH = 128;

    private final Functions functions;
    private final Account account;

    /** The operations whose answers differ. */
    public enum Operation {
        /** Its errors always show a qualifier. */
        INVOKE("InvokeFunction"),
        GET("GetFunction"),
        GET_CONFIGURATION("GetFunctionConfiguration"),
        GET_CONCURRENCY("GetFunctionConcurrency"),
        PUT_CONCURRENCY("PutFunctionConcurrency"),
        DELETE_CONCURRENCY("DeleteFunctionConcurrency"),
        CREATE("CreateFunction"),
        UPDATE_CODE("UpdateFunctionCode"),
        UPDATE_CONFIGURATION("UpdateFunctionConfiguration"),
        DELETE("DeleteFunction"),
        PUBLISH_VERSION("PublishVersion"),
        LIST_VERSIONS("ListVersionsByFunction"),
        CREATE_ALIAS("CreateAlias"),
        GET_ALIAS("GetAlias"),
        LIST_ALIASES("ListAliases"),
        UPDATE_ALIAS("UpdateAlias"),
        DELETE_ALIAS("DeleteAlias"),
        TAG("TagResource"),
        UNTAG("UntagResource"),
        LIST_TAGS("ListTags"),
        GET_RECURSION("GetFunctionRecursionConfig"),
        PUT_RECURSION("PutFunctionRecursionConfig"),
        PUT_EVENT_INVOKE_CONFIG("PutFunctionEventInvokeConfig"),
        UPDATE_EVENT_INVOKE_CONFIG("UpdateFunctionEventInvokeConfig"),
        GET_EVENT_INVOKE_CONFIG("GetFunctionEventInvokeConfig"),
        DELETE_EVENT_INVOKE_CONFIG("DeleteFunctionEventInvokeConfig"),
        LIST_EVENT_INVOKE_CONFIGS("ListFunctionEventInvokeConfigs");

        private final String action;

        Operation(String action) {
            this.action = action;
        }

        /** As AWS names it. */
        public String action() {
            return action;
        }
    }

    public FunctionLookup(Functions functions, Account account) {
        this.functions = functions;
        this.account = account;
    }

    /** Finds the function that a caller names, or says what is wrong with its name. */
    public Target find(String name, @Nullable String qualifier, Operation operation) {
        Violations violations = new Violations();
        Optional<FunctionName> read = read(name, qualifier, violations);
        return read.isEmpty() || !violations.isEmpty()
                ? refused(violations.toError())
                : find(read.get(), qualifier, operation);
    }

    /**
     * Adds what is wrong with the form of {@code name} and {@code qualifier} to {@code violations}.
     *
     * @return the name's parts; empty if it is malformed
     */
    public Optional<FunctionName> read(String name, @Nullable String qualifier, Violations violations) {
        if (qualifier != null) {
            violations.minLength("qualifier", qualifier, 1);
            violations.maxLength("qualifier", qualifier, MAX_QUALIFIER_LENGTH);
            if (!qualifier.isEmpty()) {
                violations.matches("qualifier", qualifier, QUALIFIER);
            }
        }
        // Nearly every request: the plain name of a function there is. Those need no grammar.
        if (functions.isReady() && functions.find(name).isPresent()) {
            return Optional.of(FunctionName.bare(name));
        }
        violations.maxLength("functionName", name, FunctionName.MAX_LENGTH);
        Optional<FunctionName> parsed = FunctionName.parse(name);
        if (parsed.isEmpty()) {
            violations.breaksPattern("functionName", name, FunctionName.PATTERN);
        }
        return parsed;
    }

    Target find(FunctionName name, @Nullable String askedQualifier, Operation operation) {
        String qualifier = name.qualifier() == null ? askedQualifier : name.qualifier();
        Optional<LambdaError> wrong = wrong(name, askedQualifier, operation);
        if (wrong.isPresent()) {
            return refused(wrong.get());
        }
        if (!functions.isReady()) {
            return refused(LambdaError.notLoaded());
        }
        Optional<Function> function = functions.find(name.name());
        Optional<FunctionVersion> version = function.flatMap(known -> version(known, qualifier));
        if (function.isEmpty() || version.isEmpty()) {
            return refused(LambdaError.functionNotFound(
                    operation == Operation.INVOKE
                            ? account.qualifiedFunctionArn(name.name(), qualifier)
                            : account.functionArn(name.name(), qualifier)));
        }
        return new Target.Found(function.get(), qualifier, version.get());
    }

    /** What is wrong with a name and a qualifier beside it, whether there is such a function or not. */
    public Optional<LambdaError> wrong(FunctionName name, @Nullable String askedQualifier, Operation operation) {
        if (name.qualifier() != null
                && askedQualifier != null
                && !name.qualifier().equals(askedQualifier)) {
            return Optional.of(LambdaError.invalidParameter(
                    "The derived qualifier from the function name does not match the specified qualifier."));
        }
        return elsewhere(name, operation);
    }

    /** What is wrong with the region and account that a name has, if it has any. */
    public Optional<LambdaError> elsewhere(FunctionName name, Operation operation) {
        if (name.region() != null && !name.region().equals(account.region())) {
            return Optional.of(LambdaError.otherRegion(name.region(), account.region()));
        }
        if (name.account() != null && !name.account().equals(account.id())) {
            return Optional.of(LambdaError.otherAccount(account, name, operation.action));
        }
        return Optional.empty();
    }

    private Optional<FunctionVersion> version(Function function, @Nullable String qualifier) {
        if (qualifier == null) {
            return Optional.of(function.latest());
        }
        String number = function.alias(qualifier).map(Alias::version).orElse(qualifier);
        return functions.version(function.name(), number);
    }

    /** The version that one call runs: of an alias, what chance says. */
    FunctionVersion choose(Target.Found target, RandomGenerator random) {
        return target.function()
                .versionFor(target.qualifier(), random)
                .flatMap(number -> functions.version(target.function().name(), number))
                .orElse(target.version());
    }

    /** The error of a function that was there a moment ago. */
    public LambdaError notFound(String name) {
        return LambdaError.functionNotFound(account.functionArn(name, null));
    }

    private static Target refused(LambdaError error) {
        return new Target.Refused(error);
    }
}
