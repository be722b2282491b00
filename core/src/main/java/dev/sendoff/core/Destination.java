package dev.sendoff.core;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Where the record of an ended invocation is sent. Its text form is an ARN, or a URL: {@code kafka://topic}, AWS's own
 * spelling for topics, or {@code https://…} and {@code http://…}.
 */
public sealed interface Destination {

    /** The longest text form, as in AWS's model. */
    int MAX_LENGTH = 350;

    /** What the name of every built-in function begins with. No other function can be called so. */
    String BUILT_IN = "sendoff.";

    /** The text form. */
    String address();

    /**
     * The built-in function that brings records here, where one is needed. One for all destinations that fail or hang
     * together, so that they hold up no others.
     */
    Optional<String> carrier();

    /** Whether a function of that name is built in, to bring records to destinations. */
    static boolean isCarrier(String function) {
        return function.startsWith(BUILT_IN);
    }

    /** A topic of the cluster. */
    record Topic(String topic) implements Destination {
        @Override
        public String address() {
            return "kafka://" + topic;
        }

        @Override
        public Optional<String> carrier() {
            return Optional.of(BUILT_IN + "topic." + topic);
        }
    }

    /**
     * A function, to be invoked asynchronously.
     *
     * @param function the bare name
     * @param qualifier null if none is named
     */
    record OfFunction(
            String address,
            String region,
            String account,
            String function,
            @Nullable String qualifier) implements Destination {

        /** It is invoked, and needs nobody to bring it anything. */
        @Override
        public Optional<String> carrier() {
            return Optional.empty();
        }
    }

    /** A receiver of HTTP requests. */
    record Webhook(URI url) implements Destination {
        @Override
        public String address() {
            return url.toString();
        }

        @Override
        public Optional<String> carrier() {
            return Optional.of(BUILT_IN + "webhook." + authority());
        }

        /** Host and, where it is given, port: what fails or hangs as one. */
        public String authority() {
            String host = url.getHost().toLowerCase(Locale.ROOT);
            return url.getPort() < 0 ? host : host + ":" + url.getPort();
        }
    }

    /**
     * Another service of AWS, or of whoever answers like it.
     *
     * @param service the part of the ARN that names it, such as {@code sqs}
     */
    record OfService(String address, String service) implements Destination {

        @Override
        public Optional<String> carrier() {
            return Optional.of(BUILT_IN + service);
        }
    }

    /**
     * Reads the text form.
     *
     * @throws IllegalArgumentException if it is none; says what is allowed
     */
    static Destination parse(String address) {
        if (address.length() > MAX_LENGTH) {
            throw new IllegalArgumentException(
                    "a destination has at most " + MAX_LENGTH + " characters, not " + address.length());
        }
        if (address.startsWith("kafka://")) {
            return topic(address.substring("kafka://".length()));
        }
        if (address.startsWith("https://") || address.startsWith("http://")) {
            return webhook(address);
        }
        Matcher function = Patterns.FUNCTION.matcher(address);
        if (function.matches()) {
            return new OfFunction(address, function.group(1), function.group(2), function.group(3), function.group(4));
        }
        Matcher service = Patterns.SERVICE.matcher(address);
        if (service.matches() && !service.group(1).equals("lambda")) {
            return new OfService(address, service.group(1));
        }
        throw new IllegalArgumentException(
                "a destination is kafka://TOPIC, https://HOST/PATH, or the ARN of a function,"
                        + " a queue, a topic, an event bus or a bucket, unlike '" + address + "'");
    }

    private static Topic topic(String name) {
        // Kafka's own rule for the names of topics.
        if (!name.matches("[a-zA-Z0-9._-]{1,249}") || name.equals(".") || name.equals("..")) {
            throw new IllegalArgumentException(
                    "a topic's name has 1 to 249 letters, digits, '.', '_' and '-', unlike '" + name + "'");
        }
        return new Topic(name);
    }

    private static Webhook webhook(String address) {
        URI url;
        try {
            url = new URI(address);
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException("'" + address + "' is no URL: " + e.getReason(), e);
        }
        if (url.getHost() == null || url.getPort() > 65_535 || url.getPort() == 0) {
            throw new IllegalArgumentException("the URL '" + address + "' names no host that can be called");
        }
        if (url.getUserInfo() != null) {
            throw new IllegalArgumentException("a destination's URL carries no user and password");
        }
        if (url.getFragment() != null) {
            throw new IllegalArgumentException("a destination's URL has no part behind '#'");
        }
        return new Webhook(url);
    }

    /** Of ARNs. */
    final class Patterns {
        private static final Pattern FUNCTION =
                Pattern.compile("arn:aws[a-zA-Z-]*:lambda:([a-z0-9-]+):(\\d{12}):function:"
                        + "([a-zA-Z0-9-_]{1,64})(?::(\\$LATEST|[a-zA-Z0-9-_]{1,128}))?");
        private static final Pattern SERVICE =
                Pattern.compile("arn:aws[a-zA-Z-]*:([a-zA-Z0-9-]+):[a-z0-9-]*:(?:\\d{12})?:.+");

        private Patterns() {}
    }
}
