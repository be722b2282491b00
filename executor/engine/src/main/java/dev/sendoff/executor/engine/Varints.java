package dev.sendoff.executor.engine;

import java.io.ByteArrayOutputStream;

/** Unsigned numbers of seven bits a byte, low bits first, and runs of equal bits; read in turn. */
final class Varints {

    private final byte[] bytes;
    private int at;
    private long bit = -1;

    Varints(byte[] bytes) {
        this.bytes = bytes;
    }

    static void write(ByteArrayOutputStream out, long value) {
        long rest = value;
        while (rest > 0x7F) {
            out.write((int) (rest & 0x7F) | 0x80);
            rest >>>= 7;
        }
        out.write((int) rest);
    }

    /** @throws IndexOutOfBoundsException at the end */
    long next() {
        long value = 0;
        for (int shift = 0; shift < 63; shift += 7) {
            byte part = bytes[at++];
            value |= (long) (part & 0x7F) << shift;
            if (part >= 0) {
                return value;
            }
        }
        throw new IllegalArgumentException("a number of more than 63 bits");
    }

    byte nextByte() {
        return bytes[at++];
    }

    /** @throws IllegalArgumentException if whole bytes are left over */
    void requireEnd() {
        long read = bit < 0 ? at : (bit + 7) / 8;
        if (read != bytes.length) {
            throw new IllegalArgumentException("read " + read + " of " + bytes.length + " bytes");
        }
    }

    /**
     * How many of the next bits, at most {@code limit}, are {@code set}. Once begun, the rest of the input is bits.
     *
     * @throws IndexOutOfBoundsException at the end
     */
    long nextRunOfBits(boolean set, long limit) {
        if (bit < 0) {
            bit = (long) at * 8;
        }
        long from = bit;
        while (bit - from < limit && ((bytes[(int) (bit >> 3)] >> (bit & 7) & 1) == 1) == set) {
            bit++;
        }
        return bit - from;
    }
}
