package dev.sendoff.ingest.http.functions;

import dev.sendoff.ingest.LambdaError;
import dev.sendoff.ingest.http.LambdaResponses;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Lets requests that may bring a zip be larger than the server's limit, which holds for all others. The server looks at the
 * length that a request announces, and sets the limit for what is read, between the two filters here: the first puts the
 * length aside, the second raises the limit.
 */
@Singleton
final class BodyLimits {

    /** AWS's limit, in bytes. */
    static final int MAX_BODY_BYTES = 70_167_211;

    /** The server's own check stands at 2, see RouteConstants.ROUTE_ORDER_UPLOAD_LIMIT. */
    private static final int BEFORE_THE_SERVERS = 3;

    private static final int AFTER_THE_SERVERS = 1;

    /** What the server reads the limit from, see VertxInputStream.MAX_REQUEST_SIZE_KEY. */
    private static final String SERVERS_LIMIT = "io.quarkus.max-request-size";

    private static final String LENGTH = BodyLimits.class.getName() + ".length";
    private static final Pattern CREATE = Pattern.compile("/+2015-03-31/+functions/*");
    private static final Pattern UPDATE_CODE = Pattern.compile("/+2015-03-31/+functions/+[^/]+/+code/*");

    void register(@Observes Filters filters) {
        filters.register(BodyLimits::putLengthAside, BEFORE_THE_SERVERS);
        filters.register(BodyLimits::raiseLimit, AFTER_THE_SERVERS);
    }

    /** How many bytes a body takes: what it announced, or else as many as it may. */
    static int size(RoutingContext http) {
        Integer announced = http.get(LENGTH);
        if (announced != null) {
            return announced;
        }
        Integer length = length(http.request());
        return length == null ? MAX_BODY_BYTES : length;
    }

    /** The operation's name; null if it brings no zip. */
    private static @Nullable String upload(HttpServerRequest request) {
        String path = request.path();
        if (path == null) {
            return null;
        }
        if (request.method().equals(HttpMethod.POST) && CREATE.matcher(path).matches()) {
            return "CreateFunction";
        }
        return request.method().equals(HttpMethod.PUT)
                        && UPDATE_CODE.matcher(path).matches()
                ? "UpdateFunctionCode"
                : null;
    }

    private static void putLengthAside(RoutingContext http) {
        String operation = upload(http.request());
        Integer length = length(http.request());
        if (operation == null || length == null) {
            http.next();
            return;
        }
        if (length > MAX_BODY_BYTES) {
            refuse(http, operation);
            return;
        }
        http.put(LENGTH, length);
        http.request().headers().remove(HttpHeaderNames.CONTENT_LENGTH);
        http.next();
    }

    private static void raiseLimit(RoutingContext http) {
        if (upload(http.request()) != null) {
            // One more, so that it is us who refuse it.
            http.put(SERVERS_LIMIT, MAX_BODY_BYTES + 1L);
        }
        http.next();
    }

    /** Saturated; null if none is announced, or none that can be read: the server refuses that. */
    private static @Nullable Integer length(HttpServerRequest request) {
        String text = request.getHeader(HttpHeaderNames.CONTENT_LENGTH);
        if (text == null) {
            return null;
        }
        try {
            return (int) Math.min(Integer.MAX_VALUE, Long.parseLong(text));
        } catch (NumberFormatException e) {
            return null;
        }
    }

    /** Without reading it: so long a body is not worth it. */
    private static void refuse(RoutingContext http, String operation) {
        LambdaError error = LambdaError.requestTooLarge(MAX_BODY_BYTES, operation);
        http.response()
                .setStatusCode(error.code().status())
                .putHeader(HttpHeaderNames.CONNECTION, "close")
                .putHeader(HttpHeaderNames.CONTENT_TYPE, "application/json")
                .putHeader("x-amzn-RequestId", UUID.randomUUID().toString())
                .putHeader("x-amzn-ErrorType", error.code().code())
                .endHandler(_ -> http.request().connection().close())
                .end(Buffer.buffer(LambdaResponses.body(error)));
    }
}
