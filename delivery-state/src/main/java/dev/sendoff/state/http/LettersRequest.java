package dev.sendoff.state.http;

import dev.sendoff.core.DeadLetterReason;
import dev.sendoff.core.LetterSelection;
import dev.sendoff.state.LetterKey;
import dev.sendoff.state.LetterList.Filter;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** The parameters of a list of dead letters, read and checked. */
record LettersRequest(Filter filter, int limit) {

    private static final int MAX_TEXT = 256;

    /** As they come in the query of a URL. */
    record Parameters(
            @Nullable String function,
            @Nullable String reason,
            @Nullable String errorType,
            @Nullable String since,
            @Nullable String until,
            @Nullable String text,
            @Nullable String redriven,
            @Nullable String limit,
            @Nullable String cursor) {}

    /** @throws IllegalArgumentException that names the parameter and what is allowed */
    static LettersRequest of(Parameters asked) {
        return new LettersRequest(
                new Filter(
                        new LetterSelection(
                                text("function", asked.function),
                                reason(asked.reason),
                                text("errorType", asked.errorType),
                                ListRequest.time("since", asked.since),
                                ListRequest.time("until", asked.until),
                                text("text", asked.text)),
                        redriven(asked.redriven),
                        ListRequest.cursor(asked.cursor, LetterKey.LENGTH)),
                ListRequest.limit(asked.limit));
    }

    /** A letter may be of a function that is none, by whatever name a record brought. */
    private static @Nullable String text(String name, @Nullable String text) {
        if (text != null && text.length() > MAX_TEXT) {
            throw new IllegalArgumentException(
                    name + " must be " + MAX_TEXT + " characters at most, not " + text.length());
        }
        return text;
    }

    private static @Nullable DeadLetterReason reason(@Nullable String text) {
        if (text == null) {
            return null;
        }
        return Arrays.stream(DeadLetterReason.values())
                .filter(reason -> reason.name().equals(text))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("reason must be one of "
                        + Arrays.toString(DeadLetterReason.values()) + ", not '" + text + "'"));
    }

    private static @Nullable Boolean redriven(@Nullable String text) {
        return switch (text) {
            case null -> null;
            case "true" -> true;
            case "false" -> false;
            default -> throw new IllegalArgumentException("redriven must be true or false, not '" + text + "'");
        };
    }

    /** The same as the query of a URL. */
    String query() {
        StringBuilder query = new StringBuilder("limit=" + limit);
        LetterSelection selection = filter.selection();
        ListRequest.append(query, "function", selection.function());
        ListRequest.append(query, "reason", selection.reason());
        ListRequest.append(query, "errorType", selection.errorType());
        ListRequest.append(query, "since", selection.since());
        ListRequest.append(query, "until", selection.until());
        ListRequest.append(query, "text", selection.text());
        ListRequest.append(query, "redriven", filter.redriven());
        ListRequest.append(query, "cursor", filter.before() == null ? null : Cursor.write(filter.before()));
        return query.toString();
    }
}
