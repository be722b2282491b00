package dev.sendoff.ingest.http;

import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;

/** An error of the native API, as RFC 9457 has it. */
record Problem(String type, String title, int status, String detail) {

    private static final MediaType MEDIA_TYPE = new MediaType("application", "problem+json");

    static Response of(Response.Status status, String detail) {
        return Response.status(status)
                .type(MEDIA_TYPE)
                .entity(new Problem("about:blank", status.getReasonPhrase(), status.getStatusCode(), detail))
                .build();
    }
}
