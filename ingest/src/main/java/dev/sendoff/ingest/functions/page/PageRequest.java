package dev.sendoff.ingest.functions.page;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sendoff.ingest.Violations;
import dev.sendoff.ingest.functions.body.RefusedException;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/**
 * Which part of a list is asked for.
 *
 * @param after the key of the last item before it; empty for the first part
 */
public record PageRequest(String after, int size) {

    private static final int DEFAULT_SIZE = 50;
    private static final int MAX_SIZE = 10_000;

    /**
     * Reads the parameters that all lists have.
     *
     * @throws RefusedException if they cannot be, or {@code violations} has something already
     */
    public static PageRequest read(@Nullable String marker, @Nullable String maxItems, Violations violations) {
        return read(marker, maxItems, MAX_SIZE, violations);
    }

    /**
     * The same of a list with a limit of its own.
     *
     * @throws RefusedException if they cannot be, or {@code violations} has something already
     */
    public static PageRequest read(
            @Nullable String marker, @Nullable String maxItems, int maxSize, Violations violations) {
        int size = maxItems == null ? DEFAULT_SIZE : number(maxItems);
        violations.range("maxItems", size, 1, maxSize);
        RefusedException.throwIfAny(violations);
        return new PageRequest(marker == null ? "" : key(marker), size);
    }

    private static int number(String text) {
        try {
            return Integer.parseInt(text);
        } catch (NumberFormatException e) {
            throw RefusedException.invalidParameter("MaxItems must be a number, unlike '" + text + "'.");
        }
    }

    private static String key(String marker) {
        try {
            return new String(Base64.getUrlDecoder().decode(marker), UTF_8);
        } catch (IllegalArgumentException e) {
            throw RefusedException.invalidParameter("Invalid Marker: it must be the NextMarker of an earlier answer.");
        }
    }

    /** What asks for what comes after the item of that key. */
    public static String marker(String key) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(key.getBytes(UTF_8));
    }
}
