package dev.sendoff.schemas;

import dev.sendoff.core.Alias;
import dev.sendoff.core.Code;
import dev.sendoff.core.CodeLocation;
import dev.sendoff.core.Configuration;
import dev.sendoff.core.EventInvokeConfig;
import dev.sendoff.core.Function;
import dev.sendoff.core.FunctionRecord;
import dev.sendoff.core.FunctionSettings;
import dev.sendoff.core.FunctionVersion;
import dev.sendoff.core.OutageRule;
import dev.sendoff.core.Pause;
import dev.sendoff.core.Purge;
import dev.sendoff.core.QueueSettings;
import dev.sendoff.core.RetryPolicy;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.avro.Schema;
import org.jspecify.annotations.Nullable;

/** Functions and their published versions, which are of one schema: a version leaves the function's own fields out. */
final class FunctionCodec {

    static final RecordCodec<FunctionRecord, dev.sendoff.schemas.avro.Function> FUNCTION = new RecordCodec<>() {
        @Override
        public Schema schema() {
            return dev.sendoff.schemas.avro.Function.SCHEMA$;
        }

        @Override
        public dev.sendoff.schemas.avro.Function toAvro(FunctionRecord value) {
            return switch (value) {
                case FunctionVersion version -> version(version).build();
                case Function function -> function(function);
            };
        }

        @Override
        public FunctionRecord toDomain(dev.sendoff.schemas.avro.Function record) {
            FunctionVersion version = version(record);
            return version.isPublished()
                    ? version
                    : new Function(
                            version, settings(record), aliases(record), record.getLastPublished(), record.getCreated());
        }
    };

    private FunctionCodec() {}

    private static dev.sendoff.schemas.avro.Function.Builder version(FunctionVersion value) {
        Configuration configuration = value.configuration();
        dev.sendoff.schemas.avro.Function.Builder record = dev.sendoff.schemas.avro.Function.newBuilder()
                .setName(value.function())
                .setVersion(value.number())
                .setRuntime(Objects.requireNonNullElse(configuration.runtime(), ""))
                .setHandler(Objects.requireNonNullElse(configuration.handler(), ""))
                .setRole(configuration.role())
                .setDescription(configuration.description())
                .setTimeoutMs(configuration.timeout().toMillis())
                .setMemorySize(configuration.memorySize())
                .setEnvironment(configuration.environment())
                .setArchitecture(configuration.architecture())
                .setEphemeralStorage(configuration.ephemeralStorage())
                .setTracingMode(configuration.tracingMode())
                .setDeadLetterTarget(configuration.deadLetterTarget())
                .setCodeSha256(value.code().sha256())
                .setCodeSize(value.code().size())
                .setLastModified(value.lastModified())
                .setRevisionId(value.revisionId());
        return switch (value.code()) {
            case Code.InProcess _ -> record.setPackageType("InProcess");
            case Code.Zip zip -> record.setPackageType("Zip").setCodeLocation(location(zip.location()));
            case Code.Service service ->
                record.setPackageType("Service").setCodeUri(service.url().toString());
            case Code.Image image -> record.setPackageType("Image").setCodeUri(image.uri());
        };
    }

    private static dev.sendoff.schemas.avro.Function function(Function value) {
        FunctionSettings settings = value.settings();
        RetryPolicy policy = settings.retryPolicy();
        return version(value.latest())
                .setRetryPolicy(policy == null ? null : policy(policy))
                .setEventInvokeConfigs(settings.eventInvokeConfigs().entrySet().stream()
                        .map(entry -> config(entry.getKey(), entry.getValue()))
                        .toList())
                .setReservedConcurrency(settings.reservedConcurrency())
                .setTags(settings.tags())
                .setAllowsRecursion(settings.allowsRecursion())
                .setPause(pause(settings.queue().pause()))
                .setPurge(purge(settings.queue().purge()))
                .setOutageRule(outageRule(settings.queue().outageRule()))
                .setAliases(value.aliases().stream().map(FunctionCodec::alias).toList())
                .setLastPublished(value.lastPublished())
                .setCreated(value.created())
                .build();
    }

    private static FunctionVersion version(dev.sendoff.schemas.avro.Function record) {
        return new FunctionVersion(
                record.getName(),
                record.getVersion(),
                code(record),
                new Configuration(
                        record.getRuntime().isEmpty() ? null : record.getRuntime(),
                        record.getHandler().isEmpty() ? null : record.getHandler(),
                        record.getRole(),
                        record.getDescription(),
                        Duration.ofMillis(record.getTimeoutMs()),
                        record.getMemorySize(),
                        record.getEnvironment(),
                        record.getArchitecture(),
                        record.getEphemeralStorage(),
                        record.getTracingMode(),
                        record.getDeadLetterTarget()),
                record.getLastModified(),
                record.getRevisionId());
    }

    private static Code code(dev.sendoff.schemas.avro.Function record) {
        return switch (record.getPackageType()) {
            case "InProcess" -> new Code.InProcess(record.getCodeSha256(), record.getCodeSize());
            case "Zip" ->
                new Code.Zip(
                        record.getCodeSha256(),
                        record.getCodeSize(),
                        location(Objects.requireNonNull(record.getCodeLocation(), "a zip stands nowhere")));
            case "Service" -> new Code.Service(URI.create(uri(record)), record.getCodeSha256());
            case "Image" -> new Code.Image(uri(record), record.getCodeSha256());
            default ->
                throw new IllegalArgumentException("a function's package is InProcess, Zip, Service or Image, not '"
                        + record.getPackageType() + "'");
        };
    }

    private static String uri(dev.sendoff.schemas.avro.Function record) {
        return Objects.requireNonNull(record.getCodeUri(), "a service or an image has no URI");
    }

    private static dev.sendoff.schemas.avro.CodeLocation location(CodeLocation value) {
        return new dev.sendoff.schemas.avro.CodeLocation(
                value.upload(), value.chunks(), value.firstOffset(), value.lastOffset());
    }

    private static CodeLocation location(dev.sendoff.schemas.avro.CodeLocation record) {
        return new CodeLocation(
                record.getUpload(), record.getChunks(), record.getFirstOffset(), record.getLastOffset());
    }

    private static FunctionSettings settings(dev.sendoff.schemas.avro.Function record) {
        dev.sendoff.schemas.avro.RetryPolicy policy = record.getRetryPolicy();
        return new FunctionSettings(
                policy == null ? null : policy(policy),
                configs(record),
                record.getReservedConcurrency(),
                record.getTags(),
                record.getAllowsRecursion(),
                queue(record));
    }

    private static QueueSettings queue(dev.sendoff.schemas.avro.Function record) {
        dev.sendoff.schemas.avro.Pause pause = record.getPause();
        dev.sendoff.schemas.avro.Purge purge = record.getPurge();
        dev.sendoff.schemas.avro.OutageRule rule = record.getOutageRule();
        return new QueueSettings(
                pause == null ? null : new Pause(pause.getSince(), pause.getBy(), pause.getComment()),
                purge == null ? null : new Purge(purge.getBefore(), purge.getBy(), purge.getComment()),
                rule == null
                        ? null
                        : new OutageRule(
                                rule.getShare(),
                                rule.getWindow(),
                                Duration.ofMillis(rule.getFirstProbeMs()),
                                Duration.ofMillis(rule.getLongestProbeMs())));
    }

    private static dev.sendoff.schemas.avro.@Nullable Pause pause(@Nullable Pause value) {
        return value == null ? null : new dev.sendoff.schemas.avro.Pause(value.since(), value.by(), value.comment());
    }

    private static dev.sendoff.schemas.avro.@Nullable Purge purge(@Nullable Purge value) {
        return value == null ? null : new dev.sendoff.schemas.avro.Purge(value.before(), value.by(), value.comment());
    }

    private static dev.sendoff.schemas.avro.@Nullable OutageRule outageRule(@Nullable OutageRule value) {
        return value == null
                ? null
                : new dev.sendoff.schemas.avro.OutageRule(
                        value.share(),
                        value.window(),
                        value.firstProbe().toMillis(),
                        value.longestProbe().toMillis());
    }

    private static dev.sendoff.schemas.avro.EventInvokeConfig config(String qualifier, EventInvokeConfig value) {
        Duration age = value.maximumEventAge();
        return new dev.sendoff.schemas.avro.EventInvokeConfig(
                qualifier,
                value.maximumRetryAttempts(),
                age == null ? null : (int) age.toSeconds(),
                value.onSuccess(),
                value.onFailure(),
                value.lastModified());
    }

    private static SortedMap<String, EventInvokeConfig> configs(dev.sendoff.schemas.avro.Function record) {
        SortedMap<String, EventInvokeConfig> configs = new TreeMap<>();
        for (dev.sendoff.schemas.avro.EventInvokeConfig config : record.getEventInvokeConfigs()) {
            Integer age = config.getMaximumEventAgeSeconds();
            configs.put(
                    config.getQualifier(),
                    new EventInvokeConfig(
                            config.getMaximumRetryAttempts(),
                            age == null ? null : Duration.ofSeconds(age),
                            config.getOnSuccess(),
                            config.getOnFailure(),
                            config.getLastModified()));
        }
        return configs;
    }

    private static dev.sendoff.schemas.avro.Alias alias(Alias value) {
        return new dev.sendoff.schemas.avro.Alias(
                value.name(), value.version(), value.description(), value.additionalWeights(), value.revisionId());
    }

    private static List<Alias> aliases(dev.sendoff.schemas.avro.Function record) {
        return record.getAliases().stream()
                .map(alias -> new Alias(
                        alias.getName(),
                        alias.getVersion(),
                        alias.getDescription(),
                        Map.copyOf(alias.getAdditionalWeights()),
                        alias.getRevisionId()))
                .toList();
    }

    private static dev.sendoff.schemas.avro.RetryPolicy policy(RetryPolicy value) {
        return new dev.sendoff.schemas.avro.RetryPolicy(
                value.maxAttempts(),
                value.initialDelay().toMillis(),
                value.factor(),
                value.maxDelay().toMillis(),
                value.jitter(),
                value.terminalErrors().stream().sorted().toList());
    }

    private static RetryPolicy policy(dev.sendoff.schemas.avro.RetryPolicy record) {
        return new RetryPolicy(
                record.getMaxAttempts(),
                Duration.ofMillis(record.getInitialDelayMs()),
                record.getFactor(),
                Duration.ofMillis(record.getMaxDelayMs()),
                record.getJitter(),
                Set.copyOf(record.getTerminalErrors()));
    }
}
