package dev.sendoff.state.http;

import dev.sendoff.core.RequestId;
import dev.sendoff.problems.Problem;
import dev.sendoff.state.DeliveryStates;
import dev.sendoff.state.StateReader;
import dev.sendoff.state.http.Peers.UnavailableException;
import jakarta.inject.Singleton;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.net.http.HttpResponse;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.apache.kafka.streams.state.HostInfo;
import org.jspecify.annotations.Nullable;

/** Answers what is asked of one id, from whichever instance holds its state. */
@Singleton
final class Lookup {

    private final DeliveryStates states;
    private final StateReader reader;
    private final Peers peers;

    Lookup(DeliveryStates states, StateReader reader, Peers peers) {
        this.states = states;
        this.reader = reader;
        this.peers = peers;
    }

    /**
     * @param root the path, but for the id
     * @param forwarded the partitions that another instance asks for; null if it is no instance that asks
     * @param form the answer to what was found here
     */
    Response find(String root, String idText, @Nullable String forwarded, Function<StateReader.Answer, Response> form)
            throws InterruptedException {
        RequestId id;
        Set<Integer> asked;
        try {
            id = RequestId.parse(idText);
            asked = forwarded == null ? states.homesOf(id) : Peers.parse(forwarded);
        } catch (IllegalArgumentException e) {
            return Problem.badRequest("the id of an invocation is a UUID of 36 characters: " + e.getMessage());
        }
        long deadline = System.nanoTime() + states.readTimeout().toNanos();
        try {
            if (forwarded != null) {
                return form.apply(reader.find(id, asked, deadline));
            }
            return findAtHolders(root, id, peers.holdersOf(asked, deadline), deadline, form);
        } catch (UnavailableException e) {
            return Problem.unavailable(String.valueOf(e.getMessage()));
        }
    }

    private Response findAtHolders(
            String root,
            RequestId id,
            Map<HostInfo, Set<Integer>> holders,
            long deadline,
            Function<StateReader.Answer, Response> form)
            throws InterruptedException, UnavailableException {
        Map<HostInfo, CompletableFuture<HttpResponse<byte[]>>> asked = new LinkedHashMap<>();
        holders.forEach((host, held) -> {
            if (!host.equals(states.self())) {
                asked.put(host, peers.get(host, held, root + "/" + id, deadline));
            }
        });
        Response worst = form.apply(new StateReader.Unknown());
        Set<Integer> here = holders.getOrDefault(states.self(), Set.of());
        if (!here.isEmpty()) {
            Response answer = form.apply(reader.find(id, here, deadline));
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

    /** What another instance answered. */
    static Response passOn(HttpResponse<byte[]> answer) {
        Response.ResponseBuilder response = Response.status(answer.statusCode())
                .type(answer.headers().firstValue(HttpHeaders.CONTENT_TYPE).orElse(MediaType.APPLICATION_JSON))
                .entity(answer.body());
        answer.headers()
                .firstValue(HttpHeaders.RETRY_AFTER)
                .ifPresent(after -> response.header(HttpHeaders.RETRY_AFTER, after));
        return response.build();
    }
}
