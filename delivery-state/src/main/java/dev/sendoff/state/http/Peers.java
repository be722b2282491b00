package dev.sendoff.state.http;

import dev.sendoff.state.DeliveryStates;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.streams.state.HostInfo;

/** The other instances, and what each of them holds. */
@Singleton
final class Peers {

    /**
     * Names the partitions that one instance asks another for, such as {@code 0,3}. Such a request is answered from
     * there alone, and never passed on.
     */
    static final String FORWARDED = "Sendoff-Forwarded";

    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(2);
    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(5);

    /** Beyond its own wait an instance needs some time to answer. */
    private static final Duration SLACK = Duration.ofSeconds(2);

    private final DeliveryStates states;
    private final HttpClient client = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(CONNECT_TIMEOUT)
            .build();

    Peers(DeliveryStates states) {
        this.states = states;
    }

    /** Some partition is held by no instance, or an instance does not answer. The message says which. */
    static final class UnavailableException extends Exception {
        private static final long serialVersionUID = 1L;

        UnavailableException(String message) {
            super(message);
        }
    }

    /**
     * Which instance is to be asked for which of {@code partitions}; waits until each has one.
     *
     * @throws UnavailableException if one has none till the deadline
     */
    Map<HostInfo, Set<Integer>> holdersOf(Set<Integer> partitions, long deadlineNanos)
            throws InterruptedException, UnavailableException {
        try (var watch = states.progress().watch()) {
            while (true) {
                Map<HostInfo, Set<Integer>> holders = new LinkedHashMap<>();
                Set<Integer> missing = new TreeSet<>(partitions);
                states.holders().forEach((host, held) -> {
                    Set<Integer> asked =
                            held.stream().filter(missing::contains).collect(Collectors.toCollection(TreeSet::new));
                    if (!asked.isEmpty()) {
                        holders.put(host, asked);
                        missing.removeAll(asked);
                    }
                });
                if (missing.isEmpty()) {
                    return holders;
                }
                if (System.nanoTime() - deadlineNanos >= 0) {
                    throw new UnavailableException("no instance holds partition "
                            + missing.stream().map(String::valueOf).collect(Collectors.joining(", ")) + " for now");
                }
                watch.await(BETWEEN_LOOKS.toNanos());
            }
        }
    }

    Set<Integer> allPartitions() {
        return IntStream.range(0, states.partitions()).boxed().collect(Collectors.toCollection(TreeSet::new));
    }

    /** Asks another instance for what it holds of {@code partitions}. */
    CompletableFuture<HttpResponse<byte[]>> get(
            HostInfo host, Set<Integer> partitions, String pathAndQuery, long deadlineNanos) {
        Duration left = Duration.ofNanos(Math.max(0, deadlineNanos - System.nanoTime()));
        HttpRequest request = HttpRequest.newBuilder(
                        URI.create("http://" + host.host() + ":" + host.port() + pathAndQuery))
                .header(FORWARDED, partitions.stream().map(String::valueOf).collect(Collectors.joining(",")))
                .timeout(left.plus(SLACK))
                .build();
        return client.sendAsync(request, HttpResponse.BodyHandlers.ofByteArray());
    }

    /** @throws UnavailableException naming the instance, if it did not answer */
    static HttpResponse<byte[]> await(HostInfo host, CompletableFuture<HttpResponse<byte[]>> answer)
            throws InterruptedException, UnavailableException {
        try {
            return answer.get();
        } catch (ExecutionException e) {
            throw new UnavailableException(
                    "the instance at " + host.host() + ":" + host.port() + " does not answer: " + reason(e));
        }
    }

    private static String reason(ExecutionException e) {
        Throwable cause = e.getCause();
        return cause instanceof IOException ? cause.getClass().getSimpleName() : String.valueOf(cause);
    }

    /** The partitions that another instance asks for. */
    static Set<Integer> parse(String forwarded) {
        try {
            return Arrays.stream(forwarded.split(","))
                    .map(String::strip)
                    .map(Integer::valueOf)
                    .collect(Collectors.toCollection(TreeSet::new));
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(
                    FORWARDED + " must be partition numbers with commas between, not '" + forwarded + "'", e);
        }
    }
}
