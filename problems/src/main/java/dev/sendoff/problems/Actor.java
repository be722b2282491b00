package dev.sendoff.problems;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Who asks, as far as they say: signatures are not looked at. */
public final class Actor {

    public static final String HEADER = "Sendoff-Actor";

    private static final String NOBODY = "anonymous";
    private static final int LONGEST = 128;
    private static final Pattern ACCESS_KEY = Pattern.compile("Credential=([A-Za-z0-9_]{1,128})/");

    private Actor() {}

    /**
     * @param named by the header {@value #HEADER}
     * @param authorization as AWS's clients sign
     */
    public static String of(@Nullable String named, @Nullable String authorization) {
        if (named != null && !named.isBlank()) {
            String name = named.strip().replaceAll("\\p{Cntrl}", " ");
            return name.length() <= LONGEST ? name : name.substring(0, LONGEST);
        }
        if (authorization != null) {
            Matcher key = ACCESS_KEY.matcher(authorization);
            if (key.find()) {
                return key.group(1);
            }
        }
        return NOBODY;
    }
}
