package dev.sendoff.core;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.UUID;
import java.util.random.RandomGenerator;

/**
 * The id of one accepted invocation: the same on every attempt, and what a caller asks its state by.
 *
 * <p>Ids made here are UUIDs of version 8 (RFC 9562, custom layout):
 *
 * <pre>
 *  48 bits  milliseconds since 1970, so that ids sort by time
 *   4 bits  version, 8
 *  12 bits  home partition
 *   2 bits  variant
 *   1 bit   1 if derived from coordinates, 0 if drawn by chance
 *  61 bits  the offset, or chance
 * </pre>
 *
 * <p>An id of any other version is taken as it is (a producer may bring its own); it only does not tell its home.
 *
 * @param value the UUID; printed in lower case
 */
public record RequestId(UUID value) implements Comparable<RequestId> {

    /** One more than the largest home partition that an id can carry. */
    public static final int MAX_PARTITIONS = 1 << 12;

    private static final int VERSION = 8;
    private static final long VARIANT = 0x8000_0000_0000_0000L;
    private static final long DERIVED = 1L << 61;
    private static final long LOW_61 = DERIVED - 1;

    /** A new id, drawn by chance, that lives in {@code partition}. */
    public static RequestId generate(int partition, Instant now, RandomGenerator random) {
        return new RequestId(new UUID(timeAndHome(partition, now), VARIANT | (random.nextLong() & LOW_61)));
    }

    /**
     * The id of a record that was published without one. A function of its coordinates alone: every reader derives the
     * same.
     *
     * @param recordTime the record's timestamp, which tells apart records of a topic that was deleted and made anew
     */
    public static RequestId derived(int partition, long offset, Instant recordTime) {
        return new RequestId(new UUID(timeAndHome(partition, recordTime), VARIANT | DERIVED | (offset & LOW_61)));
    }

    /**
     * The id of an invocation that comes of another one: always the same for the same purpose.
     *
     * @param earlier the invocation that it comes of
     * @param purpose what it is for; tells apart what comes of the same one
     * @param partition where it lives
     * @param time when it came to be, by the records alone, so that whoever makes it again makes the same
     */
    public static RequestId comeOf(RequestId earlier, String purpose, int partition, Instant time) {
        UUID hash = UUID.nameUUIDFromBytes((earlier + " " + purpose).getBytes(StandardCharsets.UTF_8));
        long bits = Mixing.mix(hash.getMostSignificantBits()) ^ hash.getLeastSignificantBits();
        return new RequestId(new UUID(timeAndHome(partition, time), VARIANT | (bits & LOW_61)));
    }

    /**
     * Reads the canonical text form, in either case.
     *
     * @throws IllegalArgumentException if {@code text} is not a UUID of 36 characters
     */
    public static RequestId parse(String text) {
        if (text.length() != 36) {
            throw new IllegalArgumentException("'" + text + "' is not a UUID");
        }
        return new RequestId(UUID.fromString(text));
    }

    private static long timeAndHome(int partition, Instant time) {
        if (partition < 0 || partition >= MAX_PARTITIONS) {
            throw new IllegalArgumentException("partition " + partition + " is not in 0.." + (MAX_PARTITIONS - 1));
        }
        return (Math.max(0, time.toEpochMilli()) << 16) | ((long) VERSION << 12) | partition;
    }

    /** The home partition that the id carries; empty if the id was not made here. */
    public OptionalInt homePartition() {
        return value.version() == VERSION && value.variant() == 2
                ? OptionalInt.of((int) (value.getMostSignificantBits() & 0xFFF))
                : OptionalInt.empty();
    }

    /** When it was made, to the millisecond; empty if the id was not made here. */
    public Optional<Instant> madeAt() {
        return homePartition().isPresent()
                ? Optional.of(Instant.ofEpochMilli(value.getMostSignificantBits() >>> 16))
                : Optional.empty();
    }

    /** Unsigned order of the bits, which for ids made here is the order of their time. */
    @Override
    public int compareTo(RequestId other) {
        int high = Long.compareUnsigned(value.getMostSignificantBits(), other.value.getMostSignificantBits());
        return high != 0
                ? high
                : Long.compareUnsigned(value.getLeastSignificantBits(), other.value.getLeastSignificantBits());
    }

    @Override
    public String toString() {
        return value.toString();
    }
}
