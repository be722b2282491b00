package dev.sendoff.ingest.http.functions;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sendoff.ingest.FunctionLookup.Operation;
import dev.sendoff.ingest.PendingLimit;
import dev.sendoff.ingest.functions.body.RefusedException;
import dev.sendoff.registry.RegistryException;
import jakarta.ws.rs.core.Response;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class RequestBodiesTest {

    private static final OptionalLong UNKNOWN = OptionalLong.empty();

    private final RequestBodies bodies = new RequestBodies(new PendingLimit(2, 1000));

    private static InputStream body(String text) {
        return new ByteArrayInputStream(text.getBytes(UTF_8));
    }

    /** Ends after so many bytes of a string's. */
    private static InputStream endless(long bytes) {
        return new InputStream() {
            private long left = bytes;

            @Override
            public int read() {
                return left-- == bytes ? '"' : left < 0 ? -1 : 'x';
            }

            @Override
            public int available() {
                return (int) Math.max(0, left);
            }
        };
    }

    private static void assertError(Response response, int status, String text) {
        assertThat(response.getStatus()).isEqualTo(status);
        assertThat(new String((byte[]) response.getEntity(), UTF_8)).contains(text);
    }

    @Test
    void whatIsReadIsAnswered() {
        Response response = bodies.read(
                UNKNOWN,
                body("{\"A\":\"b\"}"),
                Operation.TAG,
                fields -> Response.ok(fields.text("A")).build());
        assertThat(response.getEntity()).isEqualTo("b");
    }

    @Test
    void whatFindsNoRoomIsThrottledAndReadToItsEnd() throws IOException {
        InputStream waiting = body("{}");
        Response outer = bodies.read(OptionalLong.of(900), body("{}"), Operation.TAG, _ -> {
            Response inner = bodies.read(
                    OptionalLong.of(101),
                    waiting,
                    Operation.TAG,
                    _ -> Response.ok().build());
            assertError(inner, 429, "CallerRateLimitExceeded");
            return Response.noContent().build();
        });
        assertThat(outer.getStatus()).isEqualTo(204);
        assertThat(waiting.available()).isZero();
        assertThat(bodies.read(
                                OptionalLong.of(900),
                                body("{}"),
                                Operation.TAG,
                                _ -> Response.ok().build())
                        .getStatus())
                .as("room again")
                .isEqualTo(200);
    }

    @Test
    void whatIsTooLargeIsRefusedAndReadToItsEnd() throws IOException {
        InputStream announced = endless(2_000_000);
        assertError(
                bodies.read(
                        OptionalLong.of(2_000_000),
                        announced,
                        Operation.TAG,
                        _ -> Response.ok().build()),
                413,
                "Request must be smaller than 1048576 bytes for the TagResource operation");
        assertThat(announced.available()).isZero();
        InputStream found = endless(2_000_000);
        assertError(
                bodies.read(UNKNOWN, found, Operation.TAG, _ -> Response.ok().build()), 400, "Could not parse");
        assertThat(found.available()).isZero();
        InputStream spaces = new ByteArrayInputStream(" ".repeat(2_000_000).getBytes(UTF_8));
        assertError(
                bodies.read(UNKNOWN, spaces, Operation.TAG, _ -> Response.ok().build()),
                413,
                "Request must be smaller than 1048576 bytes for the TagResource operation");
        assertThat(spaces.available()).isZero();
    }

    @Test
    void whatIsRefusedOrNotWrittenIsAnsweredAsAnError() {
        assertError(
                bodies.read(UNKNOWN, body("{}"), Operation.TAG, _ -> {
                    throw RefusedException.invalidParameter("no");
                }),
                400,
                "{\"Type\":\"User\",\"message\":\"no\"}");
        assertError(
                bodies.read(UNKNOWN, body("{}"), Operation.TAG, _ -> {
                    throw new RegistryException("no brokers", null);
                }),
                503,
                "no brokers");
    }

    @Test
    void aBodyThatBreaksOffGivesItsRoomBack() {
        InputStream broken = new InputStream() {
            @Override
            public int read() throws IOException {
                throw new IOException("gone");
            }
        };
        for (int i = 0; i < 5; i++) {
            assertError(
                    bodies.read(
                            OptionalLong.of(900),
                            broken,
                            Operation.TAG,
                            _ -> Response.ok().build()),
                    400,
                    "broke off: gone");
        }
    }
}
