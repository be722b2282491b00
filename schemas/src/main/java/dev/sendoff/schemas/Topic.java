package dev.sendoff.schemas;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.avro.Schema;
import org.jspecify.annotations.Nullable;

/**
 * The topic catalogue: every topic of an installation, with what its records are and how long they are kept. The names
 * are what other programs rely on; an installation puts its prefix before them.
 */
public enum Topic {
    /** The queue. Key: request id, or whatever a producer of its own chose. */
    INVOCATIONS("invocations", Partitioning.HOME, Cleanup.DELETE, dev.sendoff.schemas.avro.Invocation.SCHEMA$),
    /** What is not to be seen before a time: to the scheduler. */
    RETRIES("retries", Partitioning.HOME, Cleanup.DELETE, dev.sendoff.schemas.avro.Invocation.SCHEMA$),
    /** Which attempts are under way, of those that last. */
    ATTEMPTS("attempts", Partitioning.HOME, Cleanup.DELETE, dev.sendoff.schemas.avro.AttemptStarted.SCHEMA$),
    SUCCESSES("successes", Partitioning.HOME, Cleanup.DELETE, dev.sendoff.schemas.avro.Success.SCHEMA$),
    DEAD_LETTERS("dead-letters", Partitioning.HOME, Cleanup.DELETE, dev.sendoff.schemas.avro.DeadLetter.SCHEMA$),
    /** What came of ended invocations: records at destinations, events that were put in again. */
    DELIVERIES("deliveries", Partitioning.HOME, Cleanup.DELETE, dev.sendoff.schemas.avro.Delivery.SCHEMA$),
    /** The state of every invocation, for other programs to follow. */
    DELIVERY_STATE(
            "delivery-state", Partitioning.HOME, Cleanup.COMPACT, dev.sendoff.schemas.avro.DeliveryState.SCHEMA$),
    /** Functions and their settings. Key: function name; of a published version, with its number: {@code name:3}. */
    FUNCTIONS("functions", Partitioning.SINGLE, Cleanup.COMPACT, dev.sendoff.schemas.avro.Function.SCHEMA$),
    /** Jobs that put events in again. Key: the job, and whether it is what is asked of it or how far it is. */
    REDRIVES("redrives", Partitioning.SINGLE, Cleanup.COMPACT, dev.sendoff.schemas.avro.Redrive.SCHEMA$),
    /** What is not to run, or not once more. Key: request id. */
    CANCELLATIONS("cancellations", Partitioning.SINGLE, Cleanup.DELETE, dev.sendoff.schemas.avro.Cancellation.SCHEMA$),
    /** The zips of functions, in chunks: bytes as they are. Key: upload and number of the chunk. */
    FUNCTION_CODE("function-code", Partitioning.SINGLE, Cleanup.COMPACT, null);

    /**
     * The largest record of any topic, in bytes: a response of 6 MiB, or a dead letter that holds a record of the largest
     * size that the queue takes.
     */
    public static final int MAX_RECORD_BYTES = 8 * 1024 * 1024;

    /** The largest record of the queue, in bytes: an event of 1 MiB, the last attempt's error, and room for others' ways. */
    static final int MAX_INVOCATION_BYTES = 4 * 1024 * 1024;

    /** How long the records of a topic that is not compacted are kept. */
    static final Duration RETENTION = Duration.ofDays(7);

    private enum Partitioning {
        /** An invocation stays in the same partition number over all topics of this kind. */
        HOME,
        SINGLE
    }

    private enum Cleanup {
        DELETE,
        COMPACT
    }

    private final String baseName;
    private final Partitioning partitioning;
    private final Cleanup cleanup;
    private final @Nullable Schema schema;

    Topic(String baseName, Partitioning partitioning, Cleanup cleanup, @Nullable Schema schema) {
        this.baseName = baseName;
        this.partitioning = partitioning;
        this.cleanup = cleanup;
        this.schema = schema;
    }

    /** The name without the installation's prefix. */
    public String baseName() {
        return baseName;
    }

    /** The schema of its values; empty where they are bytes without one. */
    public Optional<Schema> schema() {
        return Optional.ofNullable(schema);
    }

    /** Whether its records stand in their invocation's home partition. */
    public boolean isHomePartitioned() {
        return partitioning == Partitioning.HOME;
    }

    private boolean isQueue() {
        return this == INVOCATIONS || this == RETRIES;
    }

    /** The settings it is created with. */
    public Map<String, String> settings() {
        Map<String, String> settings = new HashMap<>();
        settings.put("max.message.bytes", String.valueOf(isQueue() ? MAX_INVOCATION_BYTES : MAX_RECORD_BYTES));
        switch (cleanup) {
            case DELETE -> {
                settings.put("cleanup.policy", "delete");
                settings.put("retention.ms", String.valueOf(RETENTION.toMillis()));
            }
            case COMPACT -> settings.put("cleanup.policy", "compact");
        }
        return settings;
    }

    /** The topic of that base name. */
    public static Optional<Topic> byBaseName(@Nullable String baseName) {
        for (Topic topic : values()) {
            if (topic.baseName.equals(baseName)) {
                return Optional.of(topic);
            }
        }
        return Optional.empty();
    }
}
