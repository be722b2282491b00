package dev.sendoff.installation;

import java.net.URI;
import org.jspecify.annotations.Nullable;

/**
 * Where a service of AWS's is called.
 *
 * @param url of whatever answers like it; null for AWS's own
 */
public record AwsEndpoint(@Nullable URI url) {

    private static final String OWN = "aws";

    /**
     * Reads a setting.
     *
     * @param setting its name, for the message
     * @throws IllegalArgumentException if it is none; says what is allowed
     */
    static AwsEndpoint parse(String setting, String value) {
        if (value.equals(OWN)) {
            return new AwsEndpoint(null);
        }
        URI url;
        try {
            url = URI.create(value);
        } catch (IllegalArgumentException e) {
            throw refused(setting, value, e);
        }
        if (url.getHost() == null || !("http".equals(url.getScheme()) || "https".equals(url.getScheme()))) {
            throw refused(setting, value, null);
        }
        return new AwsEndpoint(url);
    }

    private static IllegalArgumentException refused(String setting, String value, @Nullable Exception cause) {
        return new IllegalArgumentException(
                setting + " must be 'aws' or a URL such as https://sqs.example.org, not '" + value + "'", cause);
    }
}
