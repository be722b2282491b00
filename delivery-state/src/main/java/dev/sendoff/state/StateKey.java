package dev.sendoff.state;

import dev.sendoff.core.RequestId;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.UUID;
import org.apache.kafka.common.utils.Bytes;

/**
 * What a state is stored under: the 16 bytes of its id. The ids that are made here begin with their time, as UUIDs of
 * version 7 do, so that the store is also the list by time.
 */
public final class StateKey {

    /** In bytes. */
    public static final int LENGTH = 16;

    private StateKey() {}

    public static Bytes of(RequestId id) {
        UUID uuid = id.value();
        return Bytes.wrap(ByteBuffer.allocate(LENGTH)
                .putLong(uuid.getMostSignificantBits())
                .putLong(uuid.getLeastSignificantBits())
                .array());
    }

    public static RequestId id(Bytes key) {
        ByteBuffer buffer = ByteBuffer.wrap(key.get());
        return new RequestId(new UUID(buffer.getLong(), buffer.getLong()));
    }

    /** The least key of all ids that begin with a time of {@code time} or later. */
    public static Bytes from(Instant time) {
        return Bytes.wrap(ByteBuffer.allocate(LENGTH)
                .putLong(Math.max(0, time.toEpochMilli()) << 16)
                .putLong(0)
                .array());
    }
}
