package dev.sendoff.ingest.functions;

import dev.sendoff.core.Account;
import dev.sendoff.core.Alias;
import dev.sendoff.core.Function;
import dev.sendoff.core.FunctionVersion;
import dev.sendoff.ingest.FunctionLookup;
import dev.sendoff.ingest.FunctionLookup.Operation;
import dev.sendoff.ingest.FunctionName;
import dev.sendoff.ingest.LambdaError;
import dev.sendoff.ingest.Violations;
import dev.sendoff.ingest.functions.body.Fields;
import dev.sendoff.ingest.functions.body.RefusedException;
import dev.sendoff.ingest.functions.events.DestinationRules;
import dev.sendoff.ingest.functions.request.AliasRequest;
import dev.sendoff.ingest.functions.request.CodeRequest;
import dev.sendoff.ingest.functions.request.CreateRequest;
import dev.sendoff.ingest.functions.request.PublishRequest;
import dev.sendoff.ingest.functions.request.TagsRequest;
import dev.sendoff.ingest.functions.request.UpdateCodeRequest;
import dev.sendoff.ingest.functions.request.UpdateConfigurationRequest;
import dev.sendoff.registry.Functions;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Makes, changes and removes functions, as callers of Lambda's API ask for it. Every method blocks until what it wrote can
 * be read here, throws {@link RefusedException} for what is answered with an error, and {@link
 * dev.sendoff.registry.RegistryException} for what could not be written. Safe for many threads.
 */
public final class Deployments {

    public static final String ALLOW = "Allow";
    public static final String TERMINATE = "Terminate";

    private static final Pattern FUNCTION_ARN = Pattern.compile("arn:(aws[a-zA-Z-]*):lambda:"
            + "((eusc-)?[a-z]{2}((-gov)|(-iso([a-z]?)))?-[a-z]+-\\d{1}):\\d{12}:function:[a-zA-Z0-9-_]+"
            + "(:(\\$LATEST|[a-zA-Z0-9-_]+))?");

    private final Functions functions;
    private final FunctionLookup lookup;
    private final Account account;
    private final DestinationRules rules;
    private final InstantSource clock;
    private final Supplier<String> revisionIds;
    private final ReentrantLock checking = new ReentrantLock(true);

    public Deployments(
            Functions functions,
            FunctionLookup lookup,
            DestinationRules rules,
            InstantSource clock,
            Supplier<String> revisionIds) {
        this.functions = functions;
        this.lookup = lookup;
        this.account = rules.account();
        this.rules = rules;
        this.clock = clock;
        this.revisionIds = revisionIds;
    }

    public Described create(Fields body) {
        CreateRequest request = CreateRequest.read(body, name -> lookup.elsewhere(name, Operation.CREATE));
        CreateFunction.check(request, functions.find(request.name()));
        checkDeadLetterTarget(request.configuration().deadLetterTarget());
        check(request.code(), Operation.CREATE);
        return functions.change(new CreateFunction(request, stamp()));
    }

    public Described updateCode(String name, Fields body) {
        Known known = unqualified(name, Operation.UPDATE_CODE);
        UpdateCodeRequest request = UpdateCodeRequest.read(body);
        Function function = find(known);
        UpdateCode.check(request, function);
        check(request.code(), Operation.UPDATE_CODE);
        return request.dryRun()
                ? UpdateCode.dryRun(request, function)
                : functions.change(new UpdateCode(known, request, stamp()));
    }

    public Described updateConfiguration(String name, Fields body) {
        Known known = unqualified(name, Operation.UPDATE_CONFIGURATION);
        UpdateConfigurationRequest request = UpdateConfigurationRequest.read(body, known.name());
        checkDeadLetterTarget(request.configuration().target());
        return functions.change(new UpdateConfiguration(known, request, stamp()));
    }

    /** @return whether there was anything to remove */
    public boolean delete(String name, @Nullable String qualifier) {
        FunctionName read = read(name, qualifier, Operation.DELETE);
        String number = read.qualifier() == null ? qualifier : read.qualifier();
        DeleteFunction.check(number);
        return functions.change(new DeleteFunction(new Known(read.name(), account), number));
    }

    public Described publish(String name, Fields body) {
        Known known = unqualified(name, Operation.PUBLISH_VERSION);
        return functions.change(new PublishVersion(known, PublishRequest.read(body), stamp()));
    }

    /** @param function the bare name of the alias's function */
    public record FunctionAlias(String function, Alias alias) {}

    public FunctionAlias createAlias(String name, Fields body) {
        Known known = unqualified(name, Operation.CREATE_ALIAS);
        AliasChange.Create change = new AliasChange.Create(known, AliasRequest.create(body), stamp());
        return new FunctionAlias(known.name(), functions.change(change));
    }

    public FunctionAlias updateAlias(String name, String alias, Fields body) {
        Known known = unqualified(name, Operation.UPDATE_ALIAS);
        AliasChange.Update change = new AliasChange.Update(known, AliasRequest.update(alias, body), stamp());
        return new FunctionAlias(known.name(), functions.change(change));
    }

    /** @return whether it was there */
    public boolean deleteAlias(String name, String alias) {
        Known known = unqualified(name, Operation.DELETE_ALIAS);
        AliasRequest.checkName(alias);
        return functions.change(new AliasChange.Delete(known, alias));
    }

    public Function tag(String arn, Fields body) {
        return functions.change(new SettingsChange.Tag(tagged(arn, Operation.TAG), TagsRequest.read(body)));
    }

    public Function untag(String arn, Collection<String> keys) {
        Known known = tagged(arn, Operation.UNTAG);
        if (keys.isEmpty()) {
            Violations violations = new Violations();
            violations.missing("tagKeys");
            throw new RefusedException(violations.toError());
        }
        return functions.change(new SettingsChange.Untag(known, Set.copyOf(keys)));
    }

    /** The function whose tags are asked for. Does not block once the functions are loaded. */
    public Function taggedFunction(String arn) {
        return find(tagged(arn, Operation.LIST_TAGS));
    }

    public Function setRecursion(String name, Fields body) {
        Known known = unqualified(name, Operation.PUT_RECURSION);
        Violations violations = new Violations();
        String loop = body.text("RecursiveLoop");
        if (loop == null) {
            violations.missing("recursiveLoop");
        }
        violations.oneOf("recursiveLoop", loop, Set.of(ALLOW, TERMINATE));
        RefusedException.throwIfAny(violations);
        return functions.change(new SettingsChange.Recursion(known, ALLOW.equals(loop)));
    }

    /** The function that is named as a whole, without a qualifier. Does not block once the functions are loaded. */
    public Function unqualifiedFunction(String name, Operation operation) {
        return find(unqualified(name, operation));
    }

    private void checkDeadLetterTarget(@Nullable String target) {
        if (target != null) {
            rules.checkDeadLetterTarget(target);
        }
    }

    /** One at a time: it takes the processor alone, and others need that too. */
    private void check(CodeRequest code, Operation operation) {
        checking.lock();
        try {
            code.check(operation.action());
        } finally {
            checking.unlock();
        }
    }

    private Function find(Known known) {
        return functions.find(known.name()).orElseThrow(() -> known.notFound(null));
    }

    /** What is meant by the name of a function as a whole; {@code $LATEST} is as good as no qualifier. */
    private Known unqualified(String name, Operation operation) {
        FunctionName read = read(name, null, operation);
        if (read.qualifier() != null && !read.qualifier().equals(FunctionVersion.LATEST)) {
            throw new RefusedException(LambdaError.unqualifiedOnly());
        }
        return new Known(read.name(), account);
    }

    /** Tags belong to a function as a whole, and that is named by its ARN alone. */
    private Known tagged(String arn, Operation operation) {
        Violations violations = new Violations();
        violations.matches("resource", arn, FUNCTION_ARN);
        RefusedException.throwIfAny(violations);
        FunctionName read = read(arn, null, operation);
        if (read.qualifier() != null) {
            throw RefusedException.invalidParameter(
                    "Tags on function aliases and versions are not supported. Please specify a function ARN.");
        }
        return new Known(read.name(), account);
    }

    private FunctionName read(String name, @Nullable String qualifier, Operation operation) {
        Violations violations = new Violations();
        Optional<FunctionName> read = lookup.read(name, qualifier, violations);
        if (read.isEmpty() || !violations.isEmpty()) {
            throw new RefusedException(violations.toError());
        }
        lookup.wrong(read.get(), qualifier, operation).ifPresent(error -> {
            throw new RefusedException(error);
        });
        return read.get();
    }

    private Stamp stamp() {
        return new Stamp(clock.instant().truncatedTo(ChronoUnit.MILLIS), revisionIds);
    }
}
