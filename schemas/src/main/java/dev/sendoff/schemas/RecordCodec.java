package dev.sendoff.schemas;

import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificRecord;

/**
 * Translates between a domain value and its generated twin.
 *
 * @param <T> the domain value
 * @param <A> what Avro generates for it
 */
interface RecordCodec<T, A extends SpecificRecord> {

    Schema schema();

    A toAvro(T value);

    /** @throws IllegalArgumentException if the record is well-formed but means nothing, such as an attempt number of 0 */
    T toDomain(A record);
}
