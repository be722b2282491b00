package dev.sendoff.redrive.http;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonRawValue;
import dev.sendoff.core.JobOptions;
import dev.sendoff.core.JobOrder;
import dev.sendoff.core.JobProgress;
import dev.sendoff.core.LetterSelection;
import dev.sendoff.core.RequestId;
import dev.sendoff.redrive.kafka.Findings;
import dev.sendoff.redrive.kafka.Job;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A job as users see it. The names are what scripts use: add to them, never rename. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record JobJson(
        String id,
        String kind,
        String state,
        @Nullable String reason,
        @Nullable String comment,
        String by,
        String at,
        String wish,
        String changedBy,
        String changedAt,
        SelectionJson selection,
        List<String> ids,
        OptionsJson options,
        @Nullable ProgressJson progress) {

    private static final DateTimeFormatter MILLIS =
            new DateTimeFormatterBuilder().appendInstant(3).toFormatter();

    /** A job shows so many of its ids. */
    private static final int IDS_SHOWN = 100;

    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record SelectionJson(
            @Nullable String function,
            @Nullable String reason,
            @Nullable String errorType,
            @Nullable String since,
            @Nullable String until,
            @Nullable String text) {}

    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record OptionsJson(
            @Nullable String function,
            @Nullable String qualifier,
            @JsonRawValue @Nullable String payload,
            @Nullable Double ratePerSecond,
            int canary,
            @Nullable Double stopAtFailureRate,
            int window,
            int minimum,
            int maxInFlight,
            int maxTimes,
            boolean again) {}

    /**
     * @param toRead how many records of its source it has not looked at; about, since the brokers' own marks count
     * @param perSecond how many it has put in a second, from its beginning to the last one
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record ProgressJson(
            String startedAt,
            String updatedAt,
            @Nullable String endedAt,
            long toRead,
            long matched,
            long putIn,
            Map<String, Long> skipped,
            long endedWell,
            long endedBadly,
            double perSecond,
            List<CopyJson> copies) {}

    /**
     * @param of the earlier invocation
     * @param invocation the new one
     */
    public record CopyJson(String of, String invocation) {}

    /** What a dry run found. */
    public record FindingsJson(
            boolean dryRun,
            long matched,
            long wouldTake,
            Map<String, Long> skipped,
            Map<String, Long> byFunction,
            Map<String, Long> byReason,
            List<String> sample,
            boolean complete) {

        static FindingsJson of(Findings found) {
            return new FindingsJson(
                    true,
                    found.matched(),
                    found.wouldTake(),
                    found.skipped(),
                    found.byFunction(),
                    found.byReason(),
                    found.sample().stream().map(RequestId::toString).toList(),
                    found.complete());
        }
    }

    static JobJson of(Job job) {
        JobOrder order = job.order();
        JobProgress progress = job.progress();
        return new JobJson(
                order.id().toString(),
                order.kind().name(),
                progress == null ? "QUEUED" : progress.state().name(),
                progress == null || progress.reason().isEmpty() ? null : progress.reason(),
                order.comment(),
                order.by(),
                MILLIS.format(order.at()),
                order.wish().name(),
                order.changedBy(),
                MILLIS.format(order.changedAt()),
                selection(order.selection()),
                order.ids().stream().limit(IDS_SHOWN).map(RequestId::toString).toList(),
                options(order.options()),
                progress == null ? null : progress(progress));
    }

    private static SelectionJson selection(LetterSelection selection) {
        return new SelectionJson(
                selection.function(),
                selection.reason() == null ? null : selection.reason().name(),
                selection.errorType(),
                millis(selection.since()),
                millis(selection.until()),
                selection.text());
    }

    private static OptionsJson options(JobOptions options) {
        return new OptionsJson(
                options.function(),
                options.qualifier(),
                options.payload(),
                options.ratePerSecond(),
                options.canary(),
                options.stopAtFailureRate(),
                options.window(),
                options.minimum(),
                options.maxInFlight(),
                options.maxTimes(),
                options.again());
    }

    private static ProgressJson progress(JobProgress progress) {
        long left = 0;
        for (JobProgress.Reach reach : progress.sources()) {
            left += Math.max(0, reach.end() - reach.next());
        }
        return new ProgressJson(
                MILLIS.format(progress.startedAt()),
                MILLIS.format(progress.updatedAt()),
                millis(progress.endedAt()),
                left,
                progress.matched(),
                progress.putIn(),
                progress.skipped(),
                progress.endedWell(),
                progress.endedBadly(),
                perSecond(progress),
                progress.copies().stream()
                        .map(copy -> new CopyJson(
                                copy.of().toString(), copy.invocation().toString()))
                        .toList());
    }

    private static double perSecond(JobProgress progress) {
        Instant last = progress.lastPutInAt();
        if (last == null) {
            return 0;
        }
        double seconds = Duration.between(progress.startedAt(), last).toMillis() / 1000.0;
        return seconds <= 0 ? 0 : Math.round(10 * progress.putIn() / seconds) / 10.0;
    }

    private static @Nullable String millis(@Nullable Instant time) {
        return time == null ? null : MILLIS.format(time);
    }
}
