package dev.sendoff.ingest;

import dev.sendoff.core.RequestId;
import dev.sendoff.schemas.JsonDocument;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Decides whether a request may come in, and as what. In AWS's order: form, size, function, content. */
final class Admission {

    static final String EVENT = "Event";
    static final String REQUEST_RESPONSE = "RequestResponse";
    static final String DRY_RUN = "DryRun";

    static final int MAX_EVENT_BYTES = 1_048_576;
    static final int MAX_CALL_BYTES = 6_291_456;
    static final int MAX_INVOKE_ASYNC_BYTES = 262_144;
    static final int MAX_CLIENT_CONTEXT_BYTES = 3583;

    private static final Set<String> INVOCATION_TYPES = ordered(EVENT, REQUEST_RESPONSE, DRY_RUN);
    private static final Set<String> LOG_TYPES = ordered("None", "Tail");
    private static final Pattern TENANT_ID = Pattern.compile("[a-zA-Z0-9\\._:\\/=+\\-@ ]+");
    private static final Pattern DURABLE_EXECUTION_NAME = Pattern.compile("[a-zA-Z0-9-_]+");

    /** What a request comes in as. */
    sealed interface Verdict {

        /** An event for the queue. @param due null if it may run at once */
        record Event(
                Target.Found target,
                String payload,
                @Nullable Instant due) implements Verdict {}

        /** A call whose caller waits. */
        record Call(Target.Found target, byte[] payload, boolean wantsLog) implements Verdict {}

        /** Nothing is to be done, but it could be. */
        record DryRun() implements Verdict {}

        record Refused(LambdaError error) implements Verdict {}
    }

    private final FunctionLookup lookup;

    Admission(FunctionLookup lookup) {
        this.lookup = lookup;
    }

    private static Set<String> ordered(String... values) {
        return Collections.unmodifiableSet(new LinkedHashSet<>(List.of(values)));
    }

    Verdict invoke(InvokeRequest request, byte[] body, Instant now) {
        Violations violations = new Violations();
        Optional<FunctionName> name = lookup.read(request.functionName(), request.qualifier(), violations);
        checkForm(request, violations);
        if (name.isEmpty() || !violations.isEmpty()) {
            return new Verdict.Refused(violations.toError());
        }
        String type = request.invocationType() == null ? REQUEST_RESPONSE : request.invocationType();
        LambdaError error = size(body, type.equals(EVENT) ? MAX_EVENT_BYTES : MAX_CALL_BYTES, type);
        if (error == null) {
            error = headers(request);
        }
        if (error != null) {
            return new Verdict.Refused(error);
        }
        return switch (Delay.read(request.delay(), request.notBefore(), now)) {
            case Delay.Malformed(String message) -> new Verdict.Refused(LambdaError.invalidParameter(message));
            case Delay.None() -> admit(name.get(), request, type, body, null);
            case Delay.Until(Instant due) ->
                type.equals(EVENT)
                        ? admit(name.get(), request, type, body, due)
                        : new Verdict.Refused(LambdaError.invalidParameter("Only an invocation of type Event can be"
                                + " delayed with " + Delay.DELAY_HEADER + " or " + Delay.NOT_BEFORE_HEADER
                                + ", not one of type " + type + "."));
        };
    }

    /** The deprecated operation: always an event, with the limits of old. */
    Verdict invokeAsync(String functionName, byte[] body) {
        Violations violations = new Violations();
        Optional<FunctionName> name = lookup.read(functionName, null, violations);
        if (name.isEmpty() || !violations.isEmpty()) {
            return new Verdict.Refused(violations.toError());
        }
        LambdaError error = size(body, MAX_INVOKE_ASYNC_BYTES, EVENT);
        return error != null
                ? new Verdict.Refused(error)
                : withContent(lookup.find(name.get(), null, FunctionLookup.Operation.INVOKE), EVENT, false, body, null);
    }

    private Verdict admit(FunctionName name, InvokeRequest request, String type, byte[] body, @Nullable Instant due) {
        return withContent(
                lookup.find(name, request.qualifier(), FunctionLookup.Operation.INVOKE),
                type,
                "Tail".equals(request.logType()),
                body,
                due);
    }

    private static Verdict withContent(
            Target target, String type, boolean wantsLog, byte[] body, @Nullable Instant due) {
        return switch (target) {
            case Target.Refused(LambdaError error) -> new Verdict.Refused(error);
            case Target.Found found -> {
                String payload;
                try {
                    payload = JsonDocument.read(body);
                } catch (JsonDocument.MalformedJsonException e) {
                    yield new Verdict.Refused(LambdaError.malformedJson(String.valueOf(e.getMessage())));
                }
                yield switch (type) {
                    case EVENT -> new Verdict.Event(found, payload, due);
                    case DRY_RUN -> new Verdict.DryRun();
                    default ->
                        new Verdict.Call(
                                found, body.length == 0 ? payload.getBytes(StandardCharsets.UTF_8) : body, wantsLog);
                };
            }
        };
    }

    private static void checkForm(InvokeRequest request, Violations violations) {
        violations.oneOf("invocationType", request.invocationType(), INVOCATION_TYPES);
        violations.oneOf("logType", request.logType(), LOG_TYPES);
        if (request.tenantId() != null) {
            violations.maxLength("tenantId", request.tenantId(), 256);
            violations.matches("tenantId", request.tenantId(), TENANT_ID);
        }
        if (request.durableExecutionName() != null) {
            violations.maxLength("durableExecutionName", request.durableExecutionName(), 64);
            violations.matches("durableExecutionName", request.durableExecutionName(), DURABLE_EXECUTION_NAME);
        }
    }

    private static @Nullable LambdaError size(byte[] body, int limit, String type) {
        return body.length > limit ? LambdaError.tooLarge(body.length, type, limit) : null;
    }

    /** What was asked for by a header and cannot be given is refused, rather than left out without a word. */
    private static @Nullable LambdaError headers(InvokeRequest request) {
        if (request.requestId() != null && !isUuid(request.requestId())) {
            return LambdaError.invalidContent("The x-amzn-RequestId header must be a UUID.");
        }
        if (request.durableExecutionName() != null) {
            return LambdaError.invalidParameter(
                    "Functions with durable executions are not supported: X-Amz-Durable-Execution-Name cannot be used.");
        }
        if (request.tenantId() != null) {
            return LambdaError.invalidParameter(
                    "Functions with tenant isolation are not supported: X-Amz-Tenant-Id cannot be used.");
        }
        return request.clientContext() == null ? null : clientContext(request.clientContext());
    }

    private static @Nullable LambdaError clientContext(String base64) {
        if (base64.length() > MAX_CLIENT_CONTEXT_BYTES) {
            return LambdaError.invalidContent("Client context must be no more than " + MAX_CLIENT_CONTEXT_BYTES
                    + " bytes when base64-encoded, but has " + base64.length() + ".");
        }
        try {
            byte[] json = Base64.getDecoder().decode(base64);
            String text = JsonDocument.read(json);
            return text.strip().startsWith("{") ? null : malformedClientContext();
        } catch (IllegalArgumentException | JsonDocument.MalformedJsonException e) {
            return malformedClientContext();
        }
    }

    private static LambdaError malformedClientContext() {
        return LambdaError.invalidContent("Client context must be a valid Base64-encoded JSON object.");
    }

    private static boolean isUuid(String text) {
        try {
            RequestId.parse(text);
            return true;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }
}
