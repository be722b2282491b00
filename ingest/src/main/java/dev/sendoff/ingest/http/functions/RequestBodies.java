package dev.sendoff.ingest.http.functions;

import dev.sendoff.ingest.FunctionLookup.Operation;
import dev.sendoff.ingest.LambdaError;
import dev.sendoff.ingest.PendingLimit;
import dev.sendoff.ingest.functions.body.Fields;
import dev.sendoff.ingest.functions.body.RefusedException;
import dev.sendoff.ingest.functions.body.RequestBody;
import dev.sendoff.ingest.http.LambdaResponses;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.core.Response;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.OptionalLong;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Takes in the bodies of requests that may bring a zip, as many at a time as there is room for. What is refused is read to
 * its end all the same, and dropped, since clients that are still sending would not see the answer. Blocks.
 */
public final class RequestBodies {

    private final PendingLimit limit;

    /** @param limit how many bodies, and how many bytes of them, are taken in at a time */
    public RequestBodies(PendingLimit limit) {
        this.limit = limit;
    }

    /**
     * Reads a body, and answers.
     *
     * @param body null if there is none
     * @param operation for its errors
     * @param answer what the body comes to; may throw what {@link Answers} knows
     */
    Response read(
            RoutingContext http, @Nullable InputStream body, Operation operation, Function<Fields, Response> answer) {
        return body == null
                ? read(OptionalLong.of(0), InputStream.nullInputStream(), operation, answer)
                : read(BodyLimits.announced(http), body, operation, answer);
    }

    Response read(OptionalLong announced, InputStream body, Operation operation, Function<Fields, Response> answer) {
        int most = BodyLimits.of(operation);
        long size = announced.orElse(most);
        if (size > most) {
            drain(body);
            return LambdaResponses.error(LambdaError.requestTooLarge(most, operation.action()));
        }
        if (!limit.tryTake((int) size)) {
            drain(body);
            return LambdaResponses.error(LambdaError.callerRateExceeded());
        }
        try {
            return read(body, operation, answer);
        } finally {
            limit.giveBack((int) size);
        }
    }

    /** Takes room for a body that is to be sent, until it is. @return whether there was any */
    boolean tryTakeRoom(long size, RoutingContext http) {
        int bytes = Math.toIntExact(size);
        if (!limit.tryTake(bytes)) {
            return false;
        }
        http.addEndHandler(_ -> limit.giveBack(bytes));
        return true;
    }

    private static Response read(InputStream body, Operation operation, Function<Fields, Response> answer) {
        return Answers.of(() -> answer.apply(fields(body, operation)));
    }

    private static Fields fields(InputStream body, Operation operation) {
        try {
            return RequestBody.read(new Limited(body, operation));
        } catch (RefusedException e) {
            drain(body);
            throw e;
        } catch (IOException e) {
            // Nobody is there any more to be answered.
            throw new RefusedException(LambdaError.invalidContent("The request broke off: " + e.getMessage()));
        }
    }

    private static void drain(InputStream body) {
        try {
            body.transferTo(OutputStream.nullOutputStream());
        } catch (IOException e) {
            // Its client is gone, or sends without end: nobody is there to be answered.
        }
    }

    /** Refuses what is larger than AWS takes. */
    private static final class Limited extends FilterInputStream {

        private final Operation operation;
        private long left;

        Limited(InputStream body, Operation operation) {
            super(body);
            this.operation = operation;
            this.left = BodyLimits.of(operation);
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            int read = super.read(bytes, offset, length);
            left -= Math.max(0, read);
            if (left < 0) {
                throw new RefusedException(LambdaError.requestTooLarge(BodyLimits.of(operation), operation.action()));
            }
            return read;
        }
    }
}
