package dev.sendoff.ingest.http.functions;

import dev.sendoff.ingest.FunctionLookup.Operation;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.OptionalLong;
import java.util.regex.Pattern;

/**
 * Lets requests that make or change functions be larger than the server's limit, which holds for all others: those are read
 * piece by piece, and refused in Lambda's words. The server looks at the length that a request announces, and sets the limit
 * for what is read, between the two filters here: the first puts the length aside, the second raises the limit.
 */
@Singleton
final class BodyLimits {

    /** AWS's limit of a request that may bring a zip, in bytes. */
    private static final int MAX_UPLOAD_BYTES = 70_167_211;

    /** Of any other request, in bytes; ours, and far more than can be said in one. */
    private static final int MAX_OTHER_BYTES = 1024 * 1024;

    /** What is read to its end, to be answered, if it is too large; what is larger still is broken off. */
    private static final long MAX_DRAINED_BYTES = 512L * 1024 * 1024;

    /** The server's own check stands at 2, see RouteConstants.ROUTE_ORDER_UPLOAD_LIMIT. */
    private static final int BEFORE_THE_SERVERS = 3;

    private static final int AFTER_THE_SERVERS = 1;

    /** What the server reads the limit from, see VertxInputStream.MAX_REQUEST_SIZE_KEY. */
    private static final String SERVERS_LIMIT = "io.quarkus.max-request-size";

    private static final String LENGTH = BodyLimits.class.getName() + ".length";

    /** What {@link RequestBodies} reads, and nothing else. */
    private static final Pattern PATHS =
            Pattern.compile("/+(2015-03-31/+functions(/+[^/]+/+(configuration|code|versions|aliases(/+[^/]+)?))?"
                    + "|2017-03-31/+tags/+[^/]+"
                    + "|2024-08-31/+functions/+[^/]+/+recursion-config"
                    + "|2019-09-25/+functions/+[^/]+/+event-invoke-config)/*");

    void register(@Observes Filters filters) {
        filters.register(BodyLimits::putLengthAside, BEFORE_THE_SERVERS);
        filters.register(BodyLimits::raiseLimit, AFTER_THE_SERVERS);
    }

    /** How large a request may be. */
    static int of(Operation operation) {
        return operation == Operation.CREATE || operation == Operation.UPDATE_CODE ? MAX_UPLOAD_BYTES : MAX_OTHER_BYTES;
    }

    /** How large it says that it is; empty if it does not. */
    static OptionalLong announced(RoutingContext http) {
        Long length = http.get(LENGTH);
        return length == null ? OptionalLong.empty() : OptionalLong.of(length);
    }

    private static boolean isOurs(HttpServerRequest request) {
        String path = request.path();
        return path != null && PATHS.matcher(path).matches();
    }

    private static void putLengthAside(RoutingContext http) {
        OptionalLong length = length(http.request());
        if (isOurs(http.request()) && length.isPresent() && length.getAsLong() <= MAX_DRAINED_BYTES) {
            http.put(LENGTH, length.getAsLong());
            http.request().headers().remove(HttpHeaderNames.CONTENT_LENGTH);
        }
        http.next();
    }

    private static void raiseLimit(RoutingContext http) {
        if (isOurs(http.request())) {
            http.put(SERVERS_LIMIT, MAX_DRAINED_BYTES);
        }
        http.next();
    }

    /** Empty if none is announced, or none that can be read: the server refuses that. */
    private static OptionalLong length(HttpServerRequest request) {
        String text = request.getHeader(HttpHeaderNames.CONTENT_LENGTH);
        try {
            return text == null ? OptionalLong.empty() : OptionalLong.of(Long.parseLong(text));
        } catch (NumberFormatException e) {
            return OptionalLong.empty();
        }
    }
}
