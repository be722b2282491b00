package dev.sendoff.executor.aws;

import dev.sendoff.core.Outcome;
import dev.sendoff.core.PlatformErrors;
import dev.sendoff.core.RetryAdvice;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.ApiCallTimeoutException;
import software.amazon.awssdk.core.exception.SdkException;

/** What a delivery that a service did not take ends with. */
final class Failures {

    private static final Map<String, String> NAMES =
            Map.of("sqs", "Sqs", "sns", "Sns", "events", "EventBridge", "s3", "S3");

    /** What is wrong with the message itself stays so. All else may be mended: a queue made, a permission given. */
    private static final Set<String> OF_THE_MESSAGE = Set.of(
            "InvalidMessageContents",
            "InvalidParameterValue",
            "InvalidParameter",
            "ParameterValueInvalid",
            "EntityTooLarge",
            "ValidationException",
            "InvalidArgument",
            "MessageTooLong",
            "BatchRequestTooLong");

    private Failures() {}

    /** @param service as an ARN names it */
    static Outcome.Failed of(String service, SdkException failure) {
        return switch (failure) {
            case AwsServiceException answer -> refused(service, answer);
            case ApiCallTimeoutException _ ->
                PlatformErrors.of(name(service) + ".Timeout", "It did not answer in time: " + failure.getMessage());
            default -> PlatformErrors.of(name(service) + ".ConnectionFailed", String.valueOf(failure.getMessage()));
        };
    }

    private static Outcome.Failed refused(String service, AwsServiceException answer) {
        AwsErrorDetails details = answer.awsErrorDetails();
        String code =
                details == null || details.errorCode() == null ? "Status" + answer.statusCode() : details.errorCode();
        String message = details == null || details.errorMessage() == null
                ? String.valueOf(answer.getMessage())
                : details.errorMessage();
        return entry(service, code, message);
    }

    /** Of one entry of several, which has an error of its own. */
    static Outcome.Failed entry(String service, String code, String message) {
        // Some codes have a namespace before them.
        String simple = code.substring(Math.max(code.lastIndexOf('.'), code.lastIndexOf('#')) + 1);
        Outcome.Failed failed = PlatformErrors.of(name(service) + "." + simple, message);
        return OF_THE_MESSAGE.contains(simple) ? new Outcome.Failed(failed.error(), new RetryAdvice.Never()) : failed;
    }

    /** AWS accepts it as a destination, and delivers nothing to it. */
    static Outcome.Failed fifo(Arn target) {
        Outcome.Failed failed = PlatformErrors.of(
                name(target.service()) + ".Fifo", target.text() + " keeps an order, and is no destination.");
        return new Outcome.Failed(failed.error(), new RetryAdvice.Never());
    }

    private static String name(String service) {
        return NAMES.getOrDefault(service, service.toUpperCase(Locale.ROOT));
    }
}
