package dev.sendoff.ingest.functions.events;

import dev.sendoff.core.Account;
import dev.sendoff.core.EventInvokeConfig;
import dev.sendoff.core.Function;
import dev.sendoff.core.FunctionVersion;
import dev.sendoff.ingest.FunctionLookup;
import dev.sendoff.ingest.FunctionLookup.Operation;
import dev.sendoff.ingest.FunctionName;
import dev.sendoff.ingest.Violations;
import dev.sendoff.ingest.functions.body.Fields;
import dev.sendoff.ingest.functions.body.RefusedException;
import dev.sendoff.registry.Functions;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How events are handled, by function, version and alias, as callers of Lambda's API ask for it. What writes blocks until it
 * can be read here; what reads does not block once the functions are loaded. All throw {@link RefusedException} for what is
 * answered with an error, and {@link dev.sendoff.registry.RegistryException} for what could not be written. Safe for many
 * threads.
 */
public final class EventInvokeConfigs {

    private final Functions functions;
    private final FunctionLookup lookup;
    private final Account account;
    private final DestinationRules rules;
    private final InstantSource clock;

    public EventInvokeConfigs(Functions functions, FunctionLookup lookup, DestinationRules rules, InstantSource clock) {
        this.functions = functions;
        this.lookup = lookup;
        this.account = rules.account();
        this.rules = rules;
        this.clock = clock;
    }

    /** What is set. @param arn of the function, always with a qualifier */
    public record Described(String arn, EventInvokeConfig config) {}

    public Described put(String name, @Nullable String qualifier, Fields body) {
        Asked asked = asked(name, qualifier, Operation.PUT_EVENT_INVOKE_CONFIG, body);
        return described(
                asked.of(),
                functions.change(new EventInvokeConfigChange.Put(asked.of(), asked.request(), rules, now())));
    }

    public Described update(String name, @Nullable String qualifier, Fields body) {
        Asked asked = asked(name, qualifier, Operation.UPDATE_EVENT_INVOKE_CONFIG, body);
        return described(
                asked.of(),
                functions.change(new EventInvokeConfigChange.Update(asked.of(), asked.request(), rules, now())));
    }

    public Described get(String name, @Nullable String qualifier) {
        Qualified of = qualified(name, qualifier, Operation.GET_EVENT_INVOKE_CONFIG);
        return functions
                .find(of.function())
                .flatMap(of::config)
                .map(config -> described(of, config))
                .orElseThrow(of::withoutConfig);
    }

    public void delete(String name, @Nullable String qualifier) {
        Qualified of = qualified(name, qualifier, Operation.DELETE_EVENT_INVOKE_CONFIG);
        functions.change(new EventInvokeConfigChange.Delete(of));
    }

    /** All of a function, the unpublished version's first. */
    public List<Described> list(String name) {
        Qualified of = qualified(name, null, Operation.LIST_EVENT_INVOKE_CONFIGS);
        Function function = functions
                .find(of.function())
                .filter(found -> found.alias(of.qualifier()).isPresent()
                        || functions.version(found.name(), of.qualifier()).isPresent())
                .orElseThrow(Qualified::notThere);
        return function.settings().eventInvokeConfigs().entrySet().stream()
                .map(entry -> new Described(account.functionArn(function.name(), entry.getKey()), entry.getValue()))
                .toList();
    }

    private Described described(Qualified of, EventInvokeConfig config) {
        return new Described(account.functionArn(of.function(), of.qualifier()), config);
    }

    private record Asked(Qualified of, EventInvokeConfigRequest request) {}

    /** The form of everything comes first. */
    private Asked asked(String name, @Nullable String qualifier, Operation operation, Fields body) {
        Violations violations = new Violations();
        Optional<FunctionName> read = lookup.read(name, qualifier, violations);
        EventInvokeConfigRequest request = EventInvokeConfigRequest.read(body, violations);
        Qualified of = qualified(read, qualifier, operation, violations);
        request.check();
        return new Asked(of, request);
    }

    private Qualified qualified(String name, @Nullable String qualifier, Operation operation) {
        Violations violations = new Violations();
        return qualified(lookup.read(name, qualifier, violations), qualifier, operation, violations);
    }

    private Qualified qualified(
            Optional<FunctionName> read, @Nullable String qualifier, Operation operation, Violations violations) {
        if (read.isEmpty() || !violations.isEmpty()) {
            throw new RefusedException(violations.toError());
        }
        FunctionName name = read.get();
        lookup.wrong(name, qualifier, operation).ifPresent(error -> {
            throw new RefusedException(error);
        });
        String named = name.qualifier() == null ? qualifier : name.qualifier();
        return new Qualified(name.name(), Objects.requireNonNullElse(named, FunctionVersion.LATEST), account);
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MILLIS);
    }
}
