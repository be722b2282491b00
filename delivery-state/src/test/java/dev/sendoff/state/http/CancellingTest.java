package dev.sendoff.state.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sendoff.core.Cancellation;
import dev.sendoff.core.RequestId;
import dev.sendoff.registry.Cancellations;
import jakarta.ws.rs.core.Response;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class CancellingTest {

    private static final Instant T0 = Instant.parse("2026-11-23T10:00:00Z");
    private static final RequestId ID = RequestId.generate(3, T0, new Random(1));

    private final Written written = new Written();
    private final Cancelling cancelling = new Cancelling(written, new ObjectMapper(), Duration.ofSeconds(1));

    @Test
    void isAskedForOnceAndAgainWithEachNewTime() throws InterruptedException {
        Instant later = T0.plusSeconds(60);
        Response answer =
                cancel(waiting(T0), waiting(T0), state("QUEUED"), waiting(later), waiting(later), state("CANCELLED"));
        assertThat(answer.getStatus()).isEqualTo(200);
        assertThat(written.all).extracting(Cancellation::due).containsExactly(T0, later);
        assertThat(written.all.getFirst().id()).isEqualTo(ID);
        assertThat(written.all.getFirst().home()).isEqualTo(3);
        assertThat(written.all.getFirst().by()).isEqualTo("ann");
        assertThat(written.all.getFirst().comment()).isEqualTo("why");
    }

    @Test
    void whatRunsOrHasEndedIsLeftAlone() throws InterruptedException {
        for (String status : List.of("RUNNING", "SUCCEEDED", "DEAD_LETTERED")) {
            assertThat(cancel(state(status)).getStatus()).as(status).isEqualTo(409);
        }
        assertThat(written.all).isEmpty();
    }

    @Test
    void whatWasCancelledBeforeIsCancelled() throws InterruptedException {
        assertThat(cancel(state("CANCELLED")).getStatus()).isEqualTo(200);
        assertThat(written.all).isEmpty();
    }

    @Test
    void whatBeginsMeanwhileIsTooLate() throws InterruptedException {
        assertThat(cancel(state("QUEUED"), state("RUNNING"), state("SUCCEEDED")).getStatus())
                .isEqualTo(409);
        assertThat(cancel(state("QUEUED"), state("RUNNING")).getStatus()).isEqualTo(409);
    }

    @Test
    void whatIsNotKnownInTimeIsAccepted() throws InterruptedException {
        assertThat(cancel(state("QUEUED")).getStatus()).isEqualTo(202);
        assertThat(written.all).hasSize(1);
    }

    @Test
    void whatTheLookDoesNotFindIsAnsweredAsItSays() throws InterruptedException {
        Response notFound = Response.status(404).build();
        assertThat(cancelling.cancel(() -> notFound, "", "")).isSameAs(notFound);
    }

    /** The last one is seen for ever. */
    private Response cancel(byte[]... states) throws InterruptedException {
        ArrayDeque<byte[]> seen = new ArrayDeque<>(List.of(states));
        return cancelling.cancel(
                () -> Response.ok(seen.size() > 1 ? seen.remove() : seen.peek()).build(), "ann", "why");
    }

    private static byte[] waiting(Instant until) {
        return ("{\"id\":\"" + ID + "\",\"status\":\"WAITING\",\"waiting\":{\"for\":\"RETRY\",\"until\":\"" + until
                        + "\"},\"home\":{\"partition\":3}}")
                .getBytes(java.nio.charset.StandardCharsets.UTF_8);
    }

    private static byte[] state(String status) {
        return ("{\"id\":\"" + ID + "\",\"status\":\"" + status + "\",\"waiting\":null,\"home\":{\"partition\":3}}")
                .getBytes(java.nio.charset.StandardCharsets.UTF_8);
    }

    private static final class Written implements Cancellations {
        final List<Cancellation> all = new ArrayList<>();

        @Override
        public @Nullable Cancellation find(RequestId id) {
            return null;
        }

        @Override
        public News since(long next) {
            return new News(List.of(), next);
        }

        @Override
        public void awaitReady() {}

        @Override
        public void write(Cancellation cancellation) {
            all.add(cancellation);
        }
    }
}
