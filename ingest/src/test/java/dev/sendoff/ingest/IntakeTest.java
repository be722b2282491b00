package dev.sendoff.ingest;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sendoff.core.Account;
import dev.sendoff.core.Invocation;
import dev.sendoff.core.Sharding;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class IntakeTest {

    private static final Instant NOW = Instant.parse("2026-11-23T10:00:00.123Z");
    private static final Account ACCOUNT = new Account("us-east-1", "123456789012");
    private static final String ARN = "arn:aws:lambda:us-east-1:123456789012:function:";

    private final InMemoryFunctions functions = InMemoryFunctions.of("hello");
    private final List<Invocation> queued = new ArrayList<>();
    private final List<Integer> homes = new ArrayList<>();
    private final List<Executor.Call> calls = new ArrayList<>();
    private CompletableFuture<InvocationQueue.Entry> entry =
            CompletableFuture.completedFuture(InvocationQueue.Entry.DURABLE);
    private Executor.Result result = new Executor.Result.Ran("$LATEST", "\"hi\"".getBytes(UTF_8), null, null);
    private final Random random = new Random(42);
    private final Intake intake = new Intake(
            new FunctionLookup(functions, ACCOUNT),
            ACCOUNT,
            new HomePartitions(new Sharding(4, 4), Duration.ofMillis(5)),
            (home, invocation) -> {
                homes.add(home);
                queued.add(invocation);
                return entry;
            },
            call -> {
                calls.add(call);
                return CompletableFuture.completedStage(result);
            },
            InstantSource.fixed(NOW),
            () -> random);

    /** A request by the names of its parts; what is not named is absent. */
    private static InvokeRequest request(String... namesAndValues) {
        Map<String, String> parts = new HashMap<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            parts.put(namesAndValues[i], namesAndValues[i + 1]);
        }
        InvokeRequest request = new InvokeRequest(
                parts.getOrDefault("name", "hello"),
                parts.remove("qualifier"),
                parts.remove("type"),
                parts.remove("log"),
                parts.remove("context"),
                parts.remove("trace"),
                parts.remove("id"),
                parts.remove("tenant"),
                parts.remove("durable"),
                parts.remove("delay"),
                parts.remove("notBefore"));
        parts.remove("name");
        assertThat(parts).isEmpty();
        return request;
    }

    private Answer invoke(InvokeRequest request, String body) {
        return answer(request, body.getBytes(UTF_8));
    }

    private Answer answer(InvokeRequest request, byte[] body) {
        return intake.invoke(request, body).toCompletableFuture().join();
    }

    private LambdaError refusal(InvokeRequest request, String body) {
        return error(invoke(request, body));
    }

    private LambdaError error(Answer answer) {
        assertThat(answer).isInstanceOf(Answer.Refused.class);
        assertThat(queued).isEmpty();
        assertThat(calls).isEmpty();
        return ((Answer.Refused) answer).error();
    }

    // What comes in

    @Test
    void anEventIsQueuedUnderTheIdThatTheCallerIsAnswered() {
        Answer.Accepted accepted = (Answer.Accepted) invoke(request("type", "Event"), "{\"a\":1}");
        Invocation invocation = queued.getFirst();
        assertThat(accepted.id()).isEqualTo(invocation.id());
        assertThat(invocation.id().homePartition()).hasValue(homes.getFirst());
        assertThat(invocation.function()).isEqualTo("hello");
        assertThat(invocation.payload()).isEqualTo("{\"a\":1}");
        assertThat(invocation.acceptedAt()).isEqualTo(NOW);
        assertThat(invocation.availableAt()).isEqualTo(NOW);
        assertThat(invocation.notBefore()).isNull();
        assertThat(invocation.qualifier()).isNull();
        assertThat(invocation.traceHeader()).startsWith("Root=1-");
        assertThat(accepted.trace()).startsWith("root=1-");
    }

    @Test
    void nothingIsAcceptedBeforeTheQueueHasIt() {
        entry = new CompletableFuture<>();
        CompletableFuture<Answer> answer =
                intake.invoke(request("type", "Event"), new byte[0]).toCompletableFuture();
        assertThat(answer).isNotDone();
        entry.complete(InvocationQueue.Entry.DURABLE);
        assertThat(answer).isCompletedWithValueMatching(Answer.Accepted.class::isInstance);
    }

    @Test
    void aQueueThatFailsIsAnsweredWith503() {
        entry = CompletableFuture.completedFuture(InvocationQueue.Entry.FAILED);
        LambdaError error = ((Answer.Refused) invoke(request("type", "Event"), "{}")).error();
        assertThat(error.code()).isEqualTo(LambdaErrorCode.SERVICE_UNAVAILABLE);
        assertThat(error.code().code()).isEqualTo("ServiceException");
        assertThat(error.code().status()).isEqualTo(503);
    }

    @Test
    void aQueueThatIsFullIsAnsweredWith429() {
        entry = CompletableFuture.completedFuture(InvocationQueue.Entry.FULL);
        LambdaError error = ((Answer.Refused) invoke(request("type", "Event"), "{}")).error();
        assertThat(error.code().status()).isEqualTo(429);
        assertThat(error.message()).isEqualTo("Rate Exceeded.");
        assertThat(error.reason()).isEqualTo("CallerRateLimitExceeded");
    }

    @Test
    void anEmptyBodyIsAnEmptyObject() {
        assertThat(invoke(request("type", "Event"), "")).isInstanceOf(Answer.Accepted.class);
        assertThat(queued.getFirst().payload()).isEqualTo("{}");
        assertThat(invoke(request(), "")).isInstanceOf(Answer.Ran.class);
        assertThat(calls.getFirst().payload()).asString(UTF_8).isEqualTo("{}");
    }

    @ParameterizedTest
    @ValueSource(strings = {"null", "1", "\"text\"", "[1,2]", "true", " {} "})
    void anyJsonValueIsAnEvent(String json) {
        assertThat(invoke(request("type", "Event"), json)).isInstanceOf(Answer.Accepted.class);
        assertThat(queued.getFirst().payload()).isEqualTo(json);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "hello",
                "hello:$LATEST",
                "function:hello",
                "123456789012:hello",
                "123456789012:function:hello",
                ARN + "hello",
                ARN + "hello:$LATEST"
            })
    void everyFormOfTheNameIsUnderstood(String name) {
        assertThat(invoke(request("name", name, "type", "Event"), "{}")).isInstanceOf(Answer.Accepted.class);
        assertThat(queued.getFirst().function()).isEqualTo("hello");
    }

    @Test
    void theCallersQualifierIsKept() {
        invoke(request("type", "Event", "qualifier", "$LATEST"), "{}");
        invoke(request("name", "hello:$LATEST", "type", "Event", "qualifier", "$LATEST"), "{}");
        assertThat(queued).extracting(Invocation::qualifier).containsExactly("$LATEST", "$LATEST");
    }

    @Test
    void theCallersTraceIsContinued() {
        String trace = "Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=1";
        Answer.Accepted accepted = (Answer.Accepted) invoke(request("type", "Event", "trace", trace), "{}");
        assertThat(queued.getFirst().traceHeader()).isEqualTo(trace);
        assertThat(accepted.trace()).isEqualTo("root=1-5759e988-bd862e3fe1be46a994272793;sampled=1");
    }

    @Test
    void aFunctionThatInvokesItselfIsStoppedAfter16CallsOfOneChain() {
        String trace = "Root=1-5759e988-bd862e3fe1be46a994272793;Lineage=20:3610a686:";
        assertThat(invoke(request("trace", trace + "14"), "{}")).isInstanceOf(Answer.Ran.class);
        assertThat(calls.getFirst().traceHeader()).isEqualTo(trace + "14");
        calls.clear();
        LambdaError error = refusal(request("trace", trace + "15"), "{}");
        assertThat(error.code().code()).isEqualTo("RecursiveInvocationException");
        assertThat(error.code().status()).isEqualTo(400);
        assertThat(error.code().messageKey()).isEqualTo("Message");
        assertThat(intake.recursionsStopped()).isEqualTo(1);
    }

    @Test
    void anEventOfALoopIsAcceptedForTheExecutorToGiveUp() {
        String trace = "Root=1-5759e988-bd862e3fe1be46a994272793;Lineage=20:3610a686:15";
        assertThat(invoke(request("type", "Event", "trace", trace), "{}")).isInstanceOf(Answer.Accepted.class);
        assertThat(queued.getFirst().traceHeader()).isEqualTo(trace);
    }

    @Test
    void aFunctionThatMayInvokeItselfIsNotStopped() {
        functions.changeSettings("hello", settings -> settings.allowingRecursion(true));
        String trace = "Root=1-5759e988-bd862e3fe1be46a994272793;Lineage=20:3610a686:255";
        assertThat(invoke(request("trace", trace), "{}")).isInstanceOf(Answer.Ran.class);
    }

    @Test
    void anEventCanBeDelayed() {
        invoke(request("type", "Event", "delay", "PT10S"), "{}");
        invoke(request("type", "Event", "notBefore", "2026-11-23T11:00:00Z"), "{}");
        assertThat(queued)
                .extracting(Invocation::notBefore)
                .containsExactly(NOW.plusSeconds(10), Instant.parse("2026-11-23T11:00:00Z"));
        assertThat(queued.getFirst().availableAt()).isEqualTo(NOW.plusSeconds(10));
        assertThat(queued.getFirst().acceptedAt()).isEqualTo(NOW);
    }

    @Test
    void aCallWithoutATypeWaitsForItsResult() {
        Answer.Ran ran = (Answer.Ran) invoke(request("log", "Tail", "context", base64("{\"client\":{}}")), "{\"a\":1}");
        Executor.Call call = calls.getFirst();
        assertThat(ran.response()).asString(UTF_8).isEqualTo("\"hi\"");
        assertThat(ran.id()).isEqualTo(call.id());
        assertThat(call.arn()).isEqualTo(ARN + "hello");
        assertThat(call.wantsLog()).isTrue();
        assertThat(call.clientContext()).isEqualTo(base64("{\"client\":{}}"));
        assertThat(queued).isEmpty();
    }

    @Test
    void theHandlerSeesTheArnThatWasCalled() {
        invoke(request("type", "RequestResponse", "qualifier", "$LATEST"), "{}");
        assertThat(calls.getFirst().arn()).isEqualTo(ARN + "hello:$LATEST");
    }

    @Test
    void whatTheExecutorSaysIsPassedOn() {
        result = new Executor.Result.Ran("$LATEST", "{}".getBytes(UTF_8), "Unhandled", "bG9n");
        assertThat((Answer.Ran) invoke(request(), "{}"))
                .extracting(Answer.Ran::functionError, Answer.Ran::logTail)
                .containsExactly("Unhandled", "bG9n");
        result = new Executor.Result.Throttled();
        assertThat(((Answer.Refused) invoke(request(), "{}")).error().reason())
                .isEqualTo("ConcurrentInvocationLimitExceeded");
        result = new Executor.Result.Failed("The executor is away.");
        assertThat(((Answer.Refused) invoke(request(), "{}")).error())
                .isEqualTo(new LambdaError(LambdaErrorCode.SERVICE, "The executor is away.", null));
    }

    @Test
    void aDryRunDoesNothing() {
        assertThat(invoke(request("type", "DryRun"), "{}")).isEqualTo(new Answer.Allowed());
        assertThat(queued).isEmpty();
        assertThat(calls).isEmpty();
    }

    @Test
    void invokeAsyncIsAnEvent() {
        Answer answer = intake.invokeAsync("hello", "{}".getBytes(UTF_8))
                .toCompletableFuture()
                .join();
        assertThat(answer).isInstanceOf(Answer.Accepted.class);
        assertThat(queued).hasSize(1);
    }

    // What does not

    @ParameterizedTest
    @CsvSource({
        "nobody, , nobody:$LATEST",
        "nobody, $LATEST, nobody:$LATEST",
        "nobody, live, nobody:live",
        "hello, live, hello:live",
        "hello, $latest, hello:$latest",
        "hello:7, , hello:7",
        "hello, $LATEST.PUBLISHED, hello:$LATEST.PUBLISHED"
    })
    void anUnknownFunctionOrQualifierIsNamedWithItsQualifier(String name, String qualifier, String arnEnd) {
        LambdaError error = refusal(request("name", name, "qualifier", qualifier, "type", "Event"), "{}");
        assertThat(error.code()).isEqualTo(LambdaErrorCode.RESOURCE_NOT_FOUND);
        assertThat(error.message()).isEqualTo("Function not found: " + ARN + arnEnd);
    }

    @Test
    void aNameOf65CharactersIsJustNotFound() {
        assertThat(refusal(request("name", "x".repeat(65)), "{}").code()).isEqualTo(LambdaErrorCode.RESOURCE_NOT_FOUND);
    }

    @Test
    void aMalformedNameIsAValidationErrorWithThePattern() {
        LambdaError error = refusal(request("name", "he llo", "type", "Event"), "{}");
        assertThat(error.code()).isEqualTo(LambdaErrorCode.VALIDATION);
        assertThat(error.message())
                .isEqualTo("1 validation error detected: Value 'he llo' at 'functionName' failed to satisfy constraint:"
                        + " Member must satisfy regular expression pattern: " + FunctionName.PATTERN);
    }

    @Test
    void severalViolationsAreAllTold() {
        LambdaError error = refusal(request("name", "he llo", "qualifier", "a b", "type", "Sometimes"), "{}");
        assertThat(error.message())
                .startsWith("3 validation errors detected: ")
                .contains("Value 'a b' at 'qualifier'")
                .contains("Value 'he llo' at 'functionName'")
                .contains("Value 'Sometimes' at 'invocationType' failed to satisfy constraint: Member must satisfy enum"
                        + " value set: [Event, RequestResponse, DryRun]");
    }

    @Test
    void aNameMayHave170Characters() {
        assertThat(refusal(request("name", "x".repeat(170)), "{}").code())
                .isEqualTo(LambdaErrorCode.RESOURCE_NOT_FOUND);
        assertThat(refusal(request("name", "x".repeat(171)), "{}").message())
                .endsWith("at 'functionName' failed to satisfy constraint: Member must have length less than or equal"
                        + " to 170");
    }

    @ParameterizedTest
    @CsvSource({"type, event", "log, tail", "tenant, a*b", "durable, a b", "qualifier, ''"})
    void headersAndParametersKeepToTheirForm(String part, String value) {
        assertThat(refusal(request(part, value), "{}").code()).isEqualTo(LambdaErrorCode.VALIDATION);
    }

    @Test
    void twoQualifiersMustAgree() {
        LambdaError error = refusal(request("name", "hello:live", "qualifier", "$LATEST"), "{}");
        assertThat(error.code()).isEqualTo(LambdaErrorCode.INVALID_PARAMETER_VALUE);
        assertThat(error.message())
                .isEqualTo("The derived qualifier from the function name does not match the specified qualifier.");
    }

    @Test
    void anotherRegionIsNotReached() {
        LambdaError error = refusal(request("name", "arn:aws:lambda:eu-west-1:123456789012:function:hello"), "{}");
        assertThat(error.code().status()).isEqualTo(404);
        assertThat(error.message())
                .isEqualTo("Functions from 'eu-west-1' are not reachable in this region ('us-east-1')");
    }

    @Test
    void anotherAccountIsDenied() {
        LambdaError error = refusal(request("name", "999999999999:hello"), "{}");
        assertThat(error.code()).isEqualTo(LambdaErrorCode.ACCESS_DENIED);
    }

    @ParameterizedTest
    @CsvSource({"Event, 1048576", "RequestResponse, 6291456"})
    void thePayloadHasALimit(String type, int limit) {
        assertThat(answer(request("type", type), jsonOf(limit))).isNotInstanceOf(Answer.Refused.class);
        queued.clear();
        calls.clear();
        LambdaError error = error(answer(request("type", type), jsonOf(limit + 1)));
        assertThat(error.code().code()).isEqualTo("RequestEntityTooLargeException");
        assertThat(error.code().status()).isEqualTo(413);
        assertThat(error.message())
                .isEqualTo((limit + 1) + " byte payload is too large for the " + type + " invocation type (limit "
                        + limit + " bytes)");
    }

    @Test
    void invokeAsyncKeepsTheLimitOfOld() {
        assertThat(intake.invokeAsync("hello", jsonOf(262_144))
                        .toCompletableFuture()
                        .join())
                .isInstanceOf(Answer.Accepted.class);
        queued.clear();
        assertThat(error(intake.invokeAsync("hello", jsonOf(262_145))
                                .toCompletableFuture()
                                .join())
                        .code())
                .isEqualTo(LambdaErrorCode.REQUEST_TOO_LARGE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"Event", "RequestResponse", "DryRun"})
    void badJsonIsRefusedBeforeQueueing(String type) {
        LambdaError error = refusal(request("type", type), "{\"a\":");
        assertThat(error.code()).isEqualTo(LambdaErrorCode.INVALID_REQUEST_CONTENT);
        assertThat(error.message())
                .startsWith("Could not parse request body into json: Could not parse payload into json: Unexpected");
    }

    @Test
    void bytesThatAreNoUtf8AreBadJson() {
        byte[] body = {'"', (byte) 0x87, '"'};
        assertThat(error(answer(request("type", "Event"), body)).message()).contains("Invalid UTF-8 start byte 0x87");
    }

    @ParameterizedTest
    @ValueSource(strings = {"not base64!", "aGVsbG8=", "W10="})
    void theClientContextIsAJsonObjectInBase64(String context) {
        assertThat(refusal(request("context", context), "{}").message())
                .isEqualTo("Client context must be a valid Base64-encoded JSON object.");
    }

    @Test
    void theClientContextHasALimit() {
        String largest = base64("{\"a\":\"" + "x".repeat(2677) + "\"}");
        assertThat(largest).hasSizeLessThanOrEqualTo(3583);
        assertThat(invoke(request("context", largest), "{}")).isInstanceOf(Answer.Ran.class);
        calls.clear();
        String larger = base64("{\"a\":\"" + "x".repeat(2681) + "\"}");
        assertThat(refusal(request("context", larger), "{}").message()).contains("3583");
    }

    @Test
    void whatCannotBeGivenIsNotLeftOutInSilence() {
        assertThat(refusal(request("durable", "once"), "{}").code()).isEqualTo(LambdaErrorCode.INVALID_PARAMETER_VALUE);
        assertThat(refusal(request("tenant", "acme"), "{}").code()).isEqualTo(LambdaErrorCode.INVALID_PARAMETER_VALUE);
        assertThat(refusal(request("id", "mine"), "{}").code()).isEqualTo(LambdaErrorCode.INVALID_REQUEST_CONTENT);
    }

    @ParameterizedTest
    @ValueSource(strings = {"RequestResponse", "DryRun"})
    void onlyEventsCanBeDelayed(String type) {
        LambdaError error = refusal(request("type", type, "delay", "5"), "{}");
        assertThat(error.code()).isEqualTo(LambdaErrorCode.INVALID_PARAMETER_VALUE);
        assertThat(error.message()).contains("Sendoff-Delay").contains(type);
    }

    @Test
    void aMalformedDelayIsRefused() {
        LambdaError error = refusal(request("type", "Event", "delay", "-5"), "{}");
        assertThat(error.code()).isEqualTo(LambdaErrorCode.INVALID_PARAMETER_VALUE);
        assertThat(error.message()).isEqualTo("The Sendoff-Delay '-5' is negative.");
    }

    @Test
    void beforeTheFunctionsAreKnownNothingIsNotFound() {
        functions.ready = false;
        assertThat(refusal(request("name", "nobody"), "{}").code()).isEqualTo(LambdaErrorCode.SERVICE_UNAVAILABLE);
        assertThat(refusal(request("name", "he llo"), "{}").code()).isEqualTo(LambdaErrorCode.VALIDATION);
    }

    private static byte[] jsonOf(int bytes) {
        byte[] json = new byte[bytes];
        Arrays.fill(json, (byte) 'x');
        json[0] = '"';
        json[bytes - 1] = '"';
        return json;
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(UTF_8));
    }
}
