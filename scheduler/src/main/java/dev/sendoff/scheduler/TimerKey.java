package dev.sendoff.scheduler;

import dev.sendoff.core.RequestId;
import java.nio.ByteBuffer;
import java.util.UUID;
import org.apache.kafka.common.utils.Bytes;

/**
 * What a timer is stored under: its time, then the invocation's id. The bytes sort by time.
 *
 * @param dueMillis milliseconds since 1970, not negative
 */
record TimerKey(long dueMillis, RequestId id) {

    private static final int LENGTH = 24;

    TimerKey {
        if (dueMillis < 0) {
            throw new IllegalArgumentException("a timer is due after 1970, not at " + dueMillis + " ms");
        }
    }

    Bytes toBytes() {
        UUID uuid = id.value();
        return Bytes.wrap(ByteBuffer.allocate(LENGTH)
                .putLong(dueMillis)
                .putLong(uuid.getMostSignificantBits())
                .putLong(uuid.getLeastSignificantBits())
                .array());
    }

    static TimerKey of(Bytes bytes) {
        ByteBuffer buffer = ByteBuffer.wrap(bytes.get());
        return new TimerKey(buffer.getLong(), new RequestId(new UUID(buffer.getLong(), buffer.getLong())));
    }

    static long dueMillis(Bytes bytes) {
        return ByteBuffer.wrap(bytes.get()).getLong();
    }
}
