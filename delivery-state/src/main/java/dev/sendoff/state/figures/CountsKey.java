package dev.sendoff.state.figures;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.time.Instant;
import org.apache.kafka.common.utils.Bytes;

/**
 * What counts are stored under: the function's name, a zero byte, and the minute. A function's rows lie together.
 *
 * @param minute since 1970; {@link #EVER} for the sum of all
 */
record CountsKey(String function, long minute) {

    static final long EVER = 0;

    static long minuteOf(Instant time) {
        return Math.floorDiv(time.toEpochMilli(), 60_000L);
    }

    Bytes toBytes() {
        byte[] name = function.getBytes(UTF_8);
        return Bytes.wrap(ByteBuffer.allocate(name.length + 1 + Long.BYTES)
                .put(name)
                .put((byte) 0)
                .putLong(minute)
                .array());
    }

    static CountsKey of(Bytes key) {
        byte[] bytes = key.get();
        int nameLength = bytes.length - 1 - Long.BYTES;
        return new CountsKey(
                new String(bytes, 0, nameLength, UTF_8),
                ByteBuffer.wrap(bytes, nameLength + 1, Long.BYTES).getLong());
    }
}
