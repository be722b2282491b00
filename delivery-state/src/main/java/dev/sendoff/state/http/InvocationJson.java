package dev.sendoff.state.http;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import dev.sendoff.core.Account;
import dev.sendoff.core.Delivery;
import dev.sendoff.core.DeliveryState;
import dev.sendoff.core.Origin;
import dev.sendoff.core.RequestId;
import dev.sendoff.state.WhyNotYet;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A delivery state as users see it. The names are what scripts use: add to them, never rename. */
public record InvocationJson(
        String id,
        String function,
        @Nullable String functionArn,
        String status,
        @Nullable String acceptedAt,
        @Nullable String endedAt,
        @Nullable WaitingJson waiting,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable WhyNotYetJson whyNotYet,
        List<AttemptJson> attempts,
        HomeJson home,
        List<DeliveryJson> deliveries,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String deadLetterReason,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String deadLetterMessage,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable DeliveryOfJson deliveryOf,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable CopyOfJson copyOf) {

    private static final DateTimeFormatter MILLIS =
            new DateTimeFormatterBuilder().appendInstant(3).toFormatter();

    public record WaitingJson(
            @JsonProperty("for") String reason,
            String until,

            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable
            String why) {}

    /** Why it does not run yet. What is not known, or makes no sense, is left out. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record WhyNotYetJson(
            String because,
            String detail,
            @Nullable Integer ahead,
            @Nullable Boolean aheadComplete,
            @Nullable String expectedAt) {

        static @Nullable WhyNotYetJson of(@Nullable WhyNotYet why) {
            WhyNotYet.Backlog backlog = why == null ? null : why.backlog();
            return why == null
                    ? null
                    : new WhyNotYetJson(
                            why.because().name(),
                            why.detail(),
                            backlog == null ? null : backlog.ahead(),
                            backlog == null ? null : backlog.complete(),
                            millis(why.expectedAt()));
        }
    }

    public record AttemptJson(
            int number,
            String startedAt,
            @Nullable String endedAt,
            String outcome,

            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable
            String errorType,

            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable
            String errorMessage,

            boolean redelivered) {}

    public record HomeJson(int partition, @Nullable Long offset) {}

    /**
     * What came of it after its end.
     *
     * @param invocation the one that brings it there, whose state has the attempts; null if none was needed
     */
    public record DeliveryJson(
            String kind,
            String destination,
            String status,
            String at,
            @Nullable String invocation,
            int attempts,

            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable
            String errorType,

            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable
            String errorMessage) {

        static DeliveryJson of(Delivery delivery) {
            RequestId invocation = delivery.invocation();
            return new DeliveryJson(
                    delivery.kind().name(),
                    delivery.destination(),
                    delivery.status().name(),
                    MILLIS.format(delivery.at()),
                    invocation == null ? null : invocation.toString(),
                    delivery.attempts(),
                    delivery.errorType(),
                    delivery.errorMessage());
        }
    }

    /** Whose record it brings, and where. */
    public record DeliveryOfJson(String kind, String id, String function, String destination) {
        static @Nullable DeliveryOfJson of(Origin.@Nullable DeliveryOf origin) {
            return origin == null
                    ? null
                    : new DeliveryOfJson(
                            origin.kind().name(), origin.id().toString(), origin.function(), origin.destination());
        }
    }

    /** Whose event was put in again, the how-manieth time, and by which job. */
    public record CopyOfJson(
            String kind,
            String id,
            int times,

            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable
            String job) {
        static @Nullable CopyOfJson of(Origin.@Nullable CopyOf origin) {
            return origin == null
                    ? null
                    : new CopyOfJson(
                            origin.kind().name(),
                            origin.id().toString(),
                            origin.times(),
                            origin.job() == null ? null : origin.job().toString());
        }
    }

    static InvocationJson of(DeliveryState state, Account account) {
        return of(state, account, null);
    }

    /** @param why it does not run yet; null if that was not asked, or it does */
    static InvocationJson of(DeliveryState state, Account account, @Nullable WhyNotYet why) {
        DeliveryState.Waiting waiting = state.waiting();
        return new InvocationJson(
                state.id().toString(),
                state.function(),
                state.function().isEmpty() ? null : account.qualifiedFunctionArn(state.function(), state.qualifier()),
                state.status().name(),
                millis(state.acceptedAt()),
                millis(state.endedAt()),
                waiting == null
                        ? null
                        : new WaitingJson(waiting.reason().name(), MILLIS.format(waiting.until()), waiting.why()),
                WhyNotYetJson.of(why),
                state.attempts().stream()
                        .map(attempt -> new AttemptJson(
                                attempt.number(),
                                MILLIS.format(attempt.startedAt()),
                                millis(attempt.endedAt()),
                                attempt.outcome().name(),
                                attempt.errorType(),
                                attempt.errorMessage(),
                                attempt.redelivered()))
                        .toList(),
                new HomeJson(state.home().partition(), state.home().offset()),
                state.deliveries().stream().map(DeliveryJson::of).toList(),
                state.deadLetterReason() == null
                        ? null
                        : state.deadLetterReason().name(),
                state.deadLetterMessage(),
                DeliveryOfJson.of(state.origin().deliveryOf()),
                CopyOfJson.of(state.origin().copyOf()));
    }

    /** ISO-8601 in UTC, always with three digits after the second. */
    static @Nullable String millis(@Nullable Instant time) {
        return time == null ? null : MILLIS.format(time);
    }
}
