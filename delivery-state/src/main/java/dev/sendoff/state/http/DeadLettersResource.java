package dev.sendoff.state.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sendoff.core.Account;
import dev.sendoff.core.DeadLetter;
import dev.sendoff.core.Delivery;
import dev.sendoff.core.DeliveryState;
import dev.sendoff.core.RequestId;
import dev.sendoff.installation.Installation;
import dev.sendoff.problems.Problem;
import dev.sendoff.state.DeliveryStates;
import dev.sendoff.state.LetterKey;
import dev.sendoff.state.LetterList;
import dev.sendoff.state.LetterShelf;
import dev.sendoff.state.StateList;
import dev.sendoff.state.StateReader;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.utils.Bytes;
import org.jspecify.annotations.Nullable;

/** Dead letters: a list of them, and one with its event. */
@Path(DeadLettersResource.PATH)
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
public class DeadLettersResource {

    static final String PATH = "/v1/dead-letters";

    private static final Pages.Kind LIST =
            new Pages.Kind(PATH, "deadLetters", DeadLettersResource::keyOf, LetterKey.LENGTH);

    private final DeliveryStates states;
    private final Lookup lookup;
    private final Pages pages;
    private final LetterShelf shelf;
    private final ObjectMapper json;
    private final Account account;

    DeadLettersResource(
            DeliveryStates states,
            Lookup lookup,
            Pages pages,
            LetterShelf shelf,
            ObjectMapper json,
            Installation installation) {
        this.states = states;
        this.lookup = lookup;
        this.pages = pages;
        this.shelf = shelf;
        this.json = json;
        this.account = installation.account();
    }

    /** The parameters of a list, as they come. */
    public static class ListParameters {
        @QueryParam("function")
        @Nullable
        String function;

        @QueryParam("reason")
        @Nullable
        String reason;

        @QueryParam("errorType")
        @Nullable
        String errorType;

        @QueryParam("since")
        @Nullable
        String since;

        @QueryParam("until")
        @Nullable
        String until;

        @QueryParam("text")
        @Nullable
        String text;

        @QueryParam("redriven")
        @Nullable
        String redriven;

        @QueryParam("limit")
        @Nullable
        String limit;

        @QueryParam("cursor")
        @Nullable
        String cursor;
    }

    @GET
    public Response list(@BeanParam ListParameters asked, @HeaderParam(Peers.FORWARDED) @Nullable String forwarded)
            throws InterruptedException {
        LettersRequest request;
        try {
            request = LettersRequest.of(new LettersRequest.Parameters(
                    asked.function,
                    asked.reason,
                    asked.errorType,
                    asked.since,
                    asked.until,
                    asked.text,
                    asked.redriven,
                    asked.limit,
                    asked.cursor));
        } catch (IllegalArgumentException e) {
            return Problem.badRequest(String.valueOf(e.getMessage()));
        }
        return pages.page(LIST, request.query(), request.limit(), forwarded, held -> local(held, request));
    }

    private Merge.Part<JsonNode> local(Set<Integer> partitions, LettersRequest request) {
        List<LetterList.Partition> stores = new ArrayList<>();
        for (int partition : partitions) {
            stores.add(new LetterList.Partition(states.letters(partition), states.states(partition)));
        }
        StateList.Page page =
                LetterList.page(stores, request.filter(), request.limit(), StateList.MAX_SCANNED, states.wire());
        List<Merge.Item<JsonNode>> items = new ArrayList<>();
        for (DeliveryState letter : page.states()) {
            JsonNode item = json.valueToTree(InvocationJson.of(letter, account));
            items.add(new Merge.Item<>(keyOf(item), item));
        }
        return new Merge.Part<>(items, page.next());
    }

    private static Bytes keyOf(JsonNode letter) {
        return LetterKey.of(
                Instant.parse(letter.path("endedAt").asText()),
                RequestId.parse(letter.path("id").asText()));
    }

    @GET
    @Path("/{id}")
    public Response get(@PathParam("id") String id, @HeaderParam(Peers.FORWARDED) @Nullable String forwarded)
            throws InterruptedException {
        return lookup.find(PATH, id, forwarded, answer -> switch (answer) {
            case StateReader.Found(var state) -> state.isLetter() ? whole(state) : noLetter(state);
            case StateReader.Unknown() ->
                Problem.notFound("no dead letter " + id + " is known: it is none, or was given up too long ago");
            case StateReader.NotYet(var reason) -> Problem.unavailable(reason);
        });
    }

    private static Response noLetter(DeliveryState state) {
        return Problem.notFound(
                state.hasCome(Delivery.Kind.PURGE)
                        ? state.id() + " was purged"
                        : state.id() + " is no dead letter, but " + state.status());
    }

    private Response whole(DeliveryState state) {
        Optional<DeadLetter> letter;
        try {
            letter = shelf.find(state);
        } catch (KafkaException e) {
            return Problem.unavailable("the dead letter cannot be read now: " + e.getMessage());
        }
        return Response.ok(new LetterJson(
                        InvocationJson.of(state, account),
                        letter.map(LetterJson.EventJson::of).orElse(null)))
                .build();
    }
}
