package dev.sendoff.executor.deliveries;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.stream.Collectors;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Signs requests by <a href="https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md">
 * Standard Webhooks</a>: an HMAC-SHA256 of id, time and body. Safe for many threads.
 */
final class WebhookSignature {

    private static final String ALGORITHM = "HmacSHA256";
    private static final String PREFIX = "whsec_";

    private final List<SecretKeySpec> keys;

    private WebhookSignature(List<SecretKeySpec> keys) {
        this.keys = keys;
    }

    /** @throws IllegalArgumentException if one is no secret; does not repeat it */
    static WebhookSignature of(List<String> secrets) {
        return new WebhookSignature(secrets.stream().map(WebhookSignature::key).toList());
    }

    private static SecretKeySpec key(String secret) {
        byte[] bytes;
        try {
            bytes = Base64.getDecoder().decode(secret.startsWith(PREFIX) ? secret.substring(PREFIX.length()) : "?");
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "a secret of sendoff.destinations.webhook.secrets does not consist of " + PREFIX + " and base64");
        }
        if (bytes.length < 24 || bytes.length > 64) {
            throw new IllegalArgumentException("a secret of sendoff.destinations.webhook.secrets has " + bytes.length
                    + " bytes, and not 24 to 64");
        }
        return new SecretKeySpec(bytes, ALGORITHM);
    }

    boolean isEmpty() {
        return keys.isEmpty();
    }

    /** What stands in {@code webhook-signature}: one signature by each secret, separated by blanks. */
    String sign(String id, Instant time, byte[] body) {
        return keys.stream().map(key -> "v1," + sign(key, id, time, body)).collect(Collectors.joining(" "));
    }

    private static String sign(SecretKeySpec key, String id, Instant time, byte[] body) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(key);
            mac.update((id + "." + time.getEpochSecond() + ".").getBytes(UTF_8));
            return Base64.getEncoder().encodeToString(mac.doFinal(body));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has " + ALGORITHM, e);
        }
    }
}
