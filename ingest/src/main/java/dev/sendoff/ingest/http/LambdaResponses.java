package dev.sendoff.ingest.http;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sendoff.ingest.Answer;
import dev.sendoff.ingest.LambdaError;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.nio.charset.StandardCharsets;
import java.util.UUID;

/** Answers as Lambda's clients expect them. */
public final class LambdaResponses {

    private static final String REQUEST_ID = "x-amzn-RequestId";
    private static final String TRACE_ID = "X-Amzn-Trace-Id";

    private LambdaResponses() {}

    static Response of(Answer answer) {
        return switch (answer) {
            case Answer.Accepted accepted ->
                Response.status(Response.Status.ACCEPTED)
                        .header(REQUEST_ID, accepted.id().toString())
                        .header(TRACE_ID, accepted.trace())
                        .build();
            case Answer.Allowed() -> noContent();
            case Answer.Ran ran -> ran(ran);
            case Answer.Refused(LambdaError error) -> error(error);
        };
    }

    private static Response ran(Answer.Ran ran) {
        Response.ResponseBuilder response = Response.ok(ran.response(), MediaType.APPLICATION_JSON_TYPE)
                .header(REQUEST_ID, ran.id().toString())
                .header(TRACE_ID, ran.trace())
                .header("X-Amz-Executed-Version", ran.executedVersion());
        if (ran.functionError() != null) {
            response.header("X-Amz-Function-Error", ran.functionError());
        }
        if (ran.logTail() != null) {
            response.header("X-Amz-Log-Result", ran.logTail());
        }
        return response.build();
    }

    public static Response error(LambdaError error) {
        return errorBuilder(error).build();
    }

    static Response.ResponseBuilder errorBuilder(LambdaError error) {
        return Response.status(error.code().status())
                .type(MediaType.APPLICATION_JSON_TYPE)
                .header(REQUEST_ID, UUID.randomUUID().toString())
                .header("x-amzn-ErrorType", error.code().code())
                .entity(body(error));
    }

    public static byte[] body(LambdaError error) {
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        if (error.reason() != null) {
            body.put("Reason", error.reason());
        }
        if (!error.code().type().isEmpty()) {
            body.put("Type", error.code().type());
        }
        body.put(error.code().messageKey(), error.message());
        return body.toString().getBytes(StandardCharsets.UTF_8);
    }

    /** @param entity written as JSON */
    public static Response json(Object entity) {
        return Response.ok(entity, MediaType.APPLICATION_JSON_TYPE)
                .header(REQUEST_ID, UUID.randomUUID().toString())
                .build();
    }

    /** @param entity written as JSON */
    public static Response created(Object entity) {
        return Response.status(Response.Status.CREATED)
                .type(MediaType.APPLICATION_JSON_TYPE)
                .entity(entity)
                .header(REQUEST_ID, UUID.randomUUID().toString())
                .build();
    }

    public static Response noContent() {
        return Response.noContent()
                .header(REQUEST_ID, UUID.randomUUID().toString())
                .build();
    }
}
