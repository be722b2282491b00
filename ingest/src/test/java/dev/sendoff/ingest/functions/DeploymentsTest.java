package dev.sendoff.ingest.functions;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.sendoff.core.Account;
import dev.sendoff.core.Alias;
import dev.sendoff.core.Code;
import dev.sendoff.core.Configuration;
import dev.sendoff.core.EventInvokeConfig;
import dev.sendoff.core.Function;
import dev.sendoff.core.FunctionVersion;
import dev.sendoff.core.RuntimeIdentifiers;
import dev.sendoff.ingest.FunctionLookup;
import dev.sendoff.ingest.InMemoryFunctions;
import dev.sendoff.ingest.LambdaError;
import dev.sendoff.ingest.functions.body.Fields;
import dev.sendoff.ingest.functions.body.RefusedException;
import dev.sendoff.ingest.functions.body.RequestBody;
import dev.sendoff.ingest.functions.events.DestinationRules;
import dev.sendoff.registry.code.CodeZip;
import dev.sendoff.schemas.Topics;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DeploymentsTest {

    private static final Account ACCOUNT = new Account("us-east-1", "123456789012");
    private static final String ARN = "arn:aws:lambda:us-east-1:123456789012:function:";
    private static final String ROLE = "arn:aws:iam::123456789012:role/x";
    private static final String STALE = "The Revision Id provided does not match the latest Revision Id. Call the"
            + " GetFunction/GetAlias API to retrieve the latest Revision Id";

    private final InMemoryFunctions functions = InMemoryFunctions.of("hello");
    private Instant now = Instant.parse("2026-11-25T10:00:00.123456Z");
    private int revision;
    private final Deployments deployments = new Deployments(
            functions,
            new FunctionLookup(functions, ACCOUNT),
            new DestinationRules(ACCOUNT, new Topics("sendoff.", 4, (short) 1), false, Set.of()),
            () -> now,
            () -> "rev-" + ++revision);

    private static byte[] zip(String content) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
            zip.putNextEntry(new ZipEntry("index.mjs"));
            zip.write(content.getBytes(UTF_8));
            zip.closeEntry();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    private static String base64(String content) {
        return Base64.getEncoder().encodeToString(zip(content));
    }

    private static Fields fields(String json) {
        try {
            return RequestBody.read(new ByteArrayInputStream(json.getBytes(UTF_8)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** @param more further fields, each after a comma */
    private static String zipped(String name, String more) {
        return "{\"FunctionName\":\"" + name + "\",\"Role\":\"" + ROLE
                + "\",\"Runtime\":\"nodejs22.x\",\"Handler\":\"index.handler\",\"Code\":{\"ZipFile\":\"" + base64("1")
                + "\"}" + more + "}";
    }

    private static String image(String name, String uri) {
        return "{\"FunctionName\":\"" + name + "\",\"Role\":\"" + ROLE
                + "\",\"PackageType\":\"Image\",\"Code\":{\"ImageUri\":\"" + uri + "\"}}";
    }

    private Described create(String json) {
        return deployments.create(fields(json));
    }

    private static LambdaError refused(org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
        RefusedException refused = catchThrowableOfType(RefusedException.class, call);
        assertThat(refused).as("refused").isNotNull();
        return refused.error();
    }

    private void assertInvalid(String message, org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
        LambdaError error = refused(call);
        assertThat(error.message()).isEqualTo(message);
        assertThat(error.code().code()).isEqualTo("InvalidParameterValueException");
    }

    @Test
    void aFunctionHasWhatItWasMadeWithAndAwsDefaults() {
        Described created =
                create(zipped("web", ",\"Environment\":{\"Variables\":{\"KEY\":\"v\"}},\"Tags\":{\"a\":\"b\"}"));
        assertThat(created.qualifier()).isNull();
        Function web = functions.find("web").orElseThrow();
        assertThat(web).isEqualTo(created.function());
        FunctionVersion latest = web.latest();
        assertThat(latest.configuration())
                .isEqualTo(new Configuration(
                        "nodejs22.x",
                        "index.handler",
                        ROLE,
                        "",
                        Duration.ofSeconds(3),
                        128,
                        Map.of("KEY", "v"),
                        "x86_64",
                        512,
                        "PassThrough",
                        null));
        assertThat(latest.code()).isInstanceOfSatisfying(Code.Zip.class, code -> {
            assertThat(code.sha256()).isEqualTo(CodeZip.sha256(zip("1")));
            assertThat(functions.uploads.get(code.location().upload())).isEqualTo(zip("1"));
        });
        assertThat(latest.lastModified()).isEqualTo("2026-11-25T10:00:00.123Z");
        assertThat(web.created()).isEqualTo(latest.lastModified());
        assertThat(web.settings().tags()).containsExactly(Map.entry("a", "b"));
    }

    @Test
    void anImagesUriIsTheUrlOfAService() {
        create(image("service", "https://service.example/work"));
        assertThat(functions.find("service").orElseThrow().latest().code())
                .isEqualTo(new Code.Service(
                        URI.create("https://service.example/work"),
                        CodeZip.sha256("https://service.example/work".getBytes(UTF_8))));
        assertThat(functions
                        .find("service")
                        .orElseThrow()
                        .latest()
                        .configuration()
                        .runtime())
                .isNull();
    }

    @Test
    void anyOtherUriIsAContainerImages() {
        create(image("box", "registry.example/team/box:1"));
        assertThat(functions.find("box").orElseThrow().latest().code())
                .isEqualTo(new Code.Image(
                        "registry.example/team/box:1", CodeZip.sha256("registry.example/team/box:1".getBytes(UTF_8))));
        deployments.updateCode("box", fields("{\"ImageUri\":\"registry.example/team/box:2\"}"));
        assertThat(functions.find("box").orElseThrow().latest().code())
                .isEqualTo(new Code.Image(
                        "registry.example/team/box:2", CodeZip.sha256("registry.example/team/box:2".getBytes(UTF_8))));
        assertInvalid(
                "Please don't provide Handler or Runtime or Layer when the intended function PackageType is Image.",
                () -> deployments.updateConfiguration("box", fields("{\"Handler\":\"app.handler\"}")));
        assertInvalid(
                "Please provide ImageUri when updating a function with packageType Image.",
                () -> deployments.updateCode("box", fields("{\"ZipFile\":\"" + base64("2") + "\"}")));
    }

    @Test
    void aFunctionThatIsPublishedAtOnceShowsItsNumber() {
        Described created = create(zipped("web", ",\"Publish\":true,\"Description\":\"first\""));
        assertThat(created.version().number()).isEqualTo("1");
        assertThat(created.qualifier()).as("in the ARN").isNull();
        assertThat(functions.version("web", "1").orElseThrow().configuration().description())
                .isEqualTo("first");
        assertThat(functions.find("web").orElseThrow().lastPublished()).isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
            {}                                  | 3 validation errors detected: Value null at 'functionName' failed to satisfy constraint: Member must not be null; Value null at 'role' failed to satisfy constraint: Member must not be null; Value null at 'code' failed to satisfy constraint: Member must not be null
            {"FunctionName":"a.b",REST}         | 1 validation error detected: Value 'a.b' at 'functionName' failed to satisfy constraint: Member must satisfy regular expression pattern: PATTERN
            {"FunctionName":"a","Role":"me","Code":{}} | 1 validation error detected: Value 'me' at 'role' failed to satisfy constraint: Member must satisfy regular expression pattern: arn:(aws[a-zA-Z-]*)?:iam::\\d{12}:role/?[a-zA-Z_0-9+=,.@\\-_/]+
            {NAME,REST,"Timeout":0}             | 1 validation error detected: Value '0' at 'timeout' failed to satisfy constraint: Member must have value greater than or equal to 1
            {NAME,REST,"Timeout":901}           | 1 validation error detected: Value '901' at 'timeout' failed to satisfy constraint: Member must have value less than or equal to 900
            {NAME,REST,"MemorySize":127}        | 1 validation error detected: Value '127' at 'memorySize' failed to satisfy constraint: Member must have value greater than or equal to 128
            {NAME,REST,"MemorySize":10241}      | 1 validation error detected: Value '10241' at 'memorySize' failed to satisfy constraint: Member must have value less than or equal to 10240
            {NAME,REST,"EphemeralStorage":{"Size":1}} | 1 validation error detected: Value '1' at 'ephemeralStorage.size' failed to satisfy constraint: Member must have value greater than or equal to 512
            {NAME,REST,"Architectures":["x86"]} | 1 validation error detected: Value '[x86]' at 'architectures' failed to satisfy constraint: Member must satisfy constraint: [Member must satisfy enum value set: [x86_64, arm64], Member must not be null]
            {NAME,REST,"Architectures":["x86_64","arm64"]} | 1 validation error detected: Value '[x86_64, arm64]' at 'architectures' failed to satisfy constraint: Member must have length less than or equal to 1
            {NAME,REST,"Handler":"a b"}         | 1 validation error detected: Value 'a b' at 'handler' failed to satisfy constraint: Member must satisfy regular expression pattern: [^\\s]+
            {NAME,REST,"Environment":{"Variables":{"1":"2"}}} | 1 validation error detected: Value '{1=2}' at 'environment.variables' failed to satisfy constraint: Map keys must satisfy constraint: [Member must satisfy regular expression pattern: [a-zA-Z]([a-zA-Z0-9_])+]
            """)
    void whatBreaksAwsModelIsAValidationError(String template, String message) {
        String json = template.replace("NAME", "\"FunctionName\":\"new\"")
                .replace("REST", "\"Role\":\"" + ROLE + "\",\"Code\":{}");
        LambdaError error = refused(() -> create(json));
        assertThat(error.message())
                .isEqualTo(message.replace("\\\\", "\\")
                        .replace("PATTERN", dev.sendoff.ingest.FunctionName.PATTERN_OF_CHANGES));
        assertThat(error.code().code()).isEqualTo("ValidationException");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
            ,"Environment":{"Variables":{"AWS_REGION":"x","MY_KEY":"y"}} | Lambda was unable to configure your environment variables because the environment variables you have provided contains reserved keys that are currently not supported for modification. Reserved keys used in this request: AWS_REGION
            ,"Runtime":null            | Runtime and Handler are mandatory parameters for functions created with deployment packages.
            ,"Handler":null            | Runtime and Handler are mandatory parameters for functions created with deployment packages.
            ,"Code":{}                 | Please provide a source for function code.
            ,"Code":{"ZipFile":""}     | Uploaded file must be a non-empty zip
            ,"Code":{"ZipFile":"aGVsbG8="} | Could not unzip uploaded file. Please check your file, then try to upload again.
            ,"Code":{"S3Bucket":"b","S3Key":"k"} | S3Bucket and S3Key are not supported by Sendoff. Hand the code over as ZipFile, or name an HTTP service by ImageUri.
            ,"Code":{"ImageUri":"x"}   | Please don't provide ImageUri when creating a function with packageType Zip.
            ,"PackageType":"Image"     | Please don't provide Handler or Runtime or Layer when the intended function PackageType is Image.
            ,"PackageType":"Image","Runtime":null,"Handler":null | Please provide ImageUri when creating a function with packageType Image.
            ,"PackageType":"Image","Runtime":null,"Handler":null,"Code":{"ImageUri":"http://"} | Source image http:// is not valid. Provide a valid source image.
            ,"PackageType":"Image","Runtime":null,"Handler":null,"Code":{"ImageUri":"a b"} | Source image a b is not valid. Provide a valid source image.
            """)
    void whatCannotBeIsAnInvalidParameter(String more, String message) {
        assertInvalid(message, () -> create(zipped("new", more)));
        assertThat(functions.find("new")).isEmpty();
        assertThat(functions.uploads).isEmpty();
    }

    @Test
    void anUnknownRuntimeIsToldTheKnownOnes() {
        assertInvalid(
                "Value cobol at 'runtime' failed to satisfy constraint: Member must satisfy enum value set: ["
                        + String.join(", ", RuntimeIdentifiers.KNOWN) + "] or be a valid ARN",
                () -> create(zipped("new", ",\"Runtime\":\"cobol\"")));
    }

    @Test
    void variablesHave4KbTogether() {
        String value = "v".repeat(4096 - "{\"KEY\":\"\"}".length());
        create(zipped("fits", ",\"Environment\":{\"Variables\":{\"KEY\":\"" + value + "\"}}"));
        assertInvalid(
                "Lambda was unable to configure your environment variables because the environment variables you have"
                        + " provided exceeded the 4KB limit. String measured: {\"KEY\":\"" + value + "v\"}",
                () -> create(zipped("new", ",\"Environment\":{\"Variables\":{\"KEY\":\"" + value + "v\"}}")));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"Layers\":[\"arn:aws:lambda:us-east-1:1:layer:x:1\"]",
                "\"VpcConfig\":{\"SubnetIds\":[\"subnet-1\"]}",
                "\"FileSystemConfigs\":[{\"Arn\":\"arn\"}]",
                "\"KMSKeyArn\":\"arn:aws:kms:x\"",
                "\"SnapStart\":{\"ApplyOn\":\"PublishedVersions\"}",
                "\"ImageConfig\":{\"Command\":[\"x\"]}",
                "\"LoggingConfig\":{\"LogFormat\":\"JSON\"}",
                "\"LoggingConfig\":{\"LogGroup\":\"/other\"}",
                "\"DurableConfig\":{\"ExecutionTimeout\":9}",
                "\"TenancyConfig\":{\"TenantIsolationMode\":\"PER_TENANT\"}"
            })
    void whatSendoffHasNotIsRefusedByName(String field) {
        String name = field.substring(1, field.indexOf('"', 1));
        String message = name + " is not supported by Sendoff. Leave it out, or let it be what it is by default.";
        assertInvalid(message, () -> create(zipped("new", "," + field)));
        create(zipped("there", ""));
        assertInvalid(message, () -> deployments.updateConfiguration("there", fields("{" + field + "}")));
    }

    @Test
    void theDefaultsOfWhatSendoffHasNotAreTaken() {
        create(zipped("new", """
                ,"Layers":[],"VpcConfig":{"SubnetIds":[],"SecurityGroupIds":[],"Ipv6AllowedForDualStack":false},
                "SnapStart":{"ApplyOn":"None"},"DeadLetterConfig":{"TargetArn":""},"KMSKeyArn":"","ImageConfig":{},
                "LoggingConfig":{"LogFormat":"Text","LogGroup":"/aws/lambda/new"},"FileSystemConfigs":null"""));
        assertThat(functions.find("new")).isPresent();
    }

    @Test
    void aNameIsTakenOnce() {
        LambdaError error = refused(() -> create(zipped("hello", "")));
        assertThat(error.message()).isEqualTo("Function already exist: hello");
        assertThat(error.code().code()).isEqualTo("ResourceConflictException");
        assertThat(error.code().status()).isEqualTo(409);
    }

    @Test
    void aNameHas64CharactersAndMayComeInAnArn() {
        create(zipped("n".repeat(64), ""));
        assertInvalid(
                "1 validation error detected: Value '" + "n".repeat(65)
                        + "' at 'functionName' failed to satisfy constraint: Member must have length less than or equal to"
                        + " 64",
                () -> create(zipped("n".repeat(65), "")));
        assertThat(create(zipped(ARN + "by-arn", "")).function().name()).isEqualTo("by-arn");
        assertThat(refused(() -> create(zipped(ARN.replace("us-east-1", "eu-west-1") + "x", "")))
                        .message())
                .isEqualTo("Functions from 'eu-west-1' are not reachable in this region ('us-east-1')");
    }

    @Test
    void aFunctionHas50Tags() {
        StringBuilder tags = new StringBuilder();
        for (int i = 0; i < 51; i++) {
            tags.append(i == 0 ? "" : ",").append("\"k").append(i).append("\":\"v\"");
        }
        assertInvalid(
                "Number of tags exceeds resource tag limit.", () -> create(zipped("new", ",\"Tags\":{" + tags + "}")));
    }

    @Test
    void anUpdateOfCodeChangesCodeAndRevision() {
        Described before = create(zipped("web", ""));
        now = now.plusSeconds(60);
        Described after = deployments.updateCode(
                "web", fields("{\"ZipFile\":\"" + base64("2") + "\",\"Architectures\":[\"arm64\"]}"));
        assertThat(after.version().code().sha256()).isEqualTo(CodeZip.sha256(zip("2")));
        assertThat(after.version().configuration().architecture()).isEqualTo("arm64");
        assertThat(after.version().revisionId()).isNotEqualTo(before.version().revisionId());
        assertThat(after.function().created()).isEqualTo(before.function().created());
        assertThat(after.version().lastModified()).isAfter(before.version().lastModified());
        assertThat(functions.find("web")).hasValue(after.function());
    }

    @Test
    void aDryRunLooksAtEverythingAndWritesNothing() {
        Described before = create(zipped("web", ""));
        Described run = deployments.updateCode("web", fields("{\"DryRun\":true,\"ZipFile\":\"" + base64("2") + "\"}"));
        assertThat(run.version()).isEqualTo(before.version());
        assertThat(functions.find("web")).hasValue(before.function());
        assertThat(functions.uploads).hasSize(1);
        assertInvalid(
                "Could not unzip uploaded file. Please check your file, then try to upload again.",
                () -> deployments.updateCode("web", fields("{\"DryRun\":true,\"ZipFile\":\"aGVsbG8=\"}")));
    }

    @Test
    void codeIsUpdatedByCodeOfItsKind() {
        create(zipped("web", ""));
        create(image("box", "http://box.example/1"));
        assertInvalid(
                "Please don't provide ImageUri when updating a function with packageType Zip.",
                () -> deployments.updateCode("web", fields("{\"ImageUri\":\"http://box.example/2\"}")));
        assertInvalid(
                "Please provide ImageUri when updating a function with packageType Image.",
                () -> deployments.updateCode("box", fields("{\"ZipFile\":\"" + base64("2") + "\"}")));
        assertInvalid("Please provide a source for function code.", () -> deployments.updateCode("web", fields("{}")));
        deployments.updateCode("box", fields("{\"ImageUri\":\"http://127.0.0.1:3000/\"}"));
        assertThat(functions.find("box").orElseThrow().latest().code()).isInstanceOf(Code.Service.class);
    }

    @Test
    void anUpdateOfTheConfigurationLeavesWhatItDoesNotName() {
        Described before = create(zipped("web", ",\"Environment\":{\"Variables\":{\"KEY\":\"v\"}},\"Timeout\":7"));
        Described after = deployments.updateConfiguration(
                "web", fields("{\"MemorySize\":256,\"TracingConfig\":{\"Mode\":\"Active\"}}"));
        assertThat(after.version().configuration().memorySize()).isEqualTo(256);
        assertThat(after.version().configuration().tracingMode()).isEqualTo("Active");
        assertThat(after.version().configuration().timeout()).isEqualTo(Duration.ofSeconds(7));
        assertThat(after.version().configuration().environment()).containsEntry("KEY", "v");
        assertThat(after.version().code()).isEqualTo(before.version().code());
        deployments.updateConfiguration("web", fields("{\"Environment\":{}}"));
        assertThat(functions.find("web").orElseThrow().latest().configuration().environment())
                .isEmpty();
    }

    @Test
    void aStaleRevisionIsRefused() {
        create(zipped("web", ""));
        String fresh = functions.find("web").orElseThrow().latest().revisionId();
        for (Consumer<String> change : List.<Consumer<String>>of(
                revisionId -> deployments.updateConfiguration("web", fields(revisionId)),
                revisionId -> deployments.updateCode(
                        "web", fields("{\"ZipFile\":\"" + base64("2") + "\"," + revisionId.substring(1))),
                revisionId -> deployments.publish("web", fields(revisionId)))) {
            LambdaError error = refused(() -> change.accept("{\"RevisionId\":\"stale\"}"));
            assertThat(error.message()).isEqualTo(STALE);
            assertThat(error.code().status()).isEqualTo(412);
        }
        deployments.updateConfiguration("web", fields("{\"Timeout\":5,\"RevisionId\":\"" + fresh + "\"}"));
        assertThat(functions.find("web").orElseThrow().latest().revisionId()).isNotEqualTo(fresh);
    }

    @Test
    void whatComesWithAnExecutorIsNotUpdatedOrPublished() {
        assertThat(refused(() -> deployments.updateCode("hello", fields("{\"ZipFile\":\"" + base64("2") + "\"}")))
                        .message())
                .contains("comes with an executor");
        assertThat(refused(() -> deployments.updateConfiguration("hello", fields("{\"Timeout\":5}")))
                        .message())
                .contains("comes with an executor");
        assertThat(refused(() -> deployments.publish("hello", fields("{}"))).message())
                .contains("comes with an executor");
        Function before = functions.find("hello").orElseThrow();
        deployments.updateConfiguration("hello", fields("{\"Timeout\":3}"));
        assertThat(functions.find("hello")).as("nothing changes").hasValue(before);
    }

    @Test
    void whatIsNotThereIsNotFound() {
        String message = "Function not found: " + ARN + "nobody";
        for (org.assertj.core.api.ThrowableAssert.ThrowingCallable call :
                List.<org.assertj.core.api.ThrowableAssert.ThrowingCallable>of(
                        () -> deployments.updateConfiguration("nobody", fields("{}")),
                        () -> deployments.updateCode("nobody", fields("{\"ImageUri\":\"x\"}")),
                        () -> deployments.delete("nobody", null),
                        () -> deployments.delete("nobody", "3"),
                        () -> deployments.publish("nobody", fields("{}")),
                        () -> deployments.createAlias("nobody", fields("{\"Name\":\"a\",\"FunctionVersion\":\"1\"}")),
                        () -> deployments.updateAlias("nobody", "a", fields("{}")),
                        () -> deployments.deleteAlias("nobody", "a"),
                        () -> deployments.tag(ARN + "nobody", fields("{\"Tags\":{\"a\":\"b\"}}")),
                        () -> deployments.taggedFunction(ARN + "nobody"))) {
            LambdaError error = refused(call);
            assertThat(error.message()).isEqualTo(message);
            assertThat(error.code().status()).isEqualTo(404);
        }
    }

    @Test
    void aFunctionGoesWithItsVersions() {
        create(zipped("web", ",\"Publish\":true"));
        deployments.delete(ARN + "web", null);
        assertThat(functions.find("web")).isEmpty();
        assertThat(functions.versions("web")).isEmpty();
        deployments.delete("hello", null);
        assertThat(functions.find("hello")).as("of an executor's jar").isEmpty();
    }

    @Test
    void aVersionGoesUnlessAnAliasNeedsIt() {
        create(zipped("web", ",\"Publish\":true"));
        deployments.createAlias("web", fields("{\"Name\":\"live\",\"FunctionVersion\":\"1\"}"));
        LambdaError error = refused(() -> deployments.delete("web", "1"));
        assertThat(error.message())
                .isEqualTo("Unable to delete version because the following aliases reference it: [live]");
        assertThat(error.code().status()).isEqualTo(409);
        deployments.deleteAlias("web", "live");
        assertThat(deployments.delete("web:1", null)).isTrue();
        assertThat(functions.version("web", "1")).isEmpty();
        assertThat(deployments.delete("web", "1")).as("a second time").isFalse();
        assertThat(functions.find("web")).isPresent();
    }

    @Test
    void onlyPublishedVersionsAreDeletedByTheirQualifier() {
        assertInvalid(
                "$LATEST version cannot be deleted without deleting the function.",
                () -> deployments.delete("hello", "$LATEST"));
        assertInvalid("Deletion of aliases is not currently supported.", () -> deployments.delete("hello", "live"));
        assertInvalid(
                "The derived qualifier from the function name does not match the specified qualifier.",
                () -> deployments.delete("hello:1", "2"));
    }

    @Test
    void versionsCountFromOneAndAreNotReused() {
        create(zipped("web", ""));
        assertThat(publish("{\"Description\":\"first\"}").number()).isEqualTo("1");
        now = now.plusSeconds(1);
        assertThat(publish("{}").number()).as("nothing has changed").isEqualTo("1");
        now = now.plusSeconds(1);
        deployments.updateConfiguration("web", fields("{\"Timeout\":9}"));
        assertThat(publish("{}").number()).isEqualTo("2");
        deployments.delete("web", "2");
        assertThat(publish("{}").number()).isEqualTo("3");
        now = now.plusSeconds(1);
        deployments.updateCode("web", fields("{\"ZipFile\":\"" + base64("1") + "\"}"));
        assertThat(publish("{}").number()).as("the same code again").isEqualTo("3");
        deployments.updateConfiguration("web", fields("{\"Description\":\"other\"}"));
        assertThat(publish("{}").number()).isEqualTo("4");
        assertThat(functions.versions("web"))
                .extracting(version ->
                        version.number() + ":" + version.configuration().description())
                .containsExactly("1:first", "3:", "4:other");
    }

    private FunctionVersion publish(String json) {
        Described published = deployments.publish("web", fields(json));
        assertThat(published.qualifier()).isEqualTo(published.version().number());
        return published.version();
    }

    @Test
    void aVersionIsPublishedOnlyOfTheCodeThatItsCallerMeans() {
        Described created = create(zipped("web", ""));
        String sha = created.version().code().sha256();
        assertInvalid(
                "CodeSHA256 (other) is different from current CodeSHA256 in $LATEST (" + sha
                        + "). Please try again with the CodeSHA256 in $LATEST.",
                () -> deployments.publish("web", fields("{\"CodeSha256\":\"other\"}")));
        assertThat(publish("{\"CodeSha256\":\"" + sha + "\"}").number()).isEqualTo("1");
    }

    @Test
    void anUpdateOfCodeMayPublishIt() {
        create(zipped("web", ""));
        Described updated =
                deployments.updateCode("web", fields("{\"Publish\":true,\"ZipFile\":\"" + base64("2") + "\"}"));
        assertThat(updated.qualifier()).isEqualTo("1");
        assertThat(functions.version("web", "1").orElseThrow().code())
                .isEqualTo(functions.find("web").orElseThrow().latest().code());
    }

    private void createWithTwoVersions() {
        create(zipped("web", ",\"Publish\":true"));
        deployments.updateCode("web", fields("{\"Publish\":true,\"ZipFile\":\"" + base64("2") + "\"}"));
    }

    @Test
    void anAliasIsMadeChangedAndRemoved() {
        createWithTwoVersions();
        Alias live = deployments
                .createAlias(
                        "web",
                        fields(
                                "{\"Name\":\"live\",\"FunctionVersion\":\"1\",\"RoutingConfig\":{\"AdditionalVersionWeights\":{\"2\":0.1}}}"))
                .alias();
        assertThat(live.additionalWeights()).containsExactly(Map.entry("2", 0.1));
        assertThat(functions.find("web").orElseThrow().alias("live")).hasValue(live);
        Alias described = deployments
                .updateAlias("web", "live", fields("{\"Description\":\"d\"}"))
                .alias();
        assertThat(described.additionalWeights()).isEqualTo(live.additionalWeights());
        assertThat(described.revisionId()).isNotEqualTo(live.revisionId());
        assertThat(refused(() -> deployments.updateAlias(
                                "web", "live", fields("{\"RevisionId\":\"" + live.revisionId() + "\"}")))
                        .message())
                .isEqualTo(STALE);
        Alias moved = deployments
                .updateAlias(
                        "web",
                        "live",
                        fields("{\"FunctionVersion\":\"2\",\"RoutingConfig\":{},\"RevisionId\":\""
                                + described.revisionId() + "\"}"))
                .alias();
        assertThat(moved.version()).isEqualTo("2");
        assertThat(moved.description()).isEqualTo("d");
        assertThat(moved.additionalWeights()).isEmpty();
        assertThat(deployments.deleteAlias("web", "live")).isTrue();
        assertThat(deployments.deleteAlias("web", "live")).isFalse();
        assertThat(functions.find("web").orElseThrow().aliases()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
            {"Name":"live","FunctionVersion":"1"} | 409 | Alias already exists: ARNweb:live
            {"Name":"x","FunctionVersion":"9"} | 404 | Function not found: ARNweb:9
            {"Name":"x","FunctionVersion":"1","RoutingConfig":{"AdditionalVersionWeights":{"9":0.5}}} | 404 | Function not found: ARNweb:9
            {"Name":"x","FunctionVersion":"1","RoutingConfig":{"AdditionalVersionWeights":{"2":0.1,"3":0.1}}} | 400 | Number of items in AdditionalVersionWeights cannot be greater than 1
            {"Name":"x","FunctionVersion":"1","RoutingConfig":{"AdditionalVersionWeights":{"1":0.1}}} | 400 | Invalid function version 1. Function version 1 is already included in routing configuration.
            {"Name":"x","FunctionVersion":"$LATEST","RoutingConfig":{"AdditionalVersionWeights":{"1":0.1}}} | 400 | $LATEST is not supported for an alias pointing to more than 1 version
            {"Name":"x","FunctionVersion":"1","RoutingConfig":{"AdditionalVersionWeights":{"$LATEST":0.1}}} | 400 | $LATEST is not supported for an alias pointing to more than 1 version
            {"Name":"x","FunctionVersion":"1","RoutingConfig":{"AdditionalVersionWeights":{"2":1.5}}} | 400 | 1 validation error detected: Value '{2=1.5}' at 'routingConfig.additionalVersionWeights' failed to satisfy constraint: Map value must satisfy constraint: [Member must have value less than or equal to 1.0, Member must have value greater than or equal to 0.0, Member must not be null]
            {"Name":"7","FunctionVersion":"1"} | 400 | 1 validation error detected: Value '7' at 'name' failed to satisfy constraint: Member must satisfy regular expression pattern: (?!^[0-9]+$)([a-zA-Z0-9-_]+)
            {"Name":"x","FunctionVersion":"live"} | 400 | ~1 validation error detected: Value 'live' at 'functionVersion' failed to satisfy constraint: Member must satisfy regular expression pattern: (\\$LATEST|[0-9]+)~
            {"Name":"x"} | 400 | 1 validation error detected: Value null at 'functionVersion' failed to satisfy constraint: Member must not be null
            {"FunctionVersion":"1"} | 400 | 1 validation error detected: Value null at 'name' failed to satisfy constraint: Member must not be null
            """)
    void anAliasThatCannotBeIsRefused(String json, int status, String message) {
        createWithTwoVersions();
        deployments.createAlias("web", fields("{\"Name\":\"live\",\"FunctionVersion\":\"1\"}"));
        LambdaError error = refused(() -> deployments.createAlias("web", fields(json)));
        assertThat(error.message()).isEqualTo(message.replace("ARN", ARN).replace("\\\\", "\\"));
        assertThat(error.code().status()).isEqualTo(status);
        assertThat(functions.find("web").orElseThrow().aliases()).hasSize(1);
    }

    @Test
    void anAliasThatIsNotThereCannotBeChanged() {
        LambdaError error = refused(() -> deployments.updateAlias("hello", "live", fields("{}")));
        assertThat(error.message()).isEqualTo("Alias not found: " + ARN + "hello:live");
        assertThat(error.code().status()).isEqualTo(404);
    }

    @Test
    void whatComesWithAnExecutorCanHaveAnAliasToItsOnlyVersion() {
        deployments.createAlias("hello", fields("{\"Name\":\"live\",\"FunctionVersion\":\"$LATEST\"}"));
        assertThat(functions.find("hello").orElseThrow().alias("live")).isPresent();
    }

    @Test
    void tagsAreAddedReplacedAndRemovedAndTheVersionStaysAsItIs() {
        FunctionVersion before = functions.find("hello").orElseThrow().latest();
        deployments.tag(ARN + "hello", fields("{\"Tags\":{\"a\":\"1\",\"b\":\"2\"}}"));
        deployments.tag(ARN + "hello", fields("{\"Tags\":{\"b\":\"3\",\"c\":\"4\"}}"));
        assertThat(deployments.taggedFunction(ARN + "hello").settings().tags())
                .isEqualTo(Map.of("a", "1", "b", "3", "c", "4"));
        deployments.untag(ARN + "hello", Set.of("a", "c", "never"));
        assertThat(deployments.taggedFunction(ARN + "hello").settings().tags()).isEqualTo(Map.of("b", "3"));
        assertThat(functions.find("hello").orElseThrow().latest()).isEqualTo(before);
    }

    @Test
    void tagsBelongToFunctionsByTheirArn() {
        assertInvalid(
                "Tags on function aliases and versions are not supported. Please specify a function ARN.",
                () -> deployments.tag(ARN + "hello:$LATEST", fields("{\"Tags\":{\"a\":\"b\"}}")));
        assertThat(refused(() -> deployments.taggedFunction("hello")).message())
                .startsWith("1 validation error detected: Value 'hello' at 'resource' failed to satisfy constraint:");
        assertThat(refused(() -> deployments.tag(ARN + "hello", fields("{}"))).message())
                .isEqualTo(
                        "1 validation error detected: Value null at 'tags' failed to satisfy constraint: Member must not"
                                + " be null");
        assertThat(refused(() -> deployments.untag(ARN + "hello", Set.of())).message())
                .isEqualTo(
                        "1 validation error detected: Value null at 'tagKeys' failed to satisfy constraint: Member must"
                                + " not be null");
    }

    @Test
    void recursionIsAllowedOrNot() {
        assertThat(deployments
                        .setRecursion("hello", fields("{\"RecursiveLoop\":\"Allow\"}"))
                        .settings()
                        .allowsRecursion())
                .isTrue();
        assertThat(deployments
                        .setRecursion("hello", fields("{\"RecursiveLoop\":\"Terminate\"}"))
                        .settings()
                        .allowsRecursion())
                .isFalse();
        assertThatThrownBy(() -> deployments.setRecursion("hello", fields("{\"RecursiveLoop\":\"Maybe\"}")))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("at 'recursiveLoop'");
        assertThatThrownBy(() -> deployments.setRecursion("hello:live", fields("{\"RecursiveLoop\":\"Allow\"}")))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("Aliases and versions do not support this operation");
    }

    private @Nullable String deadLetterTarget() {
        return functions.find("web").orElseThrow().latest().configuration().deadLetterTarget();
    }

    private void update(String json) {
        deployments.updateConfiguration("web", fields(json));
    }

    @Test
    void whereEventsGoThatAreGivenUpIsPartOfTheConfigurationAndKeptByAVersion() {
        create(zipped("web", ",\"DeadLetterConfig\":{\"TargetArn\":\"kafka://given-up\"}"));
        deployments.publish("web", fields("{}"));
        update("{\"Timeout\":9,\"DeadLetterConfig\":{}}");
        assertThat(deadLetterTarget()).as("as it was").isEqualTo("kafka://given-up");
        update("{\"DeadLetterConfig\":{\"TargetArn\":\"\"}}");
        assertThat(deadLetterTarget()).isNull();
        assertThat(deployments.publish("web", fields("{}")).version().number())
                .as("another configuration")
                .isEqualTo("2");
        assertThat(functions.versions("web"))
                .extracting(version -> version.configuration().deadLetterTarget())
                .containsExactly("kafka://given-up", null);
    }

    @ParameterizedTest
    @CsvSource({
        "kafka://sendoff.retries, The topic sendoff.retries is Sendoff's own",
        "kafka://__consumer_offsets, The topic __consumer_offsets is Kafka's own",
        "arn:aws:sqs:us-east-1:123456789012:q, is not supported by Sendoff",
        "arn:aws:sns:us-east-1:123456789012:t, is not supported by Sendoff",
        "arn:aws:s3:::bucket, is not supported by Sendoff",
        "arn:aws:lambda:us-east-1:123456789012:function:hello, is not supported by Sendoff"
    })
    void eventsThatAreGivenUpGoToTopicsOnly(String target, String text) {
        create(zipped("web", ""));
        String json = "\"DeadLetterConfig\":{\"TargetArn\":\"" + target + "\"}";
        for (LambdaError error :
                List.of(refused(() -> create(zipped("next", "," + json))), refused(() -> update("{" + json + "}")))) {
            assertThat(error.code().code()).isEqualTo("InvalidParameterValueException");
            assertThat(error.message()).contains(text);
        }
        assertThat(deadLetterTarget()).isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"orders", "kafka://", "https://example.org/"})
    void aDeadLetterTargetThatBreaksThePatternIsRefused(String target) {
        LambdaError error =
                refused(() -> create(zipped("web", ",\"DeadLetterConfig\":{\"TargetArn\":\"" + target + "\"}")));
        assertThat(error.code().code()).isEqualTo("ValidationException");
        assertThat(error.message())
                .startsWith("1 validation error detected: Value '" + target + "' at 'deadLetterConfig.targetArn' failed"
                        + " to satisfy constraint: Member must satisfy regular expression pattern: (arn:");
    }

    @Test
    void howEventsAreHandledGoesWithTheVersionOrAliasAndStaysWithNewCode() {
        create(zipped("web", ""));
        deployments.publish("web", fields("{}"));
        deployments.createAlias("web", fields("{\"Name\":\"live\",\"FunctionVersion\":\"$LATEST\"}"));
        EventInvokeConfig config = new EventInvokeConfig(0, null, null, null, Instant.EPOCH);
        functions.changeSettings(
                "web",
                settings -> settings.withEventInvokeConfig("$LATEST", config)
                        .withEventInvokeConfig("1", config)
                        .withEventInvokeConfig("live", config));
        deployments.updateCode("web", fields("{\"ZipFile\":\"" + base64("2") + "\"}"));
        update("{\"Timeout\":9}");
        deployments.updateAlias("web", "live", fields("{\"FunctionVersion\":\"1\"}"));
        deployments.updateAlias("web", "live", fields("{\"FunctionVersion\":\"$LATEST\"}"));
        assertThat(configured()).containsExactly("$LATEST", "1", "live");
        deployments.delete("web", "1");
        assertThat(configured()).containsExactly("$LATEST", "live");
        deployments.deleteAlias("web", "live");
        assertThat(configured()).containsExactly("$LATEST");
        deployments.delete("web", null);
        create(zipped("web", ""));
        assertThat(configured()).isEmpty();
    }

    private Set<String> configured() {
        return functions
                .find("web")
                .orElseThrow()
                .settings()
                .eventInvokeConfigs()
                .keySet();
    }
}
