package dev.sendoff.ingest;

import dev.sendoff.core.Function;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A part of the list of functions.
 *
 * @param nextMarker what asks for the next part; null if this is the last
 */
public record FunctionPage(
        List<Function> functions, @Nullable String nextMarker) {

    private static final int DEFAULT_SIZE = 50;
    private static final int MAX_SIZE = 10_000;

    /** What ListFunctions is answered. */
    public sealed interface Result {
        record Found(FunctionPage page, boolean qualified) implements Result {}

        record Refused(LambdaError error) implements Result {}
    }

    /**
     * Reads the parameters of ListFunctions, and cuts the page out.
     *
     * @param all sorted by name
     * @param functionVersion {@code ALL} for qualified names
     */
    public static Result of(
            List<Function> all, @Nullable String marker, @Nullable String maxItems, @Nullable String functionVersion) {
        Violations violations = new Violations();
        violations.oneOf("functionVersion", functionVersion, Set.of("ALL"));
        Integer size = DEFAULT_SIZE;
        if (maxItems != null) {
            size = number(maxItems);
            if (size == null) {
                return new Result.Refused(
                        LambdaError.invalidParameter("MaxItems must be a number, unlike '" + maxItems + "'."));
            }
            violations.range("maxItems", size, 1, MAX_SIZE);
        }
        if (!violations.isEmpty()) {
            return new Result.Refused(violations.toError());
        }
        String after = "";
        if (marker != null && !marker.isEmpty()) {
            try {
                after = new String(Base64.getUrlDecoder().decode(marker), StandardCharsets.UTF_8);
            } catch (IllegalArgumentException e) {
                return new Result.Refused(LambdaError.invalidParameter(
                        "Invalid Marker: it must be the NextMarker of an earlier answer."));
            }
        }
        return new Result.Found(cut(all, after, size), "ALL".equals(functionVersion));
    }

    private static FunctionPage cut(List<Function> all, String after, int size) {
        List<Function> rest = all.stream()
                .filter(function -> function.name().compareTo(after) > 0)
                .limit(size + 1L)
                .toList();
        if (rest.size() <= size) {
            return new FunctionPage(rest, null);
        }
        List<Function> page = rest.subList(0, size);
        String next = Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(page.getLast().name().getBytes(StandardCharsets.UTF_8));
        return new FunctionPage(page, next);
    }

    private static @Nullable Integer number(String text) {
        try {
            return Integer.valueOf(text);
        } catch (NumberFormatException e) {
            return null;
        }
    }
}
