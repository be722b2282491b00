package dev.sendoff.schemas;

import dev.sendoff.core.Attempt;
import dev.sendoff.core.Hold;
import dev.sendoff.core.Invocation;
import dev.sendoff.core.RequestId;
import java.time.Instant;
import java.util.UUID;
import org.apache.avro.Schema;
import org.jspecify.annotations.Nullable;

/** Writes an invocation whole; reads one as it comes from elsewhere, where only function and payload need to be set. */
final class InvocationCodec {

    private InvocationCodec() {}

    static Schema schema() {
        return dev.sendoff.schemas.avro.Invocation.SCHEMA$;
    }

    static dev.sendoff.schemas.avro.Invocation toAvro(Invocation value) {
        Attempt last = value.lastAttempt();
        return dev.sendoff.schemas.avro.Invocation.newBuilder()
                .setId(value.id().value())
                .setFunction(value.function())
                .setQualifier(value.qualifier())
                .setPayload(value.payload())
                .setAcceptedAt(value.acceptedAt())
                .setAvailableAt(value.availableAt())
                .setAttempt(value.attempt())
                .setRequeues(value.requeues())
                .setThrottles(value.throttles())
                .setNotBefore(value.notBefore())
                .setHome(value.home())
                .setTraceHeader(value.traceHeader())
                .setLastAttempt(last == null ? null : Codecs.attempt(last))
                .setHold(hold(value.hold()))
                .setDeliveryOf(Origins.deliveryOf(value.origin()))
                .setCopyOf(Origins.copyOf(value.origin()))
                .build();
    }

    /**
     * @param derivedId what the invocation is called if the record brings no id
     * @param recordTime when it counts as accepted if the record does not say
     * @throws IllegalArgumentException if a field has a value that means nothing
     */
    static Invocation toDomain(dev.sendoff.schemas.avro.Invocation record, RequestId derivedId, Instant recordTime) {
        UUID id = record.getId();
        Instant acceptedAt = record.getAcceptedAt() == null ? recordTime : record.getAcceptedAt();
        return new Invocation(
                id == null ? derivedId : new RequestId(id),
                record.getFunction(),
                record.getQualifier(),
                record.getPayload(),
                acceptedAt,
                record.getAvailableAt() == null ? acceptedAt : record.getAvailableAt(),
                record.getAttempt(),
                record.getRequeues(),
                record.getThrottles(),
                record.getNotBefore(),
                record.getHome(),
                record.getTraceHeader(),
                record.getLastAttempt() == null ? null : Codecs.attempt(record.getLastAttempt()),
                hold(record.getHold()),
                Origins.of(record.getDeliveryOf(), record.getCopyOf()));
    }

    private static dev.sendoff.schemas.avro.@Nullable Hold hold(@Nullable Hold value) {
        return value == null
                ? null
                : new dev.sendoff.schemas.avro.Hold(value.cause().name(), value.since(), value.why());
    }

    private static @Nullable Hold hold(dev.sendoff.schemas.avro.@Nullable Hold record) {
        return record == null
                ? null
                : new Hold(Hold.Cause.valueOf(record.getCause()), record.getSince(), record.getWhy());
    }
}
