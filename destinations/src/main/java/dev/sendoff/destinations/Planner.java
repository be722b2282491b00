package dev.sendoff.destinations;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sendoff.core.Account;
import dev.sendoff.core.CloudEvent;
import dev.sendoff.core.DeadLetter;
import dev.sendoff.core.Delivery;
import dev.sendoff.core.Destination;
import dev.sendoff.core.FunctionError;
import dev.sendoff.core.Invocation;
import dev.sendoff.core.Lineage;
import dev.sendoff.core.Origin;
import dev.sendoff.core.RequestId;
import dev.sendoff.core.Sharding;
import dev.sendoff.core.Success;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/**
 * Decides what comes of an ended invocation. What it makes of an outcome has the same ids however often it is asked.
 *
 * @param sharding where the invocations that it makes live
 */
record Planner(Account account, Sharding sharding, TargetTopics topics) {

    /** Carries what has no destination that could be understood, to its end as a dead letter. */
    static final String UNKNOWN_CARRIER = Destination.BUILT_IN + "unknown";

    /** An invocation that has ended, as far as it matters here. */
    private record Ended(
            RequestId id,
            int home,
            String function,
            @Nullable String qualifier,
            Instant at,
            int attempts,
            @Nullable FunctionError error,
            @Nullable String traceHeader,
            Origin origin) {

        Delivery.Status status() {
            return error == null ? Delivery.Status.DELIVERED : Delivery.Status.FAILED;
        }
    }

    /**
     * What is to be sent.
     *
     * @param failure told beside the body; null if that says all
     */
    private record Parcel(
            Delivery.Kind kind, String destination, IntFunction<byte[]> body, Origin.@Nullable Failure failure) {}

    /**
     * @param home the partition that the outcome stands in
     * @param now when what is invoked counts as accepted
     */
    List<Step> afterSuccess(Success success, int home, Instant now) {
        Ended ended = new Ended(
                success.id(),
                home,
                success.function(),
                success.qualifier(),
                success.attempt().endedAt(),
                success.attempt().number(),
                null,
                success.traceHeader(),
                success.origin());
        List<Step> steps = new ArrayList<>(news(ended));
        if (success.destination() != null) {
            ResultRecord record = ResultRecord.of(success, account);
            steps.addAll(send(
                    new Parcel(Delivery.Kind.ON_SUCCESS, success.destination(), record::toJson, null), ended, now));
        }
        return steps;
    }

    /**
     * @param home the partition that the outcome stands in
     * @param now when what is invoked counts as accepted
     */
    List<Step> afterDeadLetter(DeadLetter letter, int home, Instant now) {
        FunctionError error =
                letter.lastAttempt() == null ? null : letter.lastAttempt().error();
        Ended ended = new Ended(
                letter.id(),
                home,
                letter.function(),
                letter.qualifier(),
                letter.endedAt(),
                letter.attempts(),
                error == null ? new FunctionError(letter.reason().name(), letter.message(), "") : error,
                letter.traceHeader(),
                letter.origin());
        List<Step> steps = new ArrayList<>(news(ended));
        if (letter.destination() != null) {
            ResultRecord record = ResultRecord.of(letter, account);
            steps.addAll(
                    send(new Parcel(Delivery.Kind.ON_FAILURE, letter.destination(), record::toJson, null), ended, now));
        }
        String payload = letter.payload();
        if (letter.deadLetterTarget() != null && payload != null) {
            byte[] event = payload.getBytes(UTF_8);
            steps.addAll(send(
                    new Parcel(
                            Delivery.Kind.DEAD_LETTER_TARGET,
                            letter.deadLetterTarget(),
                            maxBytes -> event,
                            Origin.Failure.of(letter)),
                    ended,
                    now));
        }
        return steps;
    }

    /** What a function's dead-letter topic is told beside the event, as Lambda tells a queue. */
    private static List<Step.Header> attributes(RequestId id, Origin.Failure failure) {
        List<Step.Header> headers = new ArrayList<>();
        headers.add(new Step.Header("RequestID", id.toString()));
        if (failure.code() != null) {
            headers.add(new Step.Header("ErrorCode", failure.code().toString()));
        }
        headers.add(new Step.Header("ErrorMessage", failure.message()));
        return headers;
    }

    /** To the invocations that this one comes of. */
    private List<Step> news(Ended ended) {
        List<Step> news = new ArrayList<>();
        FunctionError error = ended.error();
        String type = error == null ? null : error.type();
        String message = error == null ? null : error.message();
        Origin.DeliveryOf delivers = ended.origin().deliveryOf();
        // A function that is a destination has been invoked, and that is all that was promised.
        if (delivers != null && Destination.isCarrier(ended.function())) {
            news.add(new Step.Tell(
                    new Delivery(
                            delivers.id(),
                            delivers.function(),
                            delivers.kind(),
                            delivers.destination(),
                            ended.status(),
                            ended.at(),
                            ended.id(),
                            ended.attempts(),
                            type,
                            message),
                    delivers.home()));
        }
        Origin.CopyOf copies = ended.origin().copyOf();
        if (copies != null) {
            news.add(new Step.Tell(
                    new Delivery(
                            copies.id(),
                            ended.function(),
                            copies.kind(),
                            account.qualifiedFunctionArn(ended.function(), ended.qualifier()),
                            ended.status(),
                            ended.at(),
                            ended.id(),
                            ended.attempts(),
                            type,
                            message),
                    copies.home()));
        }
        return news;
    }

    private List<Step> send(Parcel parcel, Ended ended, Instant now) {
        Destination destination;
        try {
            destination = Destination.parse(parcel.destination());
        } catch (IllegalArgumentException e) {
            return carried(UNKNOWN_CARRIER, parcel, ended, now);
        }
        return switch (destination) {
            case Destination.Topic topic -> published(topic, parcel, ended, now);
            case Destination.OfFunction function -> {
                Invocation invocation = invocation(function.function(), function.qualifier(), parcel, ended, now);
                yield List.of(
                        new Step.Invoke(invocation, home(invocation)),
                        told(parcel, ended, Delivery.Status.DELIVERED, invocation.id(), 1, now));
            }
            case Destination.Webhook _, Destination.OfService _ ->
                carried(destination.carrier().orElseThrow(), parcel, ended, now);
        };
    }

    /** At once and exactly once if the topic can be written; else by an invocation, which is tried until it can. */
    private List<Step> published(Destination.Topic topic, Parcel parcel, Ended ended, Instant now) {
        String carrier = topic.carrier().orElseThrow();
        OptionalInt room = topics.maxBytes(topic.topic());
        if (room.isEmpty()) {
            return carried(carrier, parcel, ended, now);
        }
        byte[] value = parcel.body().apply(room.getAsInt());
        if (value.length > room.getAsInt()) {
            return carried(carrier, parcel, ended, now);
        }
        Origin.Failure failure = parcel.failure();
        List<Step.Header> headers =
                failure == null ? cloudEvent(carrier, parcel, ended) : attributes(ended.id(), failure);
        return List.of(
                new Step.Publish(topic.topic(), ended.id().toString().getBytes(UTF_8), value, headers),
                told(parcel, ended, Delivery.Status.DELIVERED, null, 1, now));
    }

    /** With the id that whoever tries again later gives it too. */
    private List<Step.Header> cloudEvent(String carrier, Parcel parcel, Ended ended) {
        CloudEvent event = CloudEvent.of(
                parcel.kind(),
                id(carrier, parcel, ended),
                account.qualifiedFunctionArn(ended.function(), ended.qualifier()),
                ended.id(),
                ended.at());
        return event.kafkaHeaders().entrySet().stream()
                .map(header -> new Step.Header(header.getKey(), header.getValue()))
                .toList();
    }

    private List<Step> carried(String carrier, Parcel parcel, Ended ended, Instant now) {
        Invocation invocation = invocation(carrier, null, parcel, ended, now);
        return List.of(
                new Step.Invoke(invocation, home(invocation)),
                told(parcel, ended, Delivery.Status.PENDING, invocation.id(), 0, now));
    }

    private Invocation invocation(
            String function, @Nullable String qualifier, Parcel parcel, Ended ended, Instant now) {
        String payload = new String(parcel.body().apply(Invocation.MAX_PAYLOAD_BYTES), UTF_8);
        return Invocation.accepted(
                        id(function, parcel, ended),
                        function,
                        qualifier,
                        payload,
                        now,
                        // A destination is one more way round a loop.
                        Lineage.handedOn(ended.id(), ended.function(), ended.traceHeader()))
                .comeOf(new Origin(
                        new Origin.DeliveryOf(
                                parcel.kind(),
                                ended.id(),
                                ended.home(),
                                ended.function(),
                                parcel.destination(),
                                parcel.failure()),
                        null));
    }

    /** Of the invocation of that function: by what is in the records alone. */
    private RequestId id(String function, Parcel parcel, Ended ended) {
        String purpose = parcel.kind() + " " + parcel.destination();
        long chance =
                RequestId.comeOf(ended.id(), purpose, 0, ended.at()).value().getLeastSignificantBits();
        return RequestId.comeOf(ended.id(), purpose, sharding.hand(function).at(chance >>> 2), ended.at());
    }

    private static int home(Invocation invocation) {
        return invocation.id().homePartition().orElseThrow();
    }

    private static Step told(
            Parcel parcel,
            Ended ended,
            Delivery.Status status,
            @Nullable RequestId invocation,
            int attempts,
            Instant now) {
        return new Step.Tell(
                new Delivery(
                        ended.id(),
                        ended.function(),
                        parcel.kind(),
                        parcel.destination(),
                        status,
                        now,
                        invocation,
                        attempts,
                        null,
                        null),
                ended.home());
    }
}
