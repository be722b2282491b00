package dev.sendoff.problems;

import jakarta.ws.rs.core.Response;

/**
 * How an API whose errors are no problem documents refuses a request that it does not know. A service that has such an
 * API makes a bean of it. Used on the event loop.
 */
public interface ErrorForm {

    /** Whether the path belongs to that API. */
    boolean covers(String path);

    /** The whole answer but for the header {@code Allow}. */
    Response.ResponseBuilder refuse(UnknownRequest request);
}
