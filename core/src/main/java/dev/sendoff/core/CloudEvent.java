package dev.sendoff.core;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The attributes of a record on its way to a destination, by <a
 * href="https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/spec.md">CloudEvents 1.0</a>.
 *
 * @param id the same however often the record is sent
 * @param type what happened
 * @param source the ARN of the function, with a qualifier
 * @param subject the invocation that ended
 * @param time when it ended
 */
public record CloudEvent(RequestId id, String type, String source, String subject, Instant time) {

    public static final String SPEC_VERSION = "1.0";
    private static final String SUCCEEDED = "dev.sendoff.invocation.succeeded";
    private static final String FAILED = "dev.sendoff.invocation.failed";

    public static CloudEvent of(Delivery.Kind kind, RequestId id, String functionArn, RequestId ended, Instant time) {
        return new CloudEvent(
                id, kind == Delivery.Kind.ON_SUCCESS ? SUCCEEDED : FAILED, functionArn, ended.toString(), time);
    }

    /** By name, in the order of the specification. */
    public Map<String, String> attributes() {
        Map<String, String> attributes = new LinkedHashMap<>();
        attributes.put("id", id.toString());
        attributes.put("source", source);
        attributes.put("specversion", SPEC_VERSION);
        attributes.put("type", type);
        attributes.put("subject", subject);
        attributes.put("time", time.toString());
        return attributes;
    }

    /** The headers of a Kafka record that has the data as its value. */
    public Map<String, String> kafkaHeaders() {
        Map<String, String> headers = new LinkedHashMap<>();
        attributes().forEach((name, value) -> headers.put("ce_" + name, value));
        headers.put("content-type", "application/json");
        return headers;
    }
}
