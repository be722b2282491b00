package dev.sendoff.state.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sendoff.core.Account;
import dev.sendoff.core.RequestId;
import dev.sendoff.installation.Installation;
import dev.sendoff.problems.Problem;
import dev.sendoff.state.DeliveryStates;
import dev.sendoff.state.StateKey;
import dev.sendoff.state.StateList;
import dev.sendoff.state.StateReader;
import dev.sendoff.state.http.Peers.UnavailableException;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.errors.InvalidStateStoreException;
import org.apache.kafka.streams.state.HostInfo;
import org.apache.kafka.streams.state.ReadOnlyKeyValueStore;
import org.jspecify.annotations.Nullable;

/** Where invocations stand. */
@Path("/v1/invocations")
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
public class InvocationsResource {

    private final DeliveryStates states;
    private final StateReader reader;
    private final Peers peers;
    private final ObjectMapper json;
    private final Account account;

    InvocationsResource(
            DeliveryStates states, StateReader reader, Peers peers, ObjectMapper json, Installation installation) {
        this.states = states;
        this.reader = reader;
        this.peers = peers;
        this.json = json;
        this.account = installation.account();
    }

    /** A page of states; {@code cursor} leads to the next one, and is null after the last. */
    public record PageJson(
            List<JsonNode> invocations, @Nullable String cursor) {}

    @GET
    @Path("/{id}")
    public Response get(@PathParam("id") String idText, @HeaderParam(Peers.FORWARDED) @Nullable String forwarded)
            throws InterruptedException {
        RequestId id;
        Set<Integer> asked;
        try {
            id = RequestId.parse(idText);
            asked = forwarded == null ? states.homesOf(id) : Peers.parse(forwarded);
        } catch (IllegalArgumentException e) {
            return Problem.badRequest("the id of an invocation is a UUID of 36 characters: " + e.getMessage());
        }
        long deadline = deadline();
        try {
            if (forwarded != null) {
                return answer(id, reader.find(id, asked, deadline));
            }
            return getFromHolders(id, peers.holdersOf(asked, deadline), deadline);
        } catch (UnavailableException e) {
            return Problem.unavailable(message(e));
        }
    }

    private Response getFromHolders(RequestId id, Map<HostInfo, Set<Integer>> holders, long deadline)
            throws InterruptedException, UnavailableException {
        Map<HostInfo, CompletableFuture<HttpResponse<byte[]>>> asked = new LinkedHashMap<>();
        holders.forEach((host, held) -> {
            if (!host.equals(states.self())) {
                asked.put(host, peers.get(host, held, "/v1/invocations/" + id, deadline));
            }
        });
        Response worst = notFound(id);
        Set<Integer> here = holders.getOrDefault(states.self(), Set.of());
        if (!here.isEmpty()) {
            Response answer = answer(id, reader.find(id, here, deadline));
            if (answer.getStatus() == 200) {
                return answer;
            }
            worst = worse(worst, answer);
        }
        for (Map.Entry<HostInfo, CompletableFuture<HttpResponse<byte[]>>> other : asked.entrySet()) {
            HttpResponse<byte[]> answer = Peers.await(other.getKey(), other.getValue());
            Response passedOn = passOn(answer);
            if (passedOn.getStatus() == 200) {
                return passedOn;
            }
            worst = worse(worst, passedOn);
        }
        return worst;
    }

    /** That one holder does not know the id says nothing as long as another cannot tell. */
    private static Response worse(Response one, Response other) {
        return other.getStatus() == 404 ? one : other;
    }

    private Response answer(RequestId id, StateReader.Answer answer) {
        return switch (answer) {
            case StateReader.Found(var state) ->
                Response.ok(InvocationJson.of(state, account)).build();
            case StateReader.Unknown() -> notFound(id);
            case StateReader.NotYet(var reason) -> Problem.unavailable(reason);
        };
    }

    private static Response notFound(RequestId id) {
        return Problem.notFound("no invocation " + id + " is known: none was accepted, or it ended too long ago");
    }

    private static Response passOn(HttpResponse<byte[]> answer) {
        Response.ResponseBuilder response = Response.status(answer.statusCode())
                .type(answer.headers().firstValue(HttpHeaders.CONTENT_TYPE).orElse(MediaType.APPLICATION_JSON))
                .entity(answer.body());
        answer.headers()
                .firstValue(HttpHeaders.RETRY_AFTER)
                .ifPresent(after -> response.header(HttpHeaders.RETRY_AFTER, after));
        return response.build();
    }

    @GET
    public Response list(
            @QueryParam("function") @Nullable String function,
            @QueryParam("status") @Nullable String status,
            @QueryParam("since") @Nullable String since,
            @QueryParam("limit") @Nullable String limit,
            @QueryParam("cursor") @Nullable String cursor,
            @HeaderParam(Peers.FORWARDED) @Nullable String forwarded)
            throws InterruptedException {
        ListRequest request;
        Set<Integer> asked;
        try {
            request = ListRequest.of(function, status, since, limit, cursor);
            asked = forwarded == null ? peers.allPartitions() : Peers.parse(forwarded);
        } catch (IllegalArgumentException e) {
            return Problem.badRequest(message(e));
        }
        long deadline = deadline();
        try {
            if (forwarded != null) {
                return page(local(asked, request, deadline));
            }
            Map<HostInfo, Set<Integer>> holders = peers.holdersOf(asked, deadline);
            Map<HostInfo, CompletableFuture<HttpResponse<byte[]>>> others = new LinkedHashMap<>();
            holders.forEach((host, held) -> {
                if (!host.equals(states.self())) {
                    others.put(host, peers.get(host, held, "/v1/invocations?" + request.query(), deadline));
                }
            });
            List<Merge.Part<JsonNode>> parts = new ArrayList<>();
            parts.add(local(holders.getOrDefault(states.self(), Set.of()), request, deadline));
            for (Map.Entry<HostInfo, CompletableFuture<HttpResponse<byte[]>>> other : others.entrySet()) {
                HttpResponse<byte[]> answer = Peers.await(other.getKey(), other.getValue());
                if (answer.statusCode() != 200) {
                    return passOn(answer);
                }
                parts.add(part(answer.body()));
            }
            return page(Merge.page(parts, request.limit()));
        } catch (UnavailableException e) {
            return Problem.unavailable(message(e));
        } catch (InvalidStateStoreException e) {
            return Problem.unavailable("the delivery state is being moved or restored: " + e.getMessage());
        } catch (IOException e) {
            return Problem.unavailable("another instance answered what cannot be read: " + e.getMessage());
        }
    }

    private Merge.Part<JsonNode> local(Set<Integer> partitions, ListRequest request, long deadline)
            throws InterruptedException {
        states.awaitStores(partitions, deadline);
        List<ReadOnlyKeyValueStore<Bytes, byte[]>> stores = new ArrayList<>();
        for (int partition : partitions) {
            stores.add(states.states(partition));
        }
        StateList.Page page =
                StateList.page(stores, request.filter(), request.limit(), StateList.MAX_SCANNED, states.wire());
        return new Merge.Part<>(
                page.states().stream()
                        .map(state -> new Merge.Item<>(
                                StateKey.of(state.id()), json.<JsonNode>valueToTree(InvocationJson.of(state, account))))
                        .toList(),
                page.next());
    }

    private Merge.Part<JsonNode> part(byte[] body) throws IOException {
        JsonNode page = json.readTree(body);
        List<Merge.Item<JsonNode>> items = new ArrayList<>();
        for (JsonNode invocation : page.path("invocations")) {
            items.add(new Merge.Item<>(
                    StateKey.of(RequestId.parse(invocation.path("id").asText())), invocation));
        }
        JsonNode cursor = page.path("cursor");
        return new Merge.Part<>(items, cursor.isTextual() ? Cursor.read(cursor.asText()) : null);
    }

    private static Response page(Merge.Part<JsonNode> page) {
        Bytes next = page.next();
        return Response.ok(new PageJson(
                        page.items().stream().map(Merge.Item::value).toList(),
                        next == null ? null : Cursor.write(next)))
                .build();
    }

    private long deadline() {
        return System.nanoTime() + states.readTimeout().toNanos();
    }

    private static String message(Exception e) {
        return String.valueOf(e.getMessage());
    }
}
