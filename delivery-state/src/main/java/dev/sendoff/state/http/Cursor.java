package dev.sendoff.state.http;

import java.util.Base64;
import org.apache.kafka.common.utils.Bytes;

/** The place between two pages, as callers carry it: opaque to them. */
final class Cursor {

    private static final int KEY_LENGTH = 16;

    private Cursor() {}

    static String write(Bytes key) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(key.get());
    }

    /** @throws IllegalArgumentException if it was not made by {@link #write} */
    static Bytes read(String text) {
        byte[] key = Base64.getUrlDecoder().decode(text);
        if (key.length != KEY_LENGTH) {
            throw new IllegalArgumentException("a cursor holds " + KEY_LENGTH + " bytes, not " + key.length);
        }
        return Bytes.wrap(key);
    }
}
