package dev.sendoff.state.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sendoff.problems.Problem;
import dev.sendoff.state.DeliveryStates;
import dev.sendoff.state.http.Peers.UnavailableException;
import jakarta.inject.Singleton;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.errors.InvalidStateStoreException;
import org.apache.kafka.streams.state.HostInfo;
import org.jspecify.annotations.Nullable;

/** Answers with a page of what all instances hold. */
@Singleton
final class Pages {

    private static final String CURSOR = "cursor";

    private final DeliveryStates states;
    private final Peers peers;
    private final ObjectMapper json;

    Pages(DeliveryStates states, Peers peers, ObjectMapper json) {
        this.states = states;
        this.peers = peers;
        this.json = json;
    }

    /**
     * One kind of list.
     *
     * @param path where it is
     * @param field what the items are called in the answer
     * @param keyOf by what an item is listed
     * @param keyLength of such keys, in bytes
     */
    record Kind(String path, String field, Function<JsonNode, Bytes> keyOf, int keyLength) {}

    /** What this instance's stores say. */
    interface Local {
        /** @throws InvalidStateStoreException if it does not hold one of them any more */
        Merge.Part<JsonNode> part(Set<Integer> partitions);
    }

    /**
     * @param query of the request, checked
     * @param forwarded the partitions that another instance asks for; null if it is no instance that asks
     */
    Response page(Kind kind, String query, int limit, @Nullable String forwarded, Local local)
            throws InterruptedException {
        Set<Integer> asked;
        try {
            asked = forwarded == null ? peers.allPartitions() : Peers.parse(forwarded);
        } catch (IllegalArgumentException e) {
            return Problem.badRequest(String.valueOf(e.getMessage()));
        }
        long deadline = System.nanoTime() + states.readTimeout().toNanos();
        try {
            if (forwarded != null) {
                return response(kind, here(asked, local, deadline));
            }
            Map<HostInfo, Set<Integer>> holders = peers.holdersOf(asked, deadline);
            Map<HostInfo, CompletableFuture<HttpResponse<byte[]>>> others = new LinkedHashMap<>();
            holders.forEach((host, held) -> {
                if (!host.equals(states.self())) {
                    others.put(host, peers.get(host, held, kind.path + "?" + query, deadline));
                }
            });
            List<Merge.Part<JsonNode>> parts = new ArrayList<>();
            parts.add(here(holders.getOrDefault(states.self(), Set.of()), local, deadline));
            for (Map.Entry<HostInfo, CompletableFuture<HttpResponse<byte[]>>> other : others.entrySet()) {
                HttpResponse<byte[]> answer = Peers.await(other.getKey(), other.getValue());
                if (answer.statusCode() != 200) {
                    return Lookup.passOn(answer);
                }
                parts.add(part(kind, answer.body()));
            }
            return response(kind, Merge.page(parts, limit));
        } catch (UnavailableException e) {
            return Problem.unavailable(String.valueOf(e.getMessage()));
        } catch (InvalidStateStoreException e) {
            return Problem.unavailable("the delivery state is being moved or restored: " + e.getMessage());
        } catch (IOException e) {
            return Problem.unavailable("another instance answered what cannot be read: " + e.getMessage());
        }
    }

    private Merge.Part<JsonNode> here(Set<Integer> partitions, Local local, long deadline) throws InterruptedException {
        states.awaitStores(partitions, deadline);
        return local.part(partitions);
    }

    private Merge.Part<JsonNode> part(Kind kind, byte[] body) throws IOException {
        JsonNode page = json.readTree(body);
        List<Merge.Item<JsonNode>> items = new ArrayList<>();
        for (JsonNode item : page.path(kind.field)) {
            items.add(new Merge.Item<>(kind.keyOf.apply(item), item));
        }
        JsonNode cursor = page.path(CURSOR);
        return new Merge.Part<>(items, cursor.isTextual() ? Cursor.read(cursor.asText(), kind.keyLength) : null);
    }

    private Response response(Kind kind, Merge.Part<JsonNode> page) {
        ObjectNode answer = json.createObjectNode();
        page.items().forEach(item -> answer.withArray(kind.field).add(item.value()));
        answer.withArray(kind.field);
        Bytes next = page.next();
        answer.put(CURSOR, next == null ? null : Cursor.write(next));
        return Response.ok(answer).build();
    }
}
