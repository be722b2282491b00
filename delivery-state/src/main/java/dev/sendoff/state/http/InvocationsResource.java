package dev.sendoff.state.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sendoff.core.Account;
import dev.sendoff.core.DeliveryState;
import dev.sendoff.core.RequestId;
import dev.sendoff.installation.Installation;
import dev.sendoff.problems.Actor;
import dev.sendoff.problems.Problem;
import dev.sendoff.state.Backlogs;
import dev.sendoff.state.DeliveryStates;
import dev.sendoff.state.StateKey;
import dev.sendoff.state.StateList;
import dev.sendoff.state.StateReader;
import dev.sendoff.state.WhyNotYet;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.state.ReadOnlyKeyValueStore;
import org.jspecify.annotations.Nullable;

/** Where invocations stand. */
@Path(InvocationsResource.PATH)
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
public class InvocationsResource {

    static final String PATH = "/v1/invocations";

    private static final int LONGEST_COMMENT = 1000;

    private static final Pages.Kind LIST =
            new Pages.Kind(PATH, "invocations", InvocationsResource::keyOf, StateKey.LENGTH);

    private final DeliveryStates states;
    private final Lookup lookup;
    private final Pages pages;
    private final Backlogs backlogs;
    private final Cancelling cancelling;
    private final ObjectMapper json;
    private final Account account;

    InvocationsResource(
            DeliveryStates states,
            Lookup lookup,
            Pages pages,
            Backlogs backlogs,
            Cancelling cancelling,
            ObjectMapper json,
            Installation installation) {
        this.states = states;
        this.lookup = lookup;
        this.pages = pages;
        this.backlogs = backlogs;
        this.cancelling = cancelling;
        this.json = json;
        this.account = installation.account();
    }

    @GET
    @Path("/{id}")
    public Response get(@PathParam("id") String id, @HeaderParam(Peers.FORWARDED) @Nullable String forwarded)
            throws InterruptedException {
        return find(id, forwarded, backlogs::whyNotYet);
    }

    @DELETE
    @Path("/{id}")
    public Response cancel(
            @PathParam("id") String id,
            @QueryParam("comment") @Nullable String comment,
            @HeaderParam(Actor.HEADER) @Nullable String actor,
            @HeaderParam("Authorization") @Nullable String authorization)
            throws InterruptedException {
        if (comment != null && comment.length() > LONGEST_COMMENT) {
            return Problem.badRequest("a comment has at most " + LONGEST_COMMENT + " characters");
        }
        return cancelling.cancel(
                () -> find(id, null, _ -> null), Actor.of(actor, authorization), comment == null ? "" : comment);
    }

    private Response find(String id, @Nullable String forwarded, Function<DeliveryState, @Nullable WhyNotYet> whyNotYet)
            throws InterruptedException {
        return lookup.find(PATH, id, forwarded, answer -> switch (answer) {
            case StateReader.Found(var state) ->
                Response.ok(InvocationJson.of(state, account, whyNotYet.apply(state)))
                        .build();
            case StateReader.Unknown() ->
                Problem.notFound("no invocation " + id + " is known: none was accepted, or it ended too long ago");
            case StateReader.NotYet(var reason) -> Problem.unavailable(reason);
        });
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
        try {
            request = ListRequest.of(function, status, since, limit, cursor);
        } catch (IllegalArgumentException e) {
            return Problem.badRequest(String.valueOf(e.getMessage()));
        }
        return pages.page(LIST, request.query(), request.limit(), forwarded, held -> local(held, request));
    }

    private Merge.Part<JsonNode> local(Set<Integer> partitions, ListRequest request) {
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

    private static Bytes keyOf(JsonNode invocation) {
        return StateKey.of(RequestId.parse(invocation.path("id").asText()));
    }
}
