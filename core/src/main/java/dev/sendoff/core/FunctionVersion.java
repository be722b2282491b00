package dev.sendoff.core;

import java.time.Instant;

/**
 * What one version of a function is: the unpublished one, which changes, or a published one, which never does.
 *
 * @param function the bare name
 * @param number {@code $LATEST}, or a number from 1
 * @param revisionId changes with every change
 */
public record FunctionVersion(
        String function, String number, Code code, Configuration configuration, Instant lastModified, String revisionId)
        implements FunctionRecord {

    /** The qualifier of the unpublished version. */
    public static final String LATEST = "$LATEST";

    public FunctionVersion {
        if (!isNumber(number) && !number.equals(LATEST)) {
            throw new IllegalArgumentException("a version is " + LATEST + " or a number from 1, not '" + number + "'");
        }
    }

    /** Whether the qualifier is that of a published version, rather than an alias. */
    public static boolean isNumber(String qualifier) {
        return qualifier.matches("[1-9][0-9]{0,8}");
    }

    @Override
    public String key() {
        return isPublished() ? key(function, number) : function;
    }

    /** What the published version {@code number} is kept under. */
    public static String key(String function, String number) {
        return function + ":" + number;
    }

    public boolean isPublished() {
        return !number.equals(LATEST);
    }

    /** The same as the published version {@code number}. */
    public FunctionVersion publishedAs(int number, String description, String revisionId, Instant now) {
        return new FunctionVersion(
                function, String.valueOf(number), code, configuration.describedAs(description), now, revisionId);
    }
}
