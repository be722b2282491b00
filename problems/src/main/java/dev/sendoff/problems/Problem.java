package dev.sendoff.problems;

import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.Response.Status;

/** An error of the native API, as RFC 9457 has it. */
public record Problem(String type, String title, int status, String detail) {

    public static final String MEDIA_TYPE = "application/problem+json";

    /** @param detail for people */
    public static Response of(Status status, String detail) {
        return response(status, detail).build();
    }

    public static Response badRequest(String detail) {
        return of(Status.BAD_REQUEST, detail);
    }

    public static Response notFound(String detail) {
        return of(Status.NOT_FOUND, detail);
    }

    /** Says what there is instead. */
    static Response.ResponseBuilder refuse(UnknownRequest request) {
        return request.allowed().isEmpty()
                ? response(Status.NOT_FOUND, "there is nothing at " + request.path())
                : response(
                        Status.METHOD_NOT_ALLOWED,
                        request.path() + " knows no " + request.method() + ", but "
                                + String.join(", ", request.allowed()));
    }

    /** It may be tried again in a second. */
    public static Response unavailable(String detail) {
        return response(Status.SERVICE_UNAVAILABLE, detail)
                .header(HttpHeaders.RETRY_AFTER, 1)
                .build();
    }

    private static Response.ResponseBuilder response(Status status, String detail) {
        return Response.status(status)
                .type(MEDIA_TYPE)
                .entity(new Problem("about:blank", status.getReasonPhrase(), status.getStatusCode(), detail));
    }
}
