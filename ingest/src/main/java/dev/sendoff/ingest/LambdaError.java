package dev.sendoff.ingest;

import dev.sendoff.core.Account;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An error as Lambda's API answers it.
 *
 * @param reason of a throttled request; null for any other
 */
public record LambdaError(
        LambdaErrorCode code, String message, @Nullable String reason) {

    /** The reason of a call beyond what its function may do at a time. */
    static final String RESERVED_CONCURRENCY = "ReservedFunctionConcurrentInvocationLimitExceeded";

    private static LambdaError of(LambdaErrorCode code, String message) {
        return new LambdaError(code, message, null);
    }

    /** @param violations each as AWS words it; at least one */
    static LambdaError validation(List<String> violations) {
        String count = violations.size() == 1 ? "1 validation error" : violations.size() + " validation errors";
        return of(LambdaErrorCode.VALIDATION, count + " detected: " + String.join("; ", violations));
    }

    public static LambdaError invalidParameter(String message) {
        return of(LambdaErrorCode.INVALID_PARAMETER_VALUE, message);
    }

    public static LambdaError invalidContent(String message) {
        return of(LambdaErrorCode.INVALID_REQUEST_CONTENT, message);
    }

    static LambdaError malformedJson(String parserMessage) {
        return invalidContent(
                "Could not parse request body into json: Could not parse payload into json: " + parserMessage);
    }

    static LambdaError tooLarge(int bytes, String invocationType, int limit) {
        return of(
                LambdaErrorCode.REQUEST_TOO_LARGE,
                bytes + " byte payload is too large for the " + invocationType + " invocation type (limit " + limit
                        + " bytes)");
    }

    public static LambdaError functionNotFound(String arn) {
        return of(LambdaErrorCode.RESOURCE_NOT_FOUND, "Function not found: " + arn);
    }

    public static LambdaError otherRegion(String region, String own) {
        return of(
                LambdaErrorCode.RESOURCE_NOT_FOUND,
                "Functions from '" + region + "' are not reachable in this region ('" + own + "')");
    }

    static LambdaError otherAccount(Account account, FunctionName name, String action) {
        return of(
                LambdaErrorCode.ACCESS_DENIED,
                "User: arn:aws:iam::" + account.id() + ":root is not authorized to perform: lambda:" + action
                        + " on resource: arn:aws:lambda:" + account.region() + ":" + name.account() + ":function:"
                        + name.name()
                        + " because no resource-based policy allows the lambda:" + action + " action");
    }

    /** A synchronous call of a function that invokes itself; AWS's words. */
    static LambdaError recursion() {
        return of(
                LambdaErrorCode.RECURSIVE_INVOCATION,
                "Lambda has detected your function being invoked in a recursive loop and stopped your function's"
                        + " invocation.");
    }

    /** More is under way than is allowed; AWS's words. */
    public static LambdaError tooManyRequests(String reason) {
        return new LambdaError(LambdaErrorCode.TOO_MANY_REQUESTS, "Rate Exceeded.", reason);
    }

    public static LambdaError service(String message) {
        return of(LambdaErrorCode.SERVICE, message);
    }

    /** @param otherMethods whether the path is known, with another method */
    public static LambdaError unknownOperation(String method, String path, boolean otherMethods) {
        return of(
                otherMethods ? LambdaErrorCode.UNKNOWN_METHOD : LambdaErrorCode.UNKNOWN_OPERATION,
                "Sendoff does not have the operation " + method + " " + path);
    }

    /** Asked before the functions are known. */
    public static LambdaError notLoaded() {
        return unavailable("The functions are not loaded yet. Try again in a moment.");
    }

    /** Asked of a version or an alias; AWS's words. */
    public static LambdaError unqualifiedOnly() {
        return invalidParameter(
                "This operation is permitted on Lambda functions only. Aliases and versions do not support"
                        + " this operation. Please specify either a function name or an unqualified function ARN.");
    }

    /** A change of a function that could not be made durable, or is not seen yet. */
    public static LambdaError notWritten(String why) {
        return unavailable("The function was not changed, or the change is not seen yet: " + why + ".");
    }

    public static LambdaError unavailable(String message) {
        return of(LambdaErrorCode.SERVICE_UNAVAILABLE, message);
    }

    /** What is asked for cannot be made of what there is; AWS's words. */
    public static LambdaError conflict(String message) {
        return of(LambdaErrorCode.RESOURCE_CONFLICT, message);
    }

    /** Something other than a function is not there. */
    public static LambdaError notFound(String message) {
        return of(LambdaErrorCode.RESOURCE_NOT_FOUND, message);
    }

    /** What the caller has seen last has been changed since; AWS's words. */
    public static LambdaError staleRevision() {
        return of(
                LambdaErrorCode.PRECONDITION_FAILED,
                "The Revision Id provided does not match the latest Revision Id. Call the GetFunction/GetAlias API to"
                        + " retrieve the latest Revision Id");
    }

    /** A request, or the zip in it, is larger than AWS takes; AWS's words. */
    public static LambdaError requestTooLarge(long limit, String operation) {
        return of(
                LambdaErrorCode.REQUEST_TOO_LARGE,
                "Request must be smaller than " + limit + " bytes for the " + operation + " operation");
    }

    /** More requests are under way than are taken in at a time. */
    public static LambdaError callerRateExceeded() {
        return tooManyRequests("CallerRateLimitExceeded");
    }
}
