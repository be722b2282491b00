package dev.sendoff.state.http;

import dev.sendoff.problems.Problem;
import dev.sendoff.state.DeliveryStates;
import dev.sendoff.state.OldestUnfinished;
import dev.sendoff.state.OldestUnfinished.Oldest;
import dev.sendoff.state.figures.Figures;
import dev.sendoff.state.http.Peers.UnavailableException;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.streams.errors.InvalidStateStoreException;
import org.apache.kafka.streams.state.HostInfo;
import org.jspecify.annotations.Nullable;

/** Rates, latencies and backlog of a function. */
@Path("/v1/functions/{name}/figures")
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
public class FiguresResource {

    private final DeliveryStates states;
    private final Peers peers;
    private final OldestUnfinished oldestUnfinished;
    private final InstantSource clock = InstantSource.system();

    FiguresResource(DeliveryStates states, Peers peers) {
        this.states = states;
        this.peers = peers;
        this.oldestUnfinished = new OldestUnfinished(states.wire());
    }

    @GET
    public Response get(@PathParam("name") String function, @HeaderParam(Peers.FORWARDED) @Nullable String forwarded)
            throws InterruptedException {
        if (!ListRequest.FUNCTION.matcher(function).matches()) {
            return Problem.badRequest(
                    "a function's name is 1 to 64 letters, digits, hyphens and underscores, not '" + function + "'");
        }
        Instant now = clock.instant();
        long deadline = System.nanoTime() + states.readTimeout().toNanos();
        try {
            if (forwarded != null) {
                Part part = local(function, Peers.parse(forwarded), now, deadline);
                return Response.ok(part.toBytes(), MediaType.APPLICATION_OCTET_STREAM)
                        .build();
            }
            return Response.ok(FiguresJson.of(all(function, now, deadline), now))
                    .build();
        } catch (IllegalArgumentException e) {
            return Problem.badRequest(String.valueOf(e.getMessage()));
        } catch (UnavailableException e) {
            return Problem.unavailable(String.valueOf(e.getMessage()));
        } catch (InvalidStateStoreException e) {
            return Problem.unavailable("the delivery state is being moved or restored: " + e.getMessage());
        }
    }

    /** What some partitions hold of a function. */
    record Part(Figures figures, Oldest oldest) {

        byte[] toBytes() {
            byte[] counts = figures.toBytes();
            Instant acceptedAt = oldest.acceptedAt();
            return ByteBuffer.allocate(2 + Long.BYTES + counts.length)
                    .put((byte) (oldest.complete() ? 1 : 0))
                    .put((byte) (acceptedAt == null ? 0 : 1))
                    .putLong(acceptedAt == null ? 0 : acceptedAt.toEpochMilli())
                    .put(counts)
                    .array();
        }

        Part and(byte[] other) {
            ByteBuffer in = ByteBuffer.wrap(other);
            boolean complete = in.get() == 1;
            boolean known = in.get() == 1;
            long acceptedAt = in.getLong();
            byte[] counts = new byte[in.remaining()];
            in.get(counts);
            figures.add(counts);
            return new Part(figures, oldest.or(new Oldest(known ? Instant.ofEpochMilli(acceptedAt) : null, complete)));
        }
    }

    private Part all(String function, Instant now, long deadline) throws InterruptedException, UnavailableException {
        Map<HostInfo, Set<Integer>> holders = peers.holdersOf(peers.allPartitions(), deadline);
        Map<HostInfo, CompletableFuture<HttpResponse<byte[]>>> others = new LinkedHashMap<>();
        holders.forEach((host, held) -> {
            if (!host.equals(states.self())) {
                others.put(host, peers.get(host, held, "/v1/functions/" + function + "/figures", deadline));
            }
        });
        Part part = local(function, holders.getOrDefault(states.self(), Set.of()), now, deadline);
        for (Map.Entry<HostInfo, CompletableFuture<HttpResponse<byte[]>>> other : others.entrySet()) {
            HttpResponse<byte[]> answer = Peers.await(other.getKey(), other.getValue());
            if (answer.statusCode() != 200) {
                throw new UnavailableException("the instance at "
                        + other.getKey().host() + ":" + other.getKey().port() + " answered " + answer.statusCode());
            }
            part = part.and(answer.body());
        }
        return part;
    }

    private Part local(String function, Set<Integer> partitions, Instant now, long deadline)
            throws InterruptedException {
        states.awaitStores(partitions, deadline);
        Figures figures = new Figures(function, now);
        for (int partition : partitions) {
            figures.add(states.figures(partition));
        }
        Oldest oldest = Oldest.NONE;
        if (figures.backlog() > 0) {
            for (int partition : partitions) {
                oldest = oldest.or(oldestUnfinished.find(
                        function,
                        partition,
                        states.states(partition),
                        now,
                        OldestUnfinished.MAX_SCANNED / partitions.size()));
            }
        }
        return new Part(figures, oldest);
    }
}
