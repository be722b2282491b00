package dev.sendoff.scheduler;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.jspecify.annotations.Nullable;

/** What stands in the store under a {@link TimerKey}. */
sealed interface StoredTimer {

    /**
     * An invocation, encoded as it is to be published: firing decodes and encodes nothing.
     *
     * @param headers of the record to be published
     */
    @SuppressWarnings("ArrayRecordComponent") // bytes that nobody compares
    record Ready(Headers headers, byte[] value) implements StoredTimer {}

    /**
     * A record that could not be read yet, because the registry did not answer for its schema. It is looked at again.
     *
     * @param offset of the record on {@code retries}
     * @param timestamp of the record, in milliseconds since 1970
     */
    @SuppressWarnings("ArrayRecordComponent")
    record Undecided(long offset, long timestamp, Headers headers, byte @Nullable [] key, byte @Nullable [] value)
            implements StoredTimer {}

    /** The form of version 1: a byte for the kind, then the components in their order. */
    default byte[] toBytes() {
        return switch (this) {
            case Ready ready -> {
                ByteBuffer out = ByteBuffer.allocate(1 + size(ready.headers()) + size(ready.value()));
                out.put(Kind.READY);
                write(out, ready.headers());
                write(out, ready.value());
                yield out.array();
            }
            case Undecided undecided -> {
                ByteBuffer out = ByteBuffer.allocate(1
                        + 2 * Long.BYTES
                        + size(undecided.headers())
                        + size(undecided.key())
                        + size(undecided.value()));
                out.put(Kind.UNDECIDED).putLong(undecided.offset()).putLong(undecided.timestamp());
                write(out, undecided.headers());
                write(out, undecided.key());
                write(out, undecided.value());
                yield out.array();
            }
        };
    }

    static StoredTimer of(byte[] bytes) {
        ByteBuffer in = ByteBuffer.wrap(bytes);
        byte kind = in.get();
        return switch (kind) {
            case Kind.READY -> {
                Headers headers = readHeaders(in);
                byte[] value = read(in);
                yield new Ready(headers, value == null ? new byte[0] : value);
            }
            case Kind.UNDECIDED -> new Undecided(in.getLong(), in.getLong(), readHeaders(in), read(in), read(in));
            default -> throw new IllegalStateException("the timer store holds a timer of unknown kind " + kind);
        };
    }

    /** Written to disk: never renumber. */
    final class Kind {
        private static final byte READY = 1;
        private static final byte UNDECIDED = 2;

        private Kind() {}
    }

    private static int size(byte @Nullable [] bytes) {
        return Integer.BYTES + (bytes == null ? 0 : bytes.length);
    }

    private static int size(Headers headers) {
        int size = Integer.BYTES;
        for (Header header : headers) {
            size += size(header.key().getBytes(UTF_8)) + size(header.value());
        }
        return size;
    }

    private static void write(ByteBuffer out, byte @Nullable [] bytes) {
        if (bytes == null) {
            out.putInt(-1);
        } else {
            out.putInt(bytes.length).put(bytes);
        }
    }

    private static void write(ByteBuffer out, Headers headers) {
        Header[] all = headers.toArray();
        out.putInt(all.length);
        for (Header header : all) {
            write(out, header.key().getBytes(UTF_8));
            write(out, header.value());
        }
    }

    private static byte @Nullable [] read(ByteBuffer in) {
        int length = in.getInt();
        if (length < 0) {
            return null;
        }
        byte[] bytes = new byte[length];
        in.get(bytes);
        return bytes;
    }

    private static Headers readHeaders(ByteBuffer in) {
        Headers headers = new RecordHeaders();
        int count = in.getInt();
        for (int i = 0; i < count; i++) {
            byte[] name = read(in);
            headers.add(name == null ? "" : new String(name, UTF_8), read(in));
        }
        return headers;
    }
}
