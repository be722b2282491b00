package dev.sendoff.state.http;

import dev.sendoff.core.DeliveryState.Status;
import dev.sendoff.state.StateKey;
import dev.sendoff.state.StateList.Filter;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Arrays;
import java.util.regex.Pattern;
import org.apache.kafka.common.utils.Bytes;
import org.jspecify.annotations.Nullable;

/** The parameters of a list, read and checked. */
record ListRequest(Filter filter, int limit) {

    static final int DEFAULT_LIMIT = 100;
    static final int MAX_LIMIT = 1_000;

    /** What is allowed as a function's name. */
    static final Pattern FUNCTION = Pattern.compile("[a-zA-Z0-9-_]{1,64}");

    /** @throws IllegalArgumentException that names the parameter and what is allowed */
    static ListRequest of(
            @Nullable String function,
            @Nullable String status,
            @Nullable String since,
            @Nullable String limit,
            @Nullable String cursor) {
        requireName(function);
        return new ListRequest(
                new Filter(function, status(status), time("since", since), cursor(cursor, StateKey.LENGTH)),
                limit(limit));
    }

    private static @Nullable Status status(@Nullable String text) {
        if (text == null) {
            return null;
        }
        return Arrays.stream(Status.values())
                .filter(status -> status.name().equals(text))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(
                        "status must be one of " + Arrays.toString(Status.values()) + ", not '" + text + "'"));
    }

    private static void requireName(@Nullable String function) {
        if (function != null && !FUNCTION.matcher(function).matches()) {
            throw new IllegalArgumentException(
                    "function must be 1 to 64 letters, digits, hyphens and underscores, not '" + function + "'");
        }
    }

    static @Nullable Instant time(String name, @Nullable String text) {
        if (text == null) {
            return null;
        }
        try {
            return OffsetDateTime.parse(text).toInstant();
        } catch (DateTimeException e) {
            throw new IllegalArgumentException(
                    name + " must be a time such as 2026-11-23T10:00:00Z, not '" + text + "'", e);
        }
    }

    static int limit(@Nullable String text) {
        if (text == null) {
            return DEFAULT_LIMIT;
        }
        try {
            int limit = Integer.parseInt(text);
            if (limit >= 1 && limit <= MAX_LIMIT) {
                return limit;
            }
        } catch (NumberFormatException e) {
            // Said below.
        }
        throw new IllegalArgumentException("limit must be a number from 1 to " + MAX_LIMIT + ", not '" + text + "'");
    }

    static @Nullable Bytes cursor(@Nullable String text, int length) {
        if (text == null) {
            return null;
        }
        try {
            return Cursor.read(text, length);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "cursor must be one that the page before answered with, not '" + text + "'", e);
        }
    }

    /** The same as the query of a URL. */
    String query() {
        StringBuilder query = new StringBuilder("limit=" + limit);
        append(query, "function", filter.function());
        append(query, "status", filter.status());
        append(query, "since", filter.since());
        append(query, "cursor", filter.before() == null ? null : Cursor.write(filter.before()));
        return query.toString();
    }

    static void append(StringBuilder query, String name, @Nullable Object value) {
        if (value != null) {
            query.append('&').append(name).append('=');
            query.append(URLEncoder.encode(value.toString(), StandardCharsets.UTF_8));
        }
    }
}
