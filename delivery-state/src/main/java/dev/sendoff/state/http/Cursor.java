package dev.sendoff.state.http;

import java.util.Base64;
import org.apache.kafka.common.utils.Bytes;

/** The place between two pages, as callers carry it: opaque to them. */
final class Cursor {

    private Cursor() {}

    static String write(Bytes key) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(key.get());
    }

    /**
     * @param length of the key, in bytes
     * @throws IllegalArgumentException if it was not made by {@link #write} of such a key
     */
    static Bytes read(String text, int length) {
        byte[] key = Base64.getUrlDecoder().decode(text);
        if (key.length != length) {
            throw new IllegalArgumentException("a cursor holds " + length + " bytes, not " + key.length);
        }
        return Bytes.wrap(key);
    }
}
