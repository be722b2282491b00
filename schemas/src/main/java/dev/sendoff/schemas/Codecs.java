package dev.sendoff.schemas;

import dev.sendoff.core.Attempt;
import dev.sendoff.core.AttemptStarted;
import dev.sendoff.core.Cancellation;
import dev.sendoff.core.DeadLetter;
import dev.sendoff.core.DeadLetterReason;
import dev.sendoff.core.Delivery;
import dev.sendoff.core.DeliveryState;
import dev.sendoff.core.FunctionError;
import dev.sendoff.core.RequestId;
import dev.sendoff.core.SourceRecord;
import dev.sendoff.core.Success;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.apache.avro.Schema;
import org.jspecify.annotations.Nullable;

/** The codec of each record type but the {@link InvocationReader invocation's}, which reads others' records too. */
final class Codecs {

    private Codecs() {}

    static final RecordCodec<Success, dev.sendoff.schemas.avro.Success> SUCCESS = new RecordCodec<>() {
        @Override
        public Schema schema() {
            return dev.sendoff.schemas.avro.Success.SCHEMA$;
        }

        @Override
        public dev.sendoff.schemas.avro.Success toAvro(Success value) {
            return dev.sendoff.schemas.avro.Success.newBuilder()
                    .setId(value.id().value())
                    .setFunction(value.function())
                    .setQualifier(value.qualifier())
                    .setAcceptedAt(value.acceptedAt())
                    .setRequeues(value.requeues())
                    .setAttempt(attempt(value.attempt()))
                    .setResponse(value.response())
                    .setExecutedVersion(value.executedVersion())
                    .setDestination(value.destination())
                    .setPayload(value.payload())
                    .setTraceHeader(value.traceHeader())
                    .setDeliveryOf(Origins.deliveryOf(value.origin()))
                    .setCopyOf(Origins.copyOf(value.origin()))
                    .build();
        }

        @Override
        public Success toDomain(dev.sendoff.schemas.avro.Success record) {
            return new Success(
                    new RequestId(record.getId()),
                    record.getFunction(),
                    record.getQualifier(),
                    record.getAcceptedAt(),
                    record.getRequeues(),
                    attempt(record.getAttempt()),
                    record.getExecutedVersion(),
                    record.getResponse(),
                    record.getDestination(),
                    record.getPayload(),
                    record.getTraceHeader(),
                    Origins.of(record.getDeliveryOf(), record.getCopyOf()));
        }
    };

    static final RecordCodec<DeadLetter, dev.sendoff.schemas.avro.DeadLetter> DEAD_LETTER = new RecordCodec<>() {
        @Override
        public Schema schema() {
            return dev.sendoff.schemas.avro.DeadLetter.SCHEMA$;
        }

        @Override
        public dev.sendoff.schemas.avro.DeadLetter toAvro(DeadLetter value) {
            Attempt last = value.lastAttempt();
            SourceRecord source = value.source();
            return dev.sendoff.schemas.avro.DeadLetter.newBuilder()
                    .setId(value.id().value())
                    .setFunction(value.function())
                    .setQualifier(value.qualifier())
                    .setAcceptedAt(value.acceptedAt())
                    .setEndedAt(value.endedAt())
                    .setRequeues(value.requeues())
                    .setAttempts(value.attempts())
                    .setLastAttempt(last == null ? null : attempt(last))
                    .setReason(value.reason().name())
                    .setMessage(value.message())
                    .setPayload(value.payload())
                    .setTraceHeader(value.traceHeader())
                    .setSource(source == null ? null : source(source))
                    .setExecutedVersion(value.executedVersion())
                    .setDestination(value.destination())
                    .setDeadLetterTarget(value.deadLetterTarget())
                    .setDeliveryOf(Origins.deliveryOf(value.origin()))
                    .setCopyOf(Origins.copyOf(value.origin()))
                    .build();
        }

        @Override
        public DeadLetter toDomain(dev.sendoff.schemas.avro.DeadLetter record) {
            dev.sendoff.schemas.avro.Attempt last = record.getLastAttempt();
            dev.sendoff.schemas.avro.SourceRecord source = record.getSource();
            return new DeadLetter(
                    new RequestId(record.getId()),
                    record.getFunction(),
                    record.getQualifier(),
                    record.getAcceptedAt(),
                    record.getEndedAt(),
                    record.getRequeues(),
                    record.getAttempts(),
                    last == null ? null : attempt(last),
                    DeadLetterReason.valueOf(record.getReason()),
                    record.getMessage(),
                    record.getPayload(),
                    record.getTraceHeader(),
                    source == null ? null : source(source),
                    record.getExecutedVersion(),
                    record.getDestination(),
                    record.getDeadLetterTarget(),
                    Origins.of(record.getDeliveryOf(), record.getCopyOf()));
        }
    };

    static final RecordCodec<Delivery, dev.sendoff.schemas.avro.Delivery> DELIVERY = new RecordCodec<>() {
        @Override
        public Schema schema() {
            return dev.sendoff.schemas.avro.Delivery.SCHEMA$;
        }

        @Override
        public dev.sendoff.schemas.avro.Delivery toAvro(Delivery value) {
            RequestId invocation = value.invocation();
            return new dev.sendoff.schemas.avro.Delivery(
                    value.id().value(),
                    value.function(),
                    value.kind().name(),
                    value.destination(),
                    value.status().name(),
                    value.at(),
                    invocation == null ? null : invocation.value(),
                    value.attempts(),
                    value.errorType(),
                    value.errorMessage());
        }

        @Override
        public Delivery toDomain(dev.sendoff.schemas.avro.Delivery record) {
            UUID invocation = record.getInvocation();
            return new Delivery(
                    new RequestId(record.getId()),
                    record.getFunction(),
                    Delivery.Kind.valueOf(record.getKind()),
                    record.getDestination(),
                    Delivery.Status.valueOf(record.getStatus()),
                    record.getAt(),
                    invocation == null ? null : new RequestId(invocation),
                    record.getAttempts(),
                    record.getErrorType(),
                    record.getErrorMessage());
        }
    };

    static final RecordCodec<AttemptStarted, dev.sendoff.schemas.avro.AttemptStarted> ATTEMPT_STARTED =
            new RecordCodec<>() {
                @Override
                public Schema schema() {
                    return dev.sendoff.schemas.avro.AttemptStarted.SCHEMA$;
                }

                @Override
                public dev.sendoff.schemas.avro.AttemptStarted toAvro(AttemptStarted value) {
                    return dev.sendoff.schemas.avro.AttemptStarted.newBuilder()
                            .setId(value.id().value())
                            .setFunction(value.function())
                            .setRequeues(value.requeues())
                            .setNumber(value.number())
                            .setRedelivered(value.redelivered())
                            .setStartedAt(value.startedAt())
                            .setExecutor(value.executor())
                            .build();
                }

                @Override
                public AttemptStarted toDomain(dev.sendoff.schemas.avro.AttemptStarted record) {
                    return new AttemptStarted(
                            new RequestId(record.getId()),
                            record.getFunction(),
                            record.getRequeues(),
                            record.getNumber(),
                            record.getRedelivered(),
                            record.getStartedAt(),
                            record.getExecutor());
                }
            };

    static final RecordCodec<DeliveryState, dev.sendoff.schemas.avro.DeliveryState> DELIVERY_STATE =
            new RecordCodec<>() {
                @Override
                public Schema schema() {
                    return dev.sendoff.schemas.avro.DeliveryState.SCHEMA$;
                }

                // Constructors, not builders: every invocation passes here several times, and builders copy defaults.
                @Override
                public dev.sendoff.schemas.avro.DeliveryState toAvro(DeliveryState value) {
                    DeliveryState.Waiting waiting = value.waiting();
                    DeadLetterReason reason = value.deadLetterReason();
                    List<dev.sendoff.schemas.avro.AttemptState> attempts =
                            new ArrayList<>(value.attempts().size());
                    for (DeliveryState.AttemptState attempt : value.attempts()) {
                        attempts.add(new dev.sendoff.schemas.avro.AttemptState(
                                attempt.number(),
                                attempt.startedAt(),
                                attempt.endedAt(),
                                attempt.redelivered(),
                                attempt.outcome().name(),
                                attempt.errorType(),
                                attempt.errorMessage()));
                    }
                    return new dev.sendoff.schemas.avro.DeliveryState(
                            value.id().value(),
                            value.function(),
                            value.qualifier(),
                            value.status().name(),
                            value.acceptedAt(),
                            value.availableAt(),
                            value.endedAt(),
                            waiting == null ? null : waiting.reason().name(),
                            waiting == null ? null : waiting.until(),
                            attempts,
                            reason == null ? null : reason.name(),
                            value.deadLetterMessage(),
                            value.home().partition(),
                            value.home().offset(),
                            value.requeues(),
                            value.phase().ordinal(),
                            value.deliveries().stream().map(DELIVERY::toAvro).toList(),
                            Origins.deliveryOf(value.origin()),
                            Origins.copyOf(value.origin()),
                            value.letterOffset(),
                            waiting == null ? null : waiting.why());
                }

                @Override
                public DeliveryState toDomain(dev.sendoff.schemas.avro.DeliveryState record) {
                    String waitingFor = record.getWaitingFor();
                    Instant waitingUntil = record.getWaitingUntil();
                    String reason = record.getDeadLetterReason();
                    return new DeliveryState(
                            new RequestId(record.getId()),
                            record.getFunction(),
                            record.getQualifier(),
                            DeliveryState.Status.valueOf(record.getStatus()),
                            record.getAcceptedAt(),
                            record.getAvailableAt(),
                            record.getEndedAt(),
                            waitingFor == null || waitingUntil == null
                                    ? null
                                    : new DeliveryState.Waiting(
                                            DeliveryState.Waiting.Reason.valueOf(waitingFor),
                                            waitingUntil,
                                            record.getWaitingWhy()),
                            record.getAttempts().stream()
                                    .map(attempt -> new DeliveryState.AttemptState(
                                            attempt.getNumber(),
                                            attempt.getStartedAt(),
                                            attempt.getEndedAt(),
                                            attempt.getRedelivered(),
                                            DeliveryState.AttemptOutcome.valueOf(attempt.getOutcome()),
                                            attempt.getErrorType(),
                                            attempt.getErrorMessage()))
                                    .toList(),
                            reason == null ? null : DeadLetterReason.valueOf(reason),
                            record.getDeadLetterMessage(),
                            record.getLetterOffset(),
                            new DeliveryState.Home(record.getHomePartition(), record.getHomeOffset()),
                            record.getDeliveries().stream()
                                    .map(DELIVERY::toDomain)
                                    .toList(),
                            Origins.of(record.getDeliveryOf(), record.getCopyOf()),
                            record.getRequeues(),
                            phase(record.getPhase()));
                }
            };

    static final RecordCodec<Cancellation, dev.sendoff.schemas.avro.Cancellation> CANCELLATION = new RecordCodec<>() {
        @Override
        public Schema schema() {
            return dev.sendoff.schemas.avro.Cancellation.SCHEMA$;
        }

        @Override
        public dev.sendoff.schemas.avro.Cancellation toAvro(Cancellation value) {
            return new dev.sendoff.schemas.avro.Cancellation(
                    value.id().value(), value.home(), value.due(), value.at(), value.by(), value.comment());
        }

        @Override
        public Cancellation toDomain(dev.sendoff.schemas.avro.Cancellation record) {
            return new Cancellation(
                    new RequestId(record.getId()),
                    record.getHome(),
                    record.getDue(),
                    record.getAt(),
                    record.getBy(),
                    record.getComment());
        }
    };

    private static DeliveryState.Phase phase(int ordinal) {
        DeliveryState.Phase[] phases = DeliveryState.Phase.values();
        if (ordinal < 0 || ordinal >= phases.length) {
            throw new IllegalArgumentException("a phase is 0 to " + (phases.length - 1) + ", not " + ordinal);
        }
        return phases[ordinal];
    }

    static dev.sendoff.schemas.avro.Attempt attempt(Attempt value) {
        FunctionError error = value.error();
        return dev.sendoff.schemas.avro.Attempt.newBuilder()
                .setNumber(value.number())
                .setStartedAt(value.startedAt())
                .setEndedAt(value.endedAt())
                .setRedelivered(value.redelivered())
                .setErrorType(error == null ? null : error.type())
                .setErrorMessage(error == null ? null : error.message())
                .setErrorPayload(error == null ? null : error.payload())
                .build();
    }

    static Attempt attempt(dev.sendoff.schemas.avro.Attempt record) {
        return new Attempt(
                record.getNumber(),
                record.getStartedAt(),
                record.getEndedAt(),
                record.getRedelivered(),
                record.getErrorType() == null
                        ? null
                        : new FunctionError(
                                record.getErrorType(),
                                orEmpty(record.getErrorMessage()),
                                orEmpty(record.getErrorPayload())));
    }

    private static String orEmpty(@Nullable String text) {
        return text == null ? "" : text;
    }

    private static dev.sendoff.schemas.avro.SourceRecord source(SourceRecord value) {
        List<dev.sendoff.schemas.avro.SourceHeader> headers = value.headers().stream()
                .map(header -> new dev.sendoff.schemas.avro.SourceHeader(header.name(), buffer(header.value())))
                .toList();
        return new dev.sendoff.schemas.avro.SourceRecord(
                value.topic(),
                value.partition(),
                value.offset(),
                value.timestamp(),
                buffer(value.key()),
                buffer(value.value()),
                headers);
    }

    private static SourceRecord source(dev.sendoff.schemas.avro.SourceRecord record) {
        return new SourceRecord(
                record.getTopic(),
                record.getPartition(),
                record.getOffset(),
                record.getTimestamp(),
                bytes(record.getKey()),
                bytes(record.getValue()),
                record.getHeaders().stream()
                        .map(header -> new SourceRecord.Header(header.getName(), bytes(header.getValue())))
                        .toList());
    }

    private static @Nullable ByteBuffer buffer(byte @Nullable [] bytes) {
        return bytes == null ? null : ByteBuffer.wrap(bytes);
    }

    private static byte @Nullable [] bytes(@Nullable ByteBuffer buffer) {
        if (buffer == null) {
            return null;
        }
        byte[] bytes = new byte[buffer.remaining()];
        buffer.duplicate().get(bytes);
        return bytes;
    }
}
