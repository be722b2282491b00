package dev.sendoff.state.figures;

import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.LongStream;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.ReadOnlyKeyValueStore;

/** The figures of one function at one moment, summed over any number of partitions and instances. */
public final class Figures {

    private final String function;
    private final long nowMinute;
    private final Counts ever = new Counts();
    private final Counts[] minutes = new Counts[FigureBook.MINUTES];

    public Figures(String function, Instant now) {
        this.function = function;
        this.nowMinute = CountsKey.minuteOf(now);
        Arrays.setAll(minutes, i -> new Counts());
    }

    public String function() {
        return function;
    }

    /** Adds what one partition's store holds. */
    public void add(ReadOnlyKeyValueStore<Bytes, byte[]> store) {
        byte[] sum = store.get(new CountsKey(function, CountsKey.EVER).toBytes());
        if (sum == null) {
            return;
        }
        ever.add(Counts.of(sum));
        Bytes from = new CountsKey(function, nowMinute - FigureBook.MINUTES + 1).toBytes();
        Bytes to = new CountsKey(function, nowMinute).toBytes();
        try (KeyValueIterator<Bytes, byte[]> rows = store.range(from, to)) {
            rows.forEachRemaining(row -> addMinute(CountsKey.of(row.key).minute(), Counts.of(row.value)));
        }
    }

    private void addMinute(long minute, Counts counts) {
        long index = minute - (nowMinute - FigureBook.MINUTES + 1);
        if (index >= 0 && index < minutes.length) {
            minutes[(int) index].add(counts);
        }
    }

    /** For another instance, to be added there by {@link #add(byte[])}. */
    public byte[] toBytes() {
        List<byte[]> parts = new ArrayList<>();
        parts.add(ever.toBytes());
        for (Counts minute : minutes) {
            parts.add(minute.toBytes());
        }
        ByteBuffer out =
                ByteBuffer.allocate(parts.stream().mapToInt(part -> part.length).sum() + Long.BYTES);
        out.putLong(nowMinute);
        parts.forEach(out::put);
        return out.array();
    }

    /** Adds what another instance holds. */
    public void add(byte[] others) {
        ByteBuffer in = ByteBuffer.wrap(others);
        long theirMinute = in.getLong();
        ever.add(Counts.read(in));
        for (int i = 0; i < minutes.length; i++) {
            addMinute(theirMinute - FigureBook.MINUTES + 1 + i, Counts.read(in));
        }
    }

    /** What has not ended. */
    public long backlog() {
        return ever.backlog;
    }

    /** Since ever. */
    public Total total() {
        return total(ever);
    }

    /** In the last hour, this minute included. */
    public Total lastHour() {
        Counts sum = new Counts();
        for (Counts minute : minutes) {
            sum.add(minute);
        }
        return total(sum);
    }

    /** The last hour, the oldest minute first, this one last. */
    public List<Minute> minutes() {
        return LongStream.range(0, minutes.length)
                .mapToObj(i -> new Minute(
                        Instant.ofEpochSecond((nowMinute - FigureBook.MINUTES + 1 + i) * 60),
                        minutes[(int) i].accepted,
                        minutes[(int) i].succeeded,
                        minutes[(int) i].deadLetteredInAll(),
                        minutes[(int) i].failedAttempts))
                .toList();
    }

    private static Total total(Counts counts) {
        return new Total(
                counts.accepted,
                counts.succeeded,
                new TreeMap<>(counts.deadLettered),
                counts.attempts,
                counts.failedAttempts,
                counts.retries,
                latency(counts.acceptToStart),
                latency(counts.duration));
    }

    private static Latency latency(Histogram histogram) {
        return new Latency(
                histogram.count(), histogram.quantile(0.5), histogram.quantile(0.9), histogram.quantile(0.99));
    }

    /**
     * @param deadLettered by reason
     * @param acceptToStart from when it could run to its first attempt's start
     * @param duration of each attempt
     */
    public record Total(
            long accepted,
            long succeeded,
            Map<String, Long> deadLettered,
            long attempts,
            long failedAttempts,
            long retries,
            Latency acceptToStart,
            Latency duration) {}

    /** Milliseconds; the quantiles are at most an eighth too high, and 0 if nothing was seen. */
    public record Latency(long count, long p50, long p90, long p99) {}

    public record Minute(Instant from, long accepted, long succeeded, long deadLettered, long failedAttempts) {}
}
