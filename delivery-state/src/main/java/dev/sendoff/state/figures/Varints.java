package dev.sendoff.state.figures;

import java.nio.ByteBuffer;

/** Whole numbers in as few bytes as they need: seven bits a byte, the lowest first. Negative ones take ten bytes. */
final class Varints {

    private Varints() {}

    static void write(ByteBuffer out, long number) {
        long rest = number;
        while ((rest & ~0x7FL) != 0) {
            out.put((byte) (rest | 0x80));
            rest >>>= 7;
        }
        out.put((byte) rest);
    }

    static long read(ByteBuffer in) {
        long number = 0;
        int shift = 0;
        while (true) {
            byte next = in.get();
            number |= (next & 0x7FL) << shift;
            if (next >= 0) {
                return number;
            }
            shift += 7;
        }
    }
}
