package dev.sendoff.ingest.http.functions;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import dev.sendoff.core.Account;
import dev.sendoff.core.Code;
import dev.sendoff.core.Configuration;
import dev.sendoff.core.FunctionVersion;
import dev.sendoff.ingest.functions.Lifecycle;
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
        @Nullable Environment environment,
        Map<String, String> tracingConfig,
        String revisionId,
        @Nullable String state,
        @Nullable String stateReason,
        @Nullable String stateReasonCode,
        @Nullable String lastUpdateStatus,
        @Nullable String lastUpdateStatusReason,
        @Nullable String lastUpdateStatusReasonCode,
        String packageType,
        List<String> architectures,
        Map<String, Integer> ephemeralStorage,
        Map<String, String> snapStart,
        Map<String, String> loggingConfig,
        @Nullable Map<String, String> deadLetterConfig) {

    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern(
                    "yyyy-MM-dd'T'HH:mm:ss.SSSxx", Locale.ROOT)
            .withZone(ZoneOffset.UTC);

    /** AWS says so of updates too. */
    private static final String CREATING = "The function is being created.";

    private static final String CREATING_CODE = "Creating";

    @JsonNaming(PropertyNamingStrategies.UpperCamelCaseStrategy.class)
    record Environment(Map<String, String> variables) {}

    /** As a list shows it: without its state. */
    static FunctionConfiguration listed(FunctionVersion version, Account account, boolean qualified) {
        return of(version, account, qualified ? version.number() : null, null);
    }

    /**
     * @param qualifier what the ARN ends with; null if with the name
     * @param lifecycle null to leave it out
     */
    static FunctionConfiguration of(
            FunctionVersion version, Account account, @Nullable String qualifier, @Nullable Lifecycle lifecycle) {
        Configuration configuration = version.configuration();
        boolean pending = lifecycle != null && lifecycle.creating();
        Boolean updating = lifecycle == null ? null : lifecycle.updating();
        boolean inProgress = updating != null && updating;
        return new FunctionConfiguration(
                version.function(),
                account.functionArn(version.function(), qualifier),
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
                configuration.environment().isEmpty() ? null : new Environment(configuration.environment()),
                Map.of("Mode", configuration.tracingMode()),
                version.revisionId(),
                lifecycle == null ? null : pending ? "Pending" : "Active",
                pending ? CREATING : null,
                pending ? CREATING_CODE : null,
                updating == null ? null : updating ? "InProgress" : "Successful",
                inProgress ? CREATING : null,
                inProgress ? CREATING_CODE : null,
                switch (version.code()) {
                    case Code.InProcess _, Code.Zip _ -> "Zip";
                    case Code.Service _, Code.Image _ -> "Image";
                },
                List.of(configuration.architecture()),
                Map.of("Size", configuration.ephemeralStorage()),
                Map.of("ApplyOn", "None", "OptimizationStatus", "Off"),
                Map.of("LogFormat", "Text", "LogGroup", "/aws/lambda/" + version.function()),
                configuration.deadLetterTarget() == null
                        ? null
                        : Map.of("TargetArn", configuration.deadLetterTarget()));
    }

    /** AWS counts whole seconds, of which there is at least one. */
    private static long seconds(Configuration configuration) {
        return Math.ceilDiv(configuration.timeout().toMillis(), 1000L);
    }
}
