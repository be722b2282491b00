package dev.sendoff.destinations;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.sendoff.core.Account;
import dev.sendoff.core.DeadLetter;
import dev.sendoff.core.DeadLetterReason;
import dev.sendoff.core.FunctionError;
import dev.sendoff.core.RequestId;
import dev.sendoff.core.Success;
import dev.sendoff.schemas.JsonDocument;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import org.jspecify.annotations.Nullable;

/**
 * What Lambda sends to a destination about one invocation: the same keys in the same order (<a
 * href="https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-retain-records.html">AWS Lambda Developer Guide,
 * retaining records of asynchronous invocations</a>).
 *
 * @param functionArn always with a qualifier
 * @param condition AWS's word for how it ended
 * @param invokeCount how many attempts were made
 * @param response what the last attempt came to; null if none was made
 * @param requestPayload the event, a JSON document
 */
record ResultRecord(
        Instant timestamp,
        RequestId id,
        String functionArn,
        String condition,
        int invokeCount,
        String requestPayload,
        @Nullable Response response) {

    private static final DateTimeFormatter MILLIS =
            new DateTimeFormatterBuilder().appendInstant(3).toFormatter();
    private static final JsonFactory JSON = new JsonFactory();

    /**
     * What an attempt came to.
     *
     * @param payload the handler's result or its error, a JSON document
     */
    record Response(@Nullable String executedVersion, boolean failed, String payload) {}

    /** @throws IllegalArgumentException if the success does not carry its event */
    static ResultRecord of(Success success, Account account) {
        String payload = success.payload();
        if (payload == null) {
            throw new IllegalArgumentException("the success " + success.id() + " is to be sent without its event");
        }
        return new ResultRecord(
                success.attempt().endedAt(),
                success.id(),
                account.qualifiedFunctionArn(success.function(), success.qualifier()),
                "Success",
                success.attempt().number(),
                payload,
                new Response(success.executedVersion(), false, success.response()));
    }

    /** @throws IllegalArgumentException if the dead letter has no event */
    static ResultRecord of(DeadLetter letter, Account account) {
        String payload = letter.payload();
        if (payload == null) {
            throw new IllegalArgumentException("the dead letter " + letter.id() + " has no event to be sent");
        }
        FunctionError error =
                letter.lastAttempt() == null ? null : letter.lastAttempt().error();
        // AWS tells of no response where it was the reservation that ended it.
        Response response = error == null || letter.reason() == DeadLetterReason.ZERO_RESERVED_CONCURRENCY
                ? null
                : new Response(letter.executedVersion(), true, error.payload());
        return new ResultRecord(
                letter.endedAt(),
                letter.id(),
                account.qualifiedFunctionArn(letter.function(), letter.qualifier()),
                condition(letter.reason()),
                letter.attempts(),
                payload,
                response);
    }

    /** AWS knows no errors that are not worth a retry: of those, too, no retry is left. */
    private static String condition(DeadLetterReason reason) {
        return switch (reason) {
            case RETRIES_EXHAUSTED, TERMINAL_FAILURE -> "RetriesExhausted";
            case EVENT_AGE_EXCEEDED -> "EventAgeExceeded";
            case RECURSION_STOPPED -> "RecursiveInvocation";
            case ZERO_RESERVED_CONCURRENCY -> "ZeroReservedConcurrency";
            // What has no function has no destination either.
            case UNKNOWN_FUNCTION -> "FunctionNotFound";
            // Nothing comes of these.
            case CANCELLED -> "Cancelled";
            case UNREADABLE -> "Unreadable";
        };
    }

    /**
     * The record as JSON in UTF-8. One that is too large leaves out the response, and if that is not enough the event too,
     * and says so under {@code deliveryError}.
     *
     * @param maxBytes what a record may have at the most
     */
    byte[] toJson(int maxBytes) {
        byte[] whole = json(null, true, true);
        if (whole.length <= maxBytes) {
            return whole;
        }
        String error = "the record has " + whole.length + " bytes, and " + maxBytes + " are allowed";
        byte[] withoutResponse = json(error, true, false);
        return withoutResponse.length <= maxBytes ? withoutResponse : json(error, false, false);
    }

    private byte[] json(@Nullable String deliveryError, boolean withRequest, boolean withResponse) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(512 + requestPayload.length());
        try (JsonGenerator json = JSON.createGenerator(bytes)) {
            json.writeStartObject();
            json.writeStringField("version", "1.0");
            json.writeStringField("timestamp", MILLIS.format(timestamp));
            json.writeObjectFieldStart("requestContext");
            json.writeStringField("requestId", id.toString());
            json.writeStringField("functionArn", functionArn);
            json.writeStringField("condition", condition);
            json.writeNumberField("approximateInvokeCount", invokeCount);
            json.writeEndObject();
            if (withRequest) {
                json.writeFieldName("requestPayload");
                json.writeRawValue(requestPayload);
            }
            if (response != null) {
                json.writeObjectFieldStart("responseContext");
                json.writeNumberField("statusCode", 200);
                if (response.executedVersion() != null) {
                    json.writeStringField("executedVersion", response.executedVersion());
                }
                if (response.failed()) {
                    json.writeStringField("functionError", "Unhandled");
                }
                json.writeEndObject();
                if (withResponse) {
                    json.writeFieldName("responsePayload");
                    writeDocument(json, response.payload());
                }
            }
            if (deliveryError != null) {
                json.writeStringField("deliveryError", deliveryError);
            }
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException("while a record was put into memory", e);
        }
        return bytes.toByteArray();
    }

    /** A handler's error comes as the runtime posted it, which need not be JSON. */
    private static void writeDocument(JsonGenerator json, String document) throws IOException {
        try {
            JsonDocument.check(document);
            json.writeRawValue(document);
        } catch (JsonDocument.MalformedJsonException e) {
            json.writeString(document);
        }
    }
}
