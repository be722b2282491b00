package dev.sendoff.state.http;

import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;

/** What is answered where there is nothing else to answer (RFC 9457). */
public record Problem(String type, String title, int status, String detail) {

    static final String MEDIA_TYPE = "application/problem+json";

    static Response badRequest(String detail) {
        return response(400, "Bad Request", detail).build();
    }

    static Response notFound(String detail) {
        return response(404, "Not Found", detail).build();
    }

    static Response unavailable(String detail) {
        return response(503, "Service Unavailable", detail)
                .header(HttpHeaders.RETRY_AFTER, 1)
                .build();
    }

    private static Response.ResponseBuilder response(int status, String title, String detail) {
        return Response.status(status).type(MEDIA_TYPE).entity(new Problem("about:blank", title, status, detail));
    }
}
