package dev.sendoff.state.figures;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.util.Map;
import java.util.TreeMap;

/** What was counted of a function, in a minute or since ever. Adds up over partitions. Not for several threads. */
final class Counts {

    private static final byte VERSION = 1;
    private static final int MAX_VARINT_BYTES = 10;

    long accepted;
    long succeeded;
    long attempts;
    long failedAttempts;
    long retries;

    /** What has not ended. Of a minute: by how much it changed. */
    long backlog;

    /** By reason. */
    final Map<String, Long> deadLettered = new TreeMap<>();

    final Histogram acceptToStart;
    final Histogram duration;

    Counts() {
        this(new Histogram(), new Histogram());
    }

    private Counts(Histogram acceptToStart, Histogram duration) {
        this.acceptToStart = acceptToStart;
        this.duration = duration;
    }

    void add(Counts other) {
        accepted += other.accepted;
        succeeded += other.succeeded;
        attempts += other.attempts;
        failedAttempts += other.failedAttempts;
        retries += other.retries;
        backlog += other.backlog;
        other.deadLettered.forEach((reason, count) -> deadLettered.merge(reason, count, Long::sum));
        acceptToStart.add(other.acceptToStart);
        duration.add(other.duration);
    }

    long deadLetteredInAll() {
        return deadLettered.values().stream().mapToLong(Long::longValue).sum();
    }

    byte[] toBytes() {
        int reasonBytes = deadLettered.keySet().stream()
                .mapToInt(reason -> reason.length() * 3 + 2 * MAX_VARINT_BYTES)
                .sum();
        ByteBuffer out = ByteBuffer.allocate(
                1 + 7 * MAX_VARINT_BYTES + reasonBytes + acceptToStart.maxBytes() + duration.maxBytes());
        out.put(VERSION);
        Varints.write(out, accepted);
        Varints.write(out, succeeded);
        Varints.write(out, attempts);
        Varints.write(out, failedAttempts);
        Varints.write(out, retries);
        Varints.write(out, backlog);
        Varints.write(out, deadLettered.size());
        deadLettered.forEach((reason, count) -> {
            byte[] name = reason.getBytes(UTF_8);
            Varints.write(out, name.length);
            out.put(name);
            Varints.write(out, count);
        });
        acceptToStart.write(out);
        duration.write(out);
        byte[] bytes = new byte[out.position()];
        out.flip().get(bytes);
        return bytes;
    }

    static Counts of(byte[] bytes) {
        return read(ByteBuffer.wrap(bytes));
    }

    static Counts read(ByteBuffer in) {
        byte version = in.get();
        if (version != VERSION) {
            throw new IllegalStateException("figures of version " + version + " were kept, " + VERSION + " is known");
        }
        long[] numbers = new long[6];
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = Varints.read(in);
        }
        Map<String, Long> letters = new TreeMap<>();
        for (long reasons = Varints.read(in); reasons > 0; reasons--) {
            byte[] name = new byte[(int) Varints.read(in)];
            in.get(name);
            letters.put(new String(name, UTF_8), Varints.read(in));
        }
        Counts counts = new Counts(Histogram.read(in), Histogram.read(in));
        counts.accepted = numbers[0];
        counts.succeeded = numbers[1];
        counts.attempts = numbers[2];
        counts.failedAttempts = numbers[3];
        counts.retries = numbers[4];
        counts.backlog = numbers[5];
        counts.deadLettered.putAll(letters);
        return counts;
    }
}
