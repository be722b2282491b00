package dev.sendoff.ingest;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a caller may name a function by: its name, a part of its ARN, or the whole, each with a qualifier or without.
 *
 * @param region null if the caller named none
 * @param account null if the caller named none
 * @param qualifier null if the caller named none
 */
public record FunctionName(
        String name,
        @Nullable String region,
        @Nullable String account,
        @Nullable String qualifier) {

    /** As AWS prints it in its errors. */
    static final String PATTERN = "(arn:(aws[a-zA-Z-]*)?:lambda:)?"
            + "((eusc-)?[a-z]{2}((-gov)|(-iso([a-z]?)))?-[a-z]+-\\d{1}:)?"
            + "(\\d{12}:)?(function:)?([a-zA-Z0-9-_\\.]+)(:(\\$LATEST(\\.PUBLISHED)?|[a-zA-Z0-9-_]+))?";

    /** The same of operations that make or change functions, as AWS prints it. */
    public static final String PATTERN_OF_CHANGES = "(arn:(aws[a-zA-Z-]*)?:lambda:)?"
            + "((eusc-)?[a-z]{2}((-gov)|(-iso([a-z]?)))?-[a-z]+-\\d{1}:)?"
            + "(\\d{12}:)?(function:)?([a-zA-Z0-9-_]+)(:(\\$LATEST|[a-zA-Z0-9-_]+))?";

    /** Of the whole text, of operations that make or change functions. */
    public static final int MAX_LENGTH_OF_CHANGES = 140;

    /** Of the name alone. */
    public static final int MAX_NAME_LENGTH = 64;

    /** Of the whole text. AWS's model says 256, its answers 170. */
    static final int MAX_LENGTH = 170;

    private static final Pattern COMPILED = Pattern.compile(PATTERN);
    private static final int REGION = 3;
    private static final int ACCOUNT = 9;
    private static final int NAME = 11;
    private static final int QUALIFIER = 13;

    /** A bare name, which the caller knows to be one. */
    static FunctionName bare(String name) {
        return new FunctionName(name, null, null, null);
    }

    /** Reads {@code text}; empty if it does not follow {@link #PATTERN}. Does not look at its length. */
    public static Optional<FunctionName> parse(String text) {
        Matcher matcher = COMPILED.matcher(text);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        return Optional.of(new FunctionName(
                matcher.group(NAME),
                withoutColon(matcher.group(REGION)),
                withoutColon(matcher.group(ACCOUNT)),
                matcher.group(QUALIFIER)));
    }

    private static @Nullable String withoutColon(@Nullable String part) {
        return part == null ? null : part.substring(0, part.length() - 1);
    }
}
