package dev.sendoff.ingest.http;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import dev.sendoff.core.Account;
import dev.sendoff.core.Function;
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
        String runtime,
        String role,
        String handler,
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
    static FunctionConfiguration of(Function function, Account account, @Nullable String qualifier) {
        return of(function, account.functionArn(function.name(), qualifier), account, true);
    }

    /** As a list shows it: without its state. */
    static FunctionConfiguration listed(Function function, Account account, boolean qualified) {
        String arn = account.functionArn(function.name(), qualified ? Function.LATEST : null);
        return of(function, arn, account, false);
    }

    private static FunctionConfiguration of(Function function, String arn, Account account, boolean withState) {
        return new FunctionConfiguration(
                function.name(),
                arn,
                function.runtime(),
                "arn:aws:iam::" + account.id() + ":role/sendoff",
                function.handler(),
                function.codeSize(),
                function.description(),
                seconds(function),
                function.memorySize(),
                TIME.format(function.lastModified()),
                function.codeSha256(),
                Function.LATEST,
                Map.of("Mode", "PassThrough"),
                function.revisionId(),
                withState ? "Active" : null,
                withState ? "Successful" : null,
                "Zip",
                List.of("x86_64"),
                Map.of("Size", 512),
                Map.of("ApplyOn", "None", "OptimizationStatus", "Off"),
                Map.of("LogFormat", "Text", "LogGroup", "/aws/lambda/" + function.name()));
    }

    /** AWS counts whole seconds, of which there is at least one. */
    private static long seconds(Function function) {
        return Math.ceilDiv(function.timeout().toMillis(), 1000L);
    }
}
