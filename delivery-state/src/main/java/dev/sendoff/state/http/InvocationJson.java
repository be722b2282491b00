package dev.sendoff.state.http;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import dev.sendoff.core.Account;
import dev.sendoff.core.DeliveryState;
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
        List<AttemptJson> attempts,
        HomeJson home,
        List<Object> deliveries,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String deadLetterReason,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String deadLetterMessage) {

    private static final DateTimeFormatter MILLIS =
            new DateTimeFormatterBuilder().appendInstant(3).toFormatter();

    public record WaitingJson(@JsonProperty("for") String reason, String until) {}

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

    static InvocationJson of(DeliveryState state, Account account) {
        DeliveryState.Waiting waiting = state.waiting();
        return new InvocationJson(
                state.id().toString(),
                state.function(),
                state.function().isEmpty() ? null : account.qualifiedFunctionArn(state.function(), state.qualifier()),
                state.status().name(),
                millis(state.acceptedAt()),
                millis(state.endedAt()),
                waiting == null ? null : new WaitingJson(waiting.reason().name(), MILLIS.format(waiting.until())),
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
                List.of(),
                state.deadLetterReason() == null
                        ? null
                        : state.deadLetterReason().name(),
                state.deadLetterMessage());
    }

    /** ISO-8601 in UTC, always with three digits after the second. */
    static @Nullable String millis(@Nullable Instant time) {
        return time == null ? null : MILLIS.format(time);
    }
}
