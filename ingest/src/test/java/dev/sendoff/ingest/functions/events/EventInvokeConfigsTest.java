package dev.sendoff.ingest.functions.events;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.sendoff.core.Account;
import dev.sendoff.core.Alias;
import dev.sendoff.core.EventInvokeConfig;
import dev.sendoff.core.Function;
import dev.sendoff.ingest.FunctionLookup;
import dev.sendoff.ingest.InMemoryFunctions;
import dev.sendoff.ingest.LambdaError;
import dev.sendoff.ingest.functions.body.Fields;
import dev.sendoff.ingest.functions.body.RefusedException;
import dev.sendoff.ingest.functions.body.RequestBody;
import dev.sendoff.schemas.Topics;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EventInvokeConfigsTest {

    private static final Account ACCOUNT = new Account("us-east-1", "123456789012");
    private static final String ARN = "arn:aws:lambda:us-east-1:123456789012:function:";
    private static final String PATTERN = "$|kafka://([^.]([a-zA-Z0-9\\-_.]{0,248}))"
            + "|arn:(aws[a-zA-Z0-9-]*):([a-zA-Z0-9\\-])+:((eusc-)?[a-z]{2}((-gov)|(-iso([a-z]?)))?-[a-z]+-\\d{1})?"
            + ":(\\d{12})?:(.*)|https?://.+";

    private final InMemoryFunctions functions = InMemoryFunctions.of("hello", "other");
    private Instant now = Instant.parse("2026-11-25T10:00:00.123456Z");
    private final EventInvokeConfigs configs = configs("sendoff.", false, Set.of());

    private EventInvokeConfigs configs(String prefix, boolean allowPrivate, Set<String> services) {
        DestinationRules rules =
                new DestinationRules(ACCOUNT, new Topics(prefix, 4, (short) 1), allowPrivate, services);
        return new EventInvokeConfigs(functions, new FunctionLookup(functions, ACCOUNT), rules, () -> now);
    }

    /** hello has a version, 1, and an alias, live. */
    @BeforeEach
    void publish() {
        functions.change(transaction -> {
            Function hello = transaction.find("hello").orElseThrow();
            transaction.put(hello.latest().publishedAs(1, "", "r2", Instant.EPOCH));
            transaction.put(hello.withAlias(new Alias("live", "1", "", Map.of(), "r3")));
            return hello;
        });
    }

    private static Fields fields(String json) {
        try {
            return RequestBody.read(new ByteArrayInputStream(json.getBytes(UTF_8)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private EventInvokeConfig put(String name, @Nullable String qualifier, String json) {
        return configs.put(name, qualifier, fields(json)).config();
    }

    private EventInvokeConfig update(String json) {
        return configs.update("hello", null, fields(json)).config();
    }

    private static String destinations(@Nullable String onSuccess, @Nullable String onFailure) {
        return "{\"DestinationConfig\":{" + place("OnSuccess", onSuccess) + ',' + place("OnFailure", onFailure) + "}}";
    }

    private static String place(String name, @Nullable String address) {
        return '"' + name + "\":" + (address == null ? "null" : "{\"Destination\":\"" + address + "\"}");
    }

    private static LambdaError refused(ThrowingCallable call) {
        RefusedException refused = catchThrowableOfType(RefusedException.class, call);
        assertThat(refused).as("refused").isNotNull();
        return refused.error();
    }

    private static void assertRefused(String code, String message, ThrowingCallable call) {
        LambdaError error = refused(call);
        assertThat(error.message()).isEqualTo(message);
        assertThat(error.code().code()).isEqualTo(code);
    }

    @Test
    void whatIsNotNamedIsNotSet() {
        EventInvokeConfigs.Described set = configs.put("hello", null, fields("{\"MaximumRetryAttempts\":0}"));
        assertThat(set.arn()).isEqualTo(ARN + "hello:$LATEST");
        assertThat(set.config())
                .isEqualTo(new EventInvokeConfig(0, null, null, null, Instant.parse("2026-11-25T10:00:00.123Z")));
        assertThat(configs.get("hello", null)).isEqualTo(set);
        assertThat(functions.find("hello").orElseThrow().latest().revisionId())
                .as("the version's own")
                .isEqualTo("r1");
    }

    @Test
    void putReplacesAll() {
        put(
                "hello",
                null,
                "{\"MaximumRetryAttempts\":1,\"DestinationConfig\":{\"OnSuccess\":{\"Destination\":\""
                        + "kafka://done\"}}}");
        now = now.plusSeconds(1);
        assertThat(put("hello", null, "{\"MaximumEventAgeInSeconds\":60}"))
                .isEqualTo(new EventInvokeConfig(
                        null, Duration.ofSeconds(60), null, null, Instant.parse("2026-11-25T10:00:01.123Z")));
    }

    @Test
    void updateChangesWhatItNames() {
        put("hello", null, destinations("kafka://done", "kafka://failed"));
        assertThat(update("{\"MaximumRetryAttempts\":2,\"MaximumEventAgeInSeconds\":21600}"))
                .satisfies(config -> {
                    assertThat(config.maximumRetryAttempts()).isEqualTo(2);
                    assertThat(config.maximumEventAge()).isEqualTo(Duration.ofHours(6));
                    assertThat(config.onSuccess()).isEqualTo("kafka://done");
                    assertThat(config.onFailure()).isEqualTo("kafka://failed");
                });
        assertThat(update("{\"DestinationConfig\":{\"OnSuccess\":{}}}")).satisfies(config -> {
            assertThat(config.maximumRetryAttempts()).isEqualTo(2);
            assertThat(config.onSuccess()).isNull();
            assertThat(config.onFailure()).isEqualTo("kafka://failed");
        });
        assertThat(update(destinations("kafka://other", ""))).satisfies(config -> {
            assertThat(config.onSuccess()).isEqualTo("kafka://other");
            assertThat(config.onFailure()).isNull();
        });
    }

    @Test
    void anUpdateLooksOnlyAtTheDestinationsItNames() {
        put("hello", null, destinations(ARN + "other", null));
        functions.change(transaction -> {
            transaction.remove("other");
            return true;
        });
        assertThat(update("{\"MaximumRetryAttempts\":1}").onSuccess()).isEqualTo(ARN + "other");
        assertRefused(
                "InvalidParameterValueException",
                "The destination ARN " + ARN + "other is invalid.",
                () -> update(destinations(null, ARN + "other")));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"DestinationConfig\":{}}",
                "{\"DestinationConfig\":{\"OnSuccess\":{}}}",
                "{\"DestinationConfig\":{\"OnFailure\":{\"Destination\":\"\"},\"OnSuccess\":{\"Destination\":null}}}"
            })
    void noDestinationIsASettingToo(String json) {
        assertThat(put("hello", null, json)).satisfies(config -> {
            assertThat(config.onSuccess()).isNull();
            assertThat(config.onFailure()).isNull();
        });
    }

    @Test
    void everyQualifierHasItsOwn() {
        put("hello", null, "{\"MaximumRetryAttempts\":0}");
        put("hello:1", null, "{\"MaximumRetryAttempts\":1}");
        put(ARN + "hello:live", "live", "{\"MaximumRetryAttempts\":2}");
        assertThat(configs.list("hello"))
                .extracting(EventInvokeConfigs.Described::arn)
                .containsExactly(ARN + "hello:$LATEST", ARN + "hello:1", ARN + "hello:live");
        assertThat(configs.list("hello"))
                .extracting(described -> described.config().maximumRetryAttempts())
                .containsExactly(0, 1, 2);
        configs.delete("123456789012:function:hello", "1");
        assertThat(configs.list(ARN + "hello:live"))
                .extracting(EventInvokeConfigs.Described::arn)
                .containsExactly(ARN + "hello:$LATEST", ARN + "hello:live");
        assertThat(configs.list("other")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"MaximumRetryAttempts\":3} | Value '3' at 'maximumRetryAttempts' failed to satisfy constraint:"
                        + " Member must have value less than or equal to 2",
                "{\"MaximumRetryAttempts\":-1} | Value '-1' at 'maximumRetryAttempts' failed to satisfy constraint:"
                        + " Member must have value greater than or equal to 0",
                "{\"MaximumEventAgeInSeconds\":59} | Value '59' at 'maximumEventAgeInSeconds' failed to satisfy"
                        + " constraint: Member must have value greater than or equal to 60",
                "{\"MaximumEventAgeInSeconds\":21601} | Value '21601' at 'maximumEventAgeInSeconds' failed to satisfy"
                        + " constraint: Member must have value less than or equal to 21600"
            })
    void numbersOutOfRangeAreRefusedBeforeAnythingElse(String json, String violation) {
        String message = "1 validation error detected: " + violation;
        assertRefused("ValidationException", message, () -> configs.put("nobody", null, fields(json)));
        assertRefused("ValidationException", message, () -> configs.update("eu-west-1:nobody", null, fields(json)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "orders",
                "kafka://",
                "kafka://.hidden",
                "kafka://a b",
                "ftp://example.org/",
                "https://",
                "arn:aws:_-/!lambda:us-east-1:123456789012:function:x"
            })
    void aDestinationThatBreaksThePatternIsRefusedBeforeAnythingElse(String address) {
        String violation = "1 validation error detected: Value '" + address + "' at 'destinationConfig.%s.destination'"
                + " failed to satisfy constraint: Member must satisfy regular expression pattern: " + PATTERN;
        assertRefused(
                "ValidationException",
                violation.formatted("onFailure"),
                () -> put("nobody", null, destinations(null, address)));
        assertRefused(
                "ValidationException",
                violation.formatted("onSuccess"),
                () -> put("nobody", null, destinations(address, null)));
    }

    @Test
    void allThatBreaksTheFormIsSaidTogether() {
        LambdaError error = refused(() -> put(
                "no body",
                "a b",
                "{\"MaximumRetryAttempts\":3,\"DestinationConfig\":{\"OnSuccess\":{\"Destination\":\"kafka://"
                        + "x".repeat(343) + "\"}}}"));
        assertThat(error.code().code()).isEqualTo("ValidationException");
        assertThat(error.message())
                .startsWith("5 validation errors detected: ")
                .contains(
                        "at 'qualifier'",
                        "at 'functionName'",
                        "at 'maximumRetryAttempts'",
                        "at 'destinationConfig.onSuccess.destination' failed to satisfy constraint: Member must have"
                                + " length less than or equal to 350",
                        "at 'destinationConfig.onSuccess.destination' failed to satisfy constraint: Member must satisfy"
                                + " regular expression pattern");
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"MaximumRetryAttempts\":\"1\"}", "{\"DestinationConfig\":[]}", "[]", "{"})
    void whatIsOfAnotherTypeIsRefused(String json) {
        assertThat(refused(() -> put("hello", null, json)).code().code()).isEqualTo("InvalidRequestContentException");
    }

    @Test
    void whoAsksForNothingIsToldBeforeTheFunctionIsLookedFor() {
        String message = "You must specify at least one of error handling or destination setting.";
        assertRefused("InvalidParameterValueException", message, () -> put("nobody", null, "{}"));
        assertRefused(
                "InvalidParameterValueException", message, () -> configs.update("nobody", null, fields("{\"A\":1}")));
        assertRefused(
                "InvalidParameterValueException",
                message,
                () -> put("hello", null, "{\"MaximumRetryAttempts\":null,\"DestinationConfig\":null}"));
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {"nobody,-", "nobody:1,-", "hello,2", "hello:stage,-", "hello,$LATEST.PUBLISHED", "hello,$latest"})
    void aFunctionVersionOrAliasThatIsNotThereIsToldBeforeTheDestinationsAreLookedAt(
            String name, @Nullable String qualifier) {
        String message = "The function doesn't exist.";
        String json = destinations("arn:aws:sqs:us-east-1:123456789012:q", null);
        assertRefused("ResourceNotFoundException", message, () -> put(name, qualifier, json));
        assertRefused("ResourceNotFoundException", message, () -> configs.update(name, qualifier, fields(json)));
        if (qualifier == null) {
            assertRefused("ResourceNotFoundException", message, () -> configs.list(name));
        }
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                "hello,-,hello:$LATEST",
                "hello,live,hello:live",
                "hello:7,-,hello:7",
                "nobody,-,nobody:$LATEST",
                "nobody,1,nobody:1"
            })
    void whereNothingIsSetThereIsNothingToReadOrRemove(String name, @Nullable String qualifier, String arn) {
        String message = "The function " + ARN + arn + " doesn't have an EventInvokeConfig";
        assertRefused("ResourceNotFoundException", message, () -> configs.get(name, qualifier));
        assertRefused("ResourceNotFoundException", message, () -> configs.delete(name, qualifier));
    }

    @Test
    void whereNothingIsSetThereIsNothingToUpdateBeforeTheDestinationsAreLookedAt() {
        assertRefused(
                "ResourceNotFoundException",
                "The function " + ARN + "hello:$LATEST doesn't have an EventInvokeConfig",
                () -> update(destinations("arn:aws:sqs:us-east-1:123456789012:q", null)));
    }

    @Test
    void namesFollowTheSameRulesAsElsewhere() {
        assertRefused(
                "InvalidParameterValueException",
                "The derived qualifier from the function name does not match the specified qualifier.",
                () -> configs.get("hello:1", "live"));
        assertRefused(
                "ResourceNotFoundException",
                "Functions from 'eu-west-1' are not reachable in this region ('us-east-1')",
                () -> configs.list("arn:aws:lambda:eu-west-1:123456789012:function:hello"));
        LambdaError other = refused(() -> configs.delete("111111111111:hello", null));
        assertThat(other.code().code()).isEqualTo("AccessDeniedException");
        assertThat(other.message()).contains("lambda:DeleteFunctionEventInvokeConfig");
    }

    @ParameterizedTest
    @ValueSource(strings = {"nobody", "other:1", "other:stage"})
    void aFunctionThatIsNotThereIsNoDestination(String target) {
        assertRefused(
                "InvalidParameterValueException",
                "The destination ARN " + ARN + target + " is invalid.",
                () -> put("hello", null, destinations(ARN + target, null)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "arn:aws:lambda:eu-west-1:123456789012:function:other",
                "arn:aws:lambda:us-east-1:111111111111:function:other"
            })
    void aFunctionOfAnotherRegionOrAccountIsNoDestination(String arn) {
        assertRefused(
                "InvalidParameterValueException",
                "The destination ARN " + arn + " is invalid.",
                () -> put("hello", null, destinations(null, arn)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"hello", "hello:$LATEST", "hello:1", "hello:live"})
    void aFunctionIsNoDestinationForItself(String target) {
        assertRefused(
                "InvalidParameterValueException",
                "You can't specify the function as a destination for itself.",
                () -> put("hello", "live", destinations(null, ARN + target)));
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                "sqs,-,'onSuccess=OnSuccess(destination=%1$s), onFailure=null'",
                "sns,-,'onSuccess=OnSuccess(destination=%1$s), onFailure=null'",
                "s3,-,'onSuccess=OnSuccess(destination=%1$s), onFailure=null'",
                "-,events,'onSuccess=null, onFailure=OnFailure(destination=%2$s)'",
                "-,s3,'onSuccess=null, onFailure=OnFailure(destination=%2$s)'",
                "iam,sqs,'onSuccess=OnSuccess(destination=%1$s), onFailure=OnFailure(destination=%2$s)'"
            })
    void aServiceThatNobodyDeliversToIsNoTarget(@Nullable String onSuccess, @Nullable String onFailure, String shown) {
        assertRefused(
                "InvalidParameterValueException",
                "The provided destination config DestinationConfig("
                        + shown.formatted(arnOf(onSuccess), arnOf(onFailure)) + ") is invalid.",
                () -> put("hello", null, destinations(arnOf(onSuccess), arnOf(onFailure))));
    }

    private static @Nullable String arnOf(@Nullable String service) {
        return service == null ? null : "arn:aws:" + service + ":us-east-1:123456789012:x";
    }

    @Test
    void aServiceThatIsDeliveredToIsATargetAndBucketsForFailuresOnly() {
        EventInvokeConfigs delivering = configs("sendoff.", false, Set.of("sqs", "s3"));
        String queue = "arn:aws:sqs:us-east-1:123456789012:q";
        assertThat(delivering
                        .put("hello", null, fields(destinations(queue, "arn:aws:s3:::bucket")))
                        .config())
                .satisfies(config -> {
                    assertThat(config.onSuccess()).isEqualTo(queue);
                    assertThat(config.onFailure()).isEqualTo("arn:aws:s3:::bucket");
                });
        assertThat(refused(() -> delivering.put("hello", null, fields(destinations("arn:aws:s3:::bucket", null))))
                        .message())
                .isEqualTo("The provided destination config DestinationConfig("
                        + "onSuccess=OnSuccess(destination=arn:aws:s3:::bucket), onFailure=null) is invalid.");
    }

    @ParameterizedTest
    @CsvSource({
        "sendoff., sendoff.invocations, Sendoff's",
        "sendoff., sendoff.anything, Sendoff's",
        "sendoff., __consumer_offsets, Kafka's",
        "'', dead-letters, Sendoff's",
        "'', __transaction_state, Kafka's"
    })
    void theTopicsThatAllOfThisRunsOnAreNoDestinations(String prefix, String topic, String whose) {
        LambdaError error = refused(() ->
                configs(prefix, false, Set.of()).put("hello", null, fields(destinations("kafka://" + topic, null))));
        assertThat(error.code().code()).isEqualTo("InvalidParameterValueException");
        assertThat(error.message())
                .isEqualTo("The topic " + topic + " is " + whose
                        + " own, and no destination. To have a function invoked, name its ARN.");
    }

    @Test
    void anyOtherTopicIsOne() {
        for (String topic : List.of("orders", "sendoff", "my.sendoff.x", "_schemas")) {
            assertThat(put("hello", null, destinations("kafka://" + topic, null))
                            .onSuccess())
                    .isEqualTo("kafka://" + topic);
        }
        assertThat(configs("", false, Set.of())
                        .put("hello", null, fields(destinations(null, "kafka://orders")))
                        .config()
                        .onFailure())
                .isEqualTo("kafka://orders");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://example.org/",
                "https://localhost/",
                "https://127.0.0.1:8443/",
                "https://10.0.0.1/",
                "https://169.254.169.254/latest/meta-data",
                "https://[::1]/",
                "https://[::ffff:10.0.0.1]/",
                "https://0177.0.0.1/",
                "https://2130706433/"
            })
    void aWebhookThatIsPlainOrNotPublicMustBeAllowed(String url) {
        LambdaError error = refused(() -> put("hello", null, destinations(url, null)));
        assertThat(error.code().code()).isEqualTo("InvalidParameterValueException");
        assertThat(error.message())
                .startsWith("The destination " + url + " is not allowed: ")
                .endsWith(" (sendoff.destinations.webhook.allow-private).");
        assertThat(configs("sendoff.", true, Set.of())
                        .put("hello", null, fields(destinations(url, null)))
                        .config()
                        .onSuccess())
                .isEqualTo(url);
    }

    @ParameterizedTest
    @ValueSource(strings = {"https://example.org/hook?a=b", "https://8.8.8.8/", "https://hooks.internal:8443/"})
    void anyOtherWebhookIsOne(String url) {
        assertThat(put("hello", null, destinations(null, url)).onFailure()).isEqualTo(url);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://user:secret@example.org/",
                "https://example.org/#part",
                "https://0x7f.1/",
                "kafka:///a",
                "arn:aws:lambda:us-east-1:123456789012:layer:x"
            })
    void whatIsNoDestinationIsRefusedWithWhatIsAllowed(String address) {
        for (boolean allowPrivate : new boolean[] {false, true}) {
            LambdaError error = refused(() -> configs("sendoff.", allowPrivate, Set.of())
                    .put("hello", null, fields(destinations(address, null))));
            assertThat(error.code().code()).isEqualTo("InvalidParameterValueException");
            assertThat(error.message()).startsWith("The destination " + address + " is invalid: ");
        }
    }
}
