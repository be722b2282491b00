package dev.sendoff.state;

import dev.sendoff.core.DeliveryState;
import dev.sendoff.core.RequestId;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.UUID;
import org.apache.kafka.common.utils.Bytes;

/** What a dead letter is listed under: when it was given up, then its id. So the store is the list by time. */
public final class LetterKey {

    /** In bytes. */
    public static final int LENGTH = 24;

    private LetterKey() {}

    public static Bytes of(Instant endedAt, RequestId id) {
        UUID uuid = id.value();
        return Bytes.wrap(ByteBuffer.allocate(LENGTH)
                .putLong(Math.max(0, endedAt.toEpochMilli()))
                .putLong(uuid.getMostSignificantBits())
                .putLong(uuid.getLeastSignificantBits())
                .array());
    }

    /** @throws IllegalArgumentException if it is not given up */
    static Bytes of(DeliveryState letter) {
        Instant endedAt = letter.endedAt();
        if (endedAt == null) {
            throw new IllegalArgumentException(letter.id() + " has not ended");
        }
        return of(endedAt, letter.id());
    }

    /** The least key of all that were given up at {@code time} or later. */
    static Bytes from(Instant time) {
        return of(time, new RequestId(new UUID(0, 0)));
    }

    static RequestId id(Bytes key) {
        ByteBuffer buffer = ByteBuffer.wrap(key.get(), Long.BYTES, LENGTH - Long.BYTES);
        return new RequestId(new UUID(buffer.getLong(), buffer.getLong()));
    }
}
