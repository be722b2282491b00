package dev.sendoff.executor.handlers;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * What one attempt logs, as far as its caller wants to see it. Any thread may write.
 *
 * <p>It holds what a handler writes through its context's logger, and the lines that AWS puts around it. What a handler
 * prints to standard output belongs to the process, and is not here.
 */
public sealed interface InvocationLog {

    /** Of an attempt whose log nobody asked for, as is every asynchronous one. */
    InvocationLog NONE = new Unwanted();

    /** The last 4 KB of a new attempt's log. */
    static InvocationLog tail() {
        return new Tail();
    }

    /** Whether anything is kept. If not, a line need not even be put together. */
    boolean isKept();

    /** Adds the text as it is; lines bring their own ends. */
    void append(String text);

    /** What is kept so far, in UTF-8, oldest first. */
    byte[] bytes();

    /** Keeps nothing. */
    final class Unwanted implements InvocationLog {
        private static final byte[] EMPTY = {};

        private Unwanted() {}

        @Override
        public boolean isKept() {
            return false;
        }

        @Override
        public void append(String text) {}

        @Override
        public byte[] bytes() {
            return EMPTY;
        }
    }

    /** Keeps the last {@value #LIMIT} bytes; a character may be cut at the beginning, as it is by AWS. */
    final class Tail implements InvocationLog {
        /** AWS's own limit. */
        public static final int LIMIT = 4096;

        private byte[] kept = {};

        private Tail() {}

        @Override
        public boolean isKept() {
            return true;
        }

        @Override
        public synchronized void append(String text) {
            byte[] added = text.getBytes(StandardCharsets.UTF_8);
            if (added.length >= LIMIT) {
                kept = Arrays.copyOfRange(added, added.length - LIMIT, added.length);
                return;
            }
            int stays = Math.min(kept.length, LIMIT - added.length);
            byte[] next = new byte[stays + added.length];
            System.arraycopy(kept, kept.length - stays, next, 0, stays);
            System.arraycopy(added, 0, next, stays, added.length);
            kept = next;
        }

        @Override
        public synchronized byte[] bytes() {
            return kept.clone();
        }
    }
}
