package dev.sendoff.schemas;

import dev.sendoff.core.AttemptStarted;
import dev.sendoff.core.Cancellation;
import dev.sendoff.core.DeadLetter;
import dev.sendoff.core.Delivery;
import dev.sendoff.core.DeliveryState;
import dev.sendoff.core.FunctionRecord;
import dev.sendoff.core.Invocation;
import dev.sendoff.core.JobRecord;
import dev.sendoff.core.Success;
import io.confluent.kafka.schemaregistry.avro.AvroSchema;
import io.confluent.kafka.schemaregistry.client.SchemaRegistryClient;
import io.confluent.kafka.schemaregistry.client.rest.exceptions.RestClientException;
import io.confluent.kafka.serializers.KafkaAvroDeserializer;
import io.confluent.kafka.serializers.KafkaAvroSerializer;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Map;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.errors.SerializationException;

/**
 * Domain values to bytes and back: Avro in Confluent's wire format (a zero byte, the schema's id, the record), with
 * Confluent's serializers. Safe for use by many threads.
 */
public final class WireFormat {

    /** The first byte of every value that is Avro. */
    static final byte MAGIC = 0;

    private final Topics topics;
    private final SchemaRegistryClient registry;
    private final KafkaAvroSerializer serializer;
    private final KafkaAvroDeserializer deserializer;

    public WireFormat(Topics topics, SchemaRegistryClient registry) {
        this.topics = topics;
        this.registry = registry;
        // The URL is asked for by their configuration, and not used where a client is given.
        Map<String, Object> settings = Map.of(
                "schema.registry.url", "http://unused",
                "auto.register.schemas", false,
                "specific.avro.reader", true);
        this.serializer = new KafkaAvroSerializer(registry, settings);
        this.serializer.configure(settings, false);
        this.deserializer = new KafkaAvroDeserializer(registry, settings);
        this.deserializer.configure(settings, false);
    }

    /** Against the registry at {@code url}, with further settings of Confluent's client ({@code basic.auth…}). */
    public static WireFormat connect(Topics topics, String url, Map<String, ?> clientSettings) {
        return new WireFormat(topics, new RememberingRegistryClient(url, clientSettings));
    }

    public Topics topics() {
        return topics;
    }

    /**
     * Registers the schema of every topic, and asks that it may only evolve fully compatibly. Does nothing where that
     * has been done.
     *
     * @throws IOException if the registry cannot be reached
     * @throws IncompatibleSchemaException if the registry holds an older schema that ours is not compatible with
     */
    public void register() throws IOException {
        for (Topic topic : Topic.values()) {
            if (topic.schema().isPresent()) {
                register(topics.subject(topic), topic.schema().get());
            }
        }
    }

    private void register(String subject, Schema schema) throws IOException {
        try {
            registry.register(subject, new AvroSchema(schema));
            registry.updateCompatibility(subject, "FULL_TRANSITIVE");
        } catch (RestClientException e) {
            if (e.getStatus() == 409 || e.getStatus() == 422) {
                throw new IncompatibleSchemaException(subject, e);
            }
            throw new IOException("the schema registry refused " + subject + ": " + e.getMessage(), e);
        }
    }

    /** For {@code invocations} and {@code retries}, whose schema is the same. */
    byte[] invocation(Invocation value, Topic topic) {
        return serializer.serialize(topics.name(topic), InvocationCodec.toAvro(value));
    }

    /**
     * Reads an Avro value.
     *
     * @throws SerializationException if the bytes are no such record
     * @throws RegistryUnavailableException if its schema could not be asked for: the same bytes may be read later
     */
    dev.sendoff.schemas.avro.Invocation invocation(byte[] value, Topic topic) {
        return (dev.sendoff.schemas.avro.Invocation) read(value, topic);
    }

    public byte[] success(Success value) {
        return write(Codecs.SUCCESS, value, Topic.SUCCESSES);
    }

    public Success success(byte[] value) {
        return read(Codecs.SUCCESS, value, Topic.SUCCESSES);
    }

    public byte[] deadLetter(DeadLetter value) {
        return write(Codecs.DEAD_LETTER, value, Topic.DEAD_LETTERS);
    }

    public DeadLetter deadLetter(byte[] value) {
        return read(Codecs.DEAD_LETTER, value, Topic.DEAD_LETTERS);
    }

    public byte[] attemptStarted(AttemptStarted value) {
        return write(Codecs.ATTEMPT_STARTED, value, Topic.ATTEMPTS);
    }

    public AttemptStarted attemptStarted(byte[] value) {
        return read(Codecs.ATTEMPT_STARTED, value, Topic.ATTEMPTS);
    }

    public byte[] delivery(Delivery value) {
        return write(Codecs.DELIVERY, value, Topic.DELIVERIES);
    }

    public Delivery delivery(byte[] value) {
        return read(Codecs.DELIVERY, value, Topic.DELIVERIES);
    }

    public byte[] deliveryState(DeliveryState value) {
        return write(Codecs.DELIVERY_STATE, value, Topic.DELIVERY_STATE);
    }

    public DeliveryState deliveryState(byte[] value) {
        return read(Codecs.DELIVERY_STATE, value, Topic.DELIVERY_STATE);
    }

    public byte[] function(FunctionRecord value) {
        return write(FunctionCodec.FUNCTION, value, Topic.FUNCTIONS);
    }

    public FunctionRecord function(byte[] value) {
        return read(FunctionCodec.FUNCTION, value, Topic.FUNCTIONS);
    }

    public byte[] job(JobRecord value) {
        return write(JobCodec.JOB, value, Topic.REDRIVES);
    }

    public JobRecord job(byte[] value) {
        return read(JobCodec.JOB, value, Topic.REDRIVES);
    }

    public byte[] cancellation(Cancellation value) {
        return write(Codecs.CANCELLATION, value, Topic.CANCELLATIONS);
    }

    public Cancellation cancellation(byte[] value) {
        return read(Codecs.CANCELLATION, value, Topic.CANCELLATIONS);
    }

    private <T, A extends SpecificRecord> byte[] write(RecordCodec<T, A> codec, T value, Topic topic) {
        return serializer.serialize(topics.name(topic), codec.toAvro(value));
    }

    @SuppressWarnings("unchecked") // the reader's schema is that of the codec's class
    private <T, A extends SpecificRecord> T read(RecordCodec<T, A> codec, byte[] value, Topic topic) {
        return codec.toDomain((A) read(value, topic));
    }

    private Object read(byte[] value, Topic topic) {
        requireKnownSchema(value);
        try {
            return deserializer.deserialize(
                    topics.name(topic), value, topic.schema().orElseThrow());
        } catch (SerializationException e) {
            throw e;
        } catch (RuntimeException e) {
            // Avro answers damaged bytes with whatever its decoding ran into.
            throw new SerializationException("the bytes do not fit their schema: " + e.getMessage(), e);
        }
    }

    /** Asks for the schema apart from decoding, to tell an unreadable record from a registry that does not answer. */
    private void requireKnownSchema(byte[] value) {
        if (value.length < 5 || value[0] != MAGIC) {
            throw new SerializationException("not in Confluent's wire format: it has no magic byte and schema id");
        }
        int id = ByteBuffer.wrap(value, 1, 4).getInt();
        try {
            registry.getSchemaById(id);
        } catch (RestClientException e) {
            if (e.getStatus() == 404) {
                throw new SerializationException("the schema registry knows no schema with id " + id, e);
            }
            throw new RegistryUnavailableException(id, e);
        } catch (IOException e) {
            throw new RegistryUnavailableException(id, e);
        }
    }

    /** A registry holds a schema that ours cannot be read with, or the other way round. */
    public static final class IncompatibleSchemaException extends IOException {
        private static final long serialVersionUID = 1L;

        IncompatibleSchemaException(String subject, Throwable cause) {
            super(
                    "the schema registry holds an incompatible schema under " + subject + ": " + cause.getMessage(),
                    cause);
        }
    }

    /** A schema could not be asked for; nothing is known about the record. */
    public static final class RegistryUnavailableException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        RegistryUnavailableException(int schemaId, Throwable cause) {
            super("the schema registry did not answer for schema " + schemaId + ": " + cause.getMessage(), cause);
        }
    }
}
