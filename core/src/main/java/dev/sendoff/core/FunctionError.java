package dev.sendoff.core;

/**
 * Why an attempt failed, as the caller and the destinations see it.
 *
 * @param type the error type, such as {@code java.lang.IllegalStateException} or {@code Sandbox.Timedout}
 * @param message the error's own words; empty if it had none
 * @param payload the whole error as a JSON document ({@code errorMessage}, {@code errorType}, {@code stackTrace}), which
 *     becomes the response of a synchronous call and the {@code responsePayload} of a destination's record
 */
public record FunctionError(String type, String message, String payload) {}
