package dev.sendoff.ingest.functions.page;

import dev.sendoff.core.FunctionVersion;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A part of a list. Whoever follows the markers sees everything that was there all the time, and nothing twice.
 *
 * @param nextMarker what asks for the next part; null if this is the last
 */
public record Page<T>(List<T> items, @Nullable String nextMarker) {

    /**
     * Cuts it out.
     *
     * @param all sorted by {@code key}
     * @param key of each item, none twice
     */
    public static <T> Page<T> of(Stream<T> all, Function<T, String> key, PageRequest request) {
        List<T> rest = all.filter(item -> key.apply(item).compareTo(request.after()) > 0)
                .limit(request.size() + 1L)
                .toList();
        if (rest.size() <= request.size()) {
            return new Page<>(rest, null);
        }
        List<T> page = rest.subList(0, request.size());
        return new Page<>(page, PageRequest.marker(key.apply(page.getLast())));
    }

    /** The key of a version among those of all functions: by name, and then by number, the unpublished one first. */
    public static String key(FunctionVersion version) {
        int number = version.isPublished() ? Integer.parseInt(version.number()) : 0;
        return String.format(Locale.ROOT, "%s %09d", version.function(), number);
    }
}
