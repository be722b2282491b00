package dev.sendoff.schemas;

import dev.sendoff.core.DeadLetterReason;
import dev.sendoff.core.JobOptions;
import dev.sendoff.core.JobOrder;
import dev.sendoff.core.JobProgress;
import dev.sendoff.core.JobProgress.Copy;
import dev.sendoff.core.JobProgress.Reach;
import dev.sendoff.core.JobRecord;
import dev.sendoff.core.LetterSelection;
import dev.sendoff.core.RequestId;
import dev.sendoff.schemas.avro.Redrive;
import dev.sendoff.schemas.avro.RedriveCopy;
import dev.sendoff.schemas.avro.RedriveOrder;
import dev.sendoff.schemas.avro.RedriveProgress;
import dev.sendoff.schemas.avro.RedriveReach;
import java.util.List;
import java.util.TreeMap;
import java.util.UUID;
import org.apache.avro.Schema;
import org.jspecify.annotations.Nullable;

/** The codec of what is known of jobs. */
final class JobCodec {

    private JobCodec() {}

    static final RecordCodec<JobRecord, Redrive> JOB = new RecordCodec<>() {
        @Override
        public Schema schema() {
            return Redrive.SCHEMA$;
        }

        @Override
        public Redrive toAvro(JobRecord value) {
            return switch (value) {
                case JobOrder order -> new Redrive(order.id(), order(order), null);
                case JobProgress progress -> new Redrive(progress.id(), null, progress(progress));
            };
        }

        @Override
        public JobRecord toDomain(Redrive record) {
            if (record.getOrder() != null) {
                return order(record.getId(), record.getOrder());
            }
            if (record.getProgress() != null) {
                return progress(record.getId(), record.getProgress());
            }
            throw new IllegalArgumentException("it tells nothing of job " + record.getId());
        }
    };

    private static RedriveOrder order(JobOrder value) {
        LetterSelection selection = value.selection();
        DeadLetterReason reason = selection.reason();
        JobOptions options = value.options();
        return new RedriveOrder(
                value.kind().name(),
                selection.function(),
                reason == null ? null : reason.name(),
                selection.errorType(),
                selection.since(),
                selection.until(),
                selection.text(),
                value.ids().stream().map(RequestId::value).toList(),
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
                options.again(),
                value.comment(),
                value.by(),
                value.at(),
                value.wish().name(),
                value.changes(),
                value.changedBy(),
                value.changedAt());
    }

    private static JobOrder order(UUID id, RedriveOrder record) {
        @Nullable String reason = record.getReason();
        return new JobOrder(
                id,
                JobOrder.Kind.valueOf(record.getKind()),
                new LetterSelection(
                        record.getSelectedFunction(),
                        reason == null ? null : DeadLetterReason.valueOf(reason),
                        record.getErrorType(),
                        record.getSince(),
                        record.getUntil(),
                        record.getText()),
                record.getIds().stream().map(RequestId::new).toList(),
                new JobOptions(
                        record.getFunction(),
                        record.getQualifier(),
                        record.getPayload(),
                        record.getRatePerSecond(),
                        record.getCanary(),
                        record.getStopAtFailureRate(),
                        record.getWindow(),
                        record.getMinimum(),
                        record.getMaxInFlight(),
                        record.getMaxTimes(),
                        record.getAgain()),
                record.getComment(),
                record.getBy(),
                record.getAt(),
                JobOrder.Wish.valueOf(record.getWish()),
                record.getChanges(),
                record.getChangedBy(),
                record.getChangedAt());
    }

    private static RedriveProgress progress(JobProgress value) {
        return new RedriveProgress(
                value.state().name(),
                value.reason(),
                value.startedAt(),
                value.updatedAt(),
                value.endedAt(),
                toAvro(value.sources()),
                toAvro(value.outcomes()),
                value.matched(),
                value.putIn(),
                value.skipped(),
                value.endedWell(),
                value.endedBadly(),
                value.recent(),
                value.canaryPassed(),
                value.changesSeen(),
                value.lastPutInAt(),
                value.copies().stream()
                        .map(copy -> new RedriveCopy(
                                copy.of().value(), copy.invocation().value()))
                        .toList());
    }

    private static JobProgress progress(UUID id, RedriveProgress record) {
        return new JobProgress(
                id,
                JobProgress.State.valueOf(record.getState()),
                record.getReason(),
                record.getStartedAt(),
                record.getUpdatedAt(),
                record.getEndedAt(),
                toDomain(record.getSources()),
                toDomain(record.getOutcomes()),
                record.getMatched(),
                record.getPutIn(),
                new TreeMap<>(record.getSkipped()),
                record.getEndedWell(),
                record.getEndedBadly(),
                record.getRecent(),
                record.getCanaryPassed(),
                record.getChangesSeen(),
                record.getLastPutInAt(),
                record.getCopies().stream()
                        .map(copy -> new Copy(new RequestId(copy.getOf()), new RequestId(copy.getInvocation())))
                        .toList());
    }

    private static List<RedriveReach> toAvro(List<Reach> reaches) {
        return reaches.stream()
                .map(reach -> new RedriveReach(reach.topic(), reach.partition(), reach.next(), reach.end()))
                .toList();
    }

    private static List<Reach> toDomain(List<RedriveReach> reaches) {
        return reaches.stream()
                .map(reach -> new Reach(reach.getTopic(), reach.getPartition(), reach.getNext(), reach.getEnd()))
                .toList();
    }
}
