package dev.sendoff.state.http;

import dev.sendoff.state.figures.Figures;
import dev.sendoff.state.figures.Figures.Latency;
import dev.sendoff.state.figures.Figures.Total;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Figures as users see them. Times are in milliseconds. */
public record FiguresJson(
        String function,
        long backlog,
        @Nullable OldestJson oldestUnfinished,
        TotalJson total,
        TotalJson lastHour,
        RatesJson perMinute,
        List<MinuteJson> minutes) {

    /**
     * @param complete false if there were too many states to look at: what was found is the oldest of a part, and asking
     *     again looks further
     */
    public record OldestJson(
            @Nullable String acceptedAt, @Nullable Long ageMs, boolean complete) {}

    public record TotalJson(
            long accepted,
            long succeeded,
            Map<String, Long> deadLettered,
            long attempts,
            long failedAttempts,
            long retries,
            LatencyJson acceptToStart,
            LatencyJson duration) {}

    public record LatencyJson(long count, long p50, long p90, long p99) {}

    /** Of the last minute that is over. */
    public record RatesJson(long accepted, long succeeded, long deadLettered, long failedAttempts) {}

    public record MinuteJson(String from, long accepted, long succeeded, long deadLettered, long failedAttempts) {}

    static FiguresJson of(FiguresResource.Part part, Instant now) {
        Figures figures = part.figures();
        List<Figures.Minute> minutes = figures.minutes();
        Figures.Minute last = minutes.get(minutes.size() - 2);
        return new FiguresJson(
                figures.function(),
                figures.backlog(),
                oldest(part, now),
                total(figures.total()),
                total(figures.lastHour()),
                new RatesJson(last.accepted(), last.succeeded(), last.deadLettered(), last.failedAttempts()),
                minutes.stream()
                        .map(minute -> new MinuteJson(
                                minute.from().toString(),
                                minute.accepted(),
                                minute.succeeded(),
                                minute.deadLettered(),
                                minute.failedAttempts()))
                        .toList());
    }

    private static @Nullable OldestJson oldest(FiguresResource.Part part, Instant now) {
        Instant acceptedAt = part.oldest().acceptedAt();
        if (acceptedAt == null) {
            return part.oldest().complete() ? null : new OldestJson(null, null, false);
        }
        return new OldestJson(
                InvocationJson.millis(acceptedAt),
                Math.max(0, Duration.between(acceptedAt, now).toMillis()),
                part.oldest().complete());
    }

    private static TotalJson total(Total total) {
        return new TotalJson(
                total.accepted(),
                total.succeeded(),
                total.deadLettered(),
                total.attempts(),
                total.failedAttempts(),
                total.retries(),
                latency(total.acceptToStart()),
                latency(total.duration()));
    }

    private static LatencyJson latency(Latency latency) {
        return new LatencyJson(latency.count(), latency.p50(), latency.p90(), latency.p99());
    }
}
