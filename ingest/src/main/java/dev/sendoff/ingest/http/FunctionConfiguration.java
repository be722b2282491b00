package dev.sendoff.ingest.http;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import dev.sendoff.core.Account;
import dev.sendoff.core.Configuration;
import dev.sendoff.core.FunctionVersion;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A function as Lambda's API shows it. What Sendoff has no say in bears AWS's default. */
@JsonNaming(PropertyNamingStrategies.UpperCamelCaseStrategy.class)
@JsonInclude(JsonInclude.Include.NON_NULL)
record FunctionConfiguration(
        String functionName,
        String functionArn,
        @Nullable String runtime,
        String role,
        @Nullable String handler,
        long codeSize,
        String description,
        long timeout,
        int memorySize,
        String lastModified,
        String codeSha256,
        String version,
        Map<String, String> tracingConfig,
        String revisionId,
        @Nullable String state,
        @Nullable String lastUpdateStatus,
        String packageType,
        List<String> architectures,
        Map<String, Integer> ephemeralStorage,
        Map<String, String> snapStart,
        Map<String, String> loggingConfig) {

    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern(
                    "yyyy-MM-dd'T'HH:mm:ss.SSSxx", Locale.ROOT)
            .withZone(ZoneOffset.UTC);

    /** As GetFunction shows it: with its state. */
    static FunctionConfiguration of(FunctionVersion version, Account account, @Nullable String qualifier) {
        return of(version, account.functionArn(version.function(), qualifier), account, true);
    }

    /** As a list shows it: without its state. */
    static FunctionConfiguration listed(FunctionVersion version, Account account, boolean qualified) {
        String arn = account.functionArn(version.function(), qualified ? version.number() : null);
        return of(version, arn, account, false);
    }

    private static FunctionConfiguration of(FunctionVersion version, String arn, Account account, boolean withState) {
        Configuration configuration = version.configuration();
        return new FunctionConfiguration(
                version.function(),
                arn,
                configuration.runtime(),
                configuration.role().isEmpty()
                        ? "arn:aws:iam::" + account.id() + ":role/sendoff"
                        : configuration.role(),
                configuration.handler(),
                version.code().size(),
                configuration.description(),
                seconds(configuration),
                configuration.memorySize(),
                TIME.format(version.lastModified()),
                version.code().sha256(),
                version.number(),
                Map.of("Mode", configuration.tracingMode()),
                version.revisionId(),
                withState ? "Active" : null,
                withState ? "Successful" : null,
                "Zip",
                List.of(configuration.architecture()),
                Map.of("Size", configuration.ephemeralStorage()),
                Map.of("ApplyOn", "None", "OptimizationStatus", "Off"),
                Map.of("LogFormat", "Text", "LogGroup", "/aws/lambda/" + version.function()));
    }

    /** AWS counts whole seconds, of which there is at least one. */
    private static long seconds(Configuration configuration) {
        return Math.ceilDiv(configuration.timeout().toMillis(), 1000L);
    }
}
