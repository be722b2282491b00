package dev.sendoff.environments;

/** Cuts what a process writes into lines. A line that is longer than the buffer comes in pieces. For one thread. */
final class Lines {

    static final int LONGEST = 16 * 1024;

    private final byte[] partial = new byte[LONGEST];
    private int held;

    void accept(byte[] bytes, int length, LineSink sink) {
        int from = 0;
        for (int i = 0; i < length; i++) {
            if (bytes[i] == '\n') {
                take(bytes, from, i - from, sink);
                if (held > 0 || from == i) {
                    sink.line(partial, 0, held, true);
                    held = 0;
                }
                from = i + 1;
            }
        }
        keep(bytes, from, length - from, sink);
    }

    /** The end of a line, which may have begun earlier. */
    private void take(byte[] bytes, int from, int length, LineSink sink) {
        if (held == 0 && length > 0) {
            sink.line(bytes, from, length, true);
        } else {
            keep(bytes, from, length, sink);
        }
    }

    private void keep(byte[] bytes, int from, int length, LineSink sink) {
        int at = from;
        int left = length;
        while (left > 0) {
            int fits = Math.min(left, partial.length - held);
            System.arraycopy(bytes, at, partial, held, fits);
            held += fits;
            at += fits;
            left -= fits;
            if (held == partial.length && left > 0) {
                sink.line(partial, 0, held, false);
                held = 0;
            }
        }
    }

    /** What has been written of a line that has not ended. */
    void flush(LineSink sink) {
        if (held > 0) {
            sink.line(partial, 0, held, false);
            held = 0;
        }
    }
}
