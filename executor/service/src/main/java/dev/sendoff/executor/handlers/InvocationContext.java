package dev.sendoff.executor.handlers;

import com.amazonaws.services.lambda.runtime.Client;
import com.amazonaws.services.lambda.runtime.ClientContext;
import com.amazonaws.services.lambda.runtime.CognitoIdentity;
import com.amazonaws.services.lambda.runtime.LambdaLogger;
import com.amazonaws.services.lambda.runtime.logging.LogLevel;
import com.fasterxml.jackson.annotation.JsonProperty;
import dev.sendoff.core.FunctionVersion;
import dev.sendoff.handler.SendoffContext;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.event.Level;

/**
 * What one attempt's handler may ask. The trace header is had from {@link #getXrayTraceId()} only: AWS's system property
 * {@code com.amazonaws.xray.traceHeader} is one for the process, and here many attempts run in it.
 */
final class InvocationContext implements SendoffContext, LambdaLogger {

    private final LoadedFunction function;
    private final HandlerCall call;
    private final LongSupplier remainingNanos;
    private final Runnable onLog;

    /** @param onLog told of every line that the handler logs */
    InvocationContext(LoadedFunction function, HandlerCall call, LongSupplier remainingNanos, Runnable onLog) {
        this.function = function;
        this.call = call;
        this.remainingNanos = remainingNanos;
        this.onLog = onLog;
    }

    @Override
    public String getAwsRequestId() {
        return call.id().toString();
    }

    @Override
    public String getLogGroupName() {
        return "/aws/lambda/" + call.function();
    }

    @Override
    public String getLogStreamName() {
        return function.logStream();
    }

    @Override
    public String getFunctionName() {
        return call.function();
    }

    @Override
    public String getFunctionVersion() {
        return FunctionVersion.LATEST;
    }

    @Override
    public String getInvokedFunctionArn() {
        return call.invokedFunctionArn();
    }

    /** Nobody logs in with Cognito here. */
    @Override
    public @Nullable CognitoIdentity getIdentity() {
        return null;
    }

    @Override
    public @Nullable ClientContext getClientContext() {
        return call.clientContext() == null ? null : CallersContext.decode(call.clientContext());
    }

    @Override
    public int getRemainingTimeInMillis() {
        return (int) Math.max(0, remainingNanos.getAsLong() / 1_000_000);
    }

    @Override
    public int getMemoryLimitInMB() {
        return function.memorySize();
    }

    @Override
    public LambdaLogger getLogger() {
        return this;
    }

    @Override
    public @Nullable String getXrayTraceId() {
        return call.traceHeader();
    }

    @Override
    public int getAttempt() {
        return call.attempt();
    }

    @Override
    public boolean isRedelivered() {
        return call.redelivered();
    }

    @Override
    public void log(String message) {
        log(message, LogLevel.INFO);
    }

    @Override
    public void log(byte[] message) {
        log(new String(message, StandardCharsets.UTF_8), LogLevel.INFO);
    }

    @Override
    public void log(byte[] message, LogLevel level) {
        log(new String(message, StandardCharsets.UTF_8), level);
    }

    @Override
    public void log(String message, LogLevel level) {
        onLog.run();
        String text = String.valueOf(message);
        if (call.log().isKept()) {
            call.log().append(text.endsWith("\n") ? text : text + "\n");
        }
        Logger logger = function.logger();
        Level ours = ours(level);
        if (logger.isEnabledForLevel(ours)) {
            logger.atLevel(ours)
                    .addKeyValue("invocationId", call.id())
                    .addKeyValue("attempt", call.attempt())
                    .log("{}", text.stripTrailing());
        }
    }

    private static Level ours(LogLevel level) {
        return switch (level) {
            case TRACE -> Level.TRACE;
            case DEBUG -> Level.DEBUG;
            case UNDEFINED, INFO -> Level.INFO;
            case WARN -> Level.WARN;
            case ERROR, FATAL -> Level.ERROR;
        };
    }

    /** The client context as AWS's mobile SDKs send it. */
    private record CallersContext(
            @Nullable Application client,
            @Nullable Map<String, String> custom,
            @Nullable Map<String, String> env) implements ClientContext {

        static CallersContext decode(String base64) {
            CallersContext decoded = null;
            try {
                decoded = Documents.readOrNull(
                        CallersContext.class, Base64.getDecoder().decode(base64));
            } catch (IllegalArgumentException e) {
                // Said below, in the same words as for what is no JSON.
            }
            if (decoded == null) {
                throw new IllegalArgumentException("the caller's client context is no JSON object in base64");
            }
            return decoded;
        }

        @Override
        public @Nullable Client getClient() {
            return client;
        }

        @Override
        public @Nullable Map<String, String> getCustom() {
            return custom;
        }

        @Override
        public @Nullable Map<String, String> getEnvironment() {
            return env;
        }
    }

    private record Application(
            @JsonProperty("installation_id") @Nullable String installationId,
            @JsonProperty("app_title") @Nullable String appTitle,
            @JsonProperty("app_version_name") @Nullable String appVersionName,
            @JsonProperty("app_version_code") @Nullable String appVersionCode,
            @JsonProperty("app_package_name") @Nullable String appPackageName)
            implements Client {

        @Override
        public @Nullable String getInstallationId() {
            return installationId;
        }

        @Override
        public @Nullable String getAppTitle() {
            return appTitle;
        }

        @Override
        public @Nullable String getAppVersionName() {
            return appVersionName;
        }

        @Override
        public @Nullable String getAppVersionCode() {
            return appVersionCode;
        }

        @Override
        public @Nullable String getAppPackageName() {
            return appPackageName;
        }
    }
}
