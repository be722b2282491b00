package dev.sendoff.ingest.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.sendoff.core.RetryPolicy;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** A retry policy as the native API shows and takes it. */
record RetryPolicyDocument(
        int maxAttempts,
        String initialDelay,
        double factor,
        String maxDelay,
        double jitter,
        Set<String> terminalErrors) {

    private static final Set<String> FIELDS = new LinkedHashSet<>(
            List.of("maxAttempts", "initialDelay", "factor", "maxDelay", "jitter", "terminalErrors"));
    private static final ObjectMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    /** Longer than any event lives; and short enough to be computed with. */
    private static final Duration LONGEST_DELAY = Duration.ofDays(365);

    private static final int MOST_ATTEMPTS = 1_000_000;
    private static final int MOST_TERMINAL_ERRORS = 100;
    private static final int LONGEST_TERMINAL_ERROR = 256;

    /** The document is no retry policy; the message says why, and what is allowed. */
    static final class MalformedException extends Exception {
        private static final long serialVersionUID = 1L;

        MalformedException(String message) {
            super(message);
        }
    }

    static RetryPolicyDocument of(RetryPolicy policy) {
        return new RetryPolicyDocument(
                policy.maxAttempts(),
                policy.initialDelay().toString(),
                policy.factor(),
                policy.maxDelay().toString(),
                policy.jitter(),
                new TreeSet<>(policy.terminalErrors()));
    }

    /** Reads a document. What it leaves out is taken from {@code defaults}; so the longest wait is never shorter than the first. */
    static RetryPolicy parse(byte[] utf8, RetryPolicy defaults) throws MalformedException {
        JsonNode document = read(utf8);
        for (String field : (Iterable<String>) document::fieldNames) {
            if (!FIELDS.contains(field)) {
                throw new MalformedException("There is no field '" + field + "' in a retry policy: it may have "
                        + String.join(", ", FIELDS) + ".");
            }
        }
        Duration initialDelay = duration(document, "initialDelay", defaults.initialDelay());
        Duration longest = defaults.maxDelay().compareTo(initialDelay) < 0 ? initialDelay : defaults.maxDelay();
        try {
            return new RetryPolicy(
                    attempts(document, defaults.maxAttempts()),
                    initialDelay,
                    number(document, "factor", defaults.factor()),
                    duration(document, "maxDelay", longest),
                    number(document, "jitter", defaults.jitter()),
                    terminalErrors(document, defaults.terminalErrors()));
        } catch (IllegalArgumentException e) {
            throw new MalformedException(e.getMessage() + ".");
        }
    }

    private static JsonNode read(byte[] utf8) throws MalformedException {
        JsonNode document;
        try {
            document = JSON.readTree(utf8);
        } catch (JsonProcessingException e) {
            throw new MalformedException("The body is not JSON: " + e.getOriginalMessage() + ".");
        } catch (IOException e) {
            throw new MalformedException("The body is not JSON: " + e.getMessage() + ".");
        }
        if (!document.isObject()) {
            throw new MalformedException(
                    "The body must be a JSON object with some of " + String.join(", ", FIELDS) + ".");
        }
        return document;
    }

    private static int attempts(JsonNode document, int otherwise) throws MalformedException {
        JsonNode value = document.path("maxAttempts");
        if (value.isMissingNode()) {
            return otherwise;
        }
        if (!value.isIntegralNumber() || !value.canConvertToInt() || value.intValue() > MOST_ATTEMPTS) {
            throw new MalformedException(
                    "maxAttempts must be a whole number from 1 to " + MOST_ATTEMPTS + ", not " + value + ".");
        }
        return value.intValue();
    }

    private static double number(JsonNode document, String field, double otherwise) throws MalformedException {
        JsonNode value = document.path(field);
        if (value.isMissingNode()) {
            return otherwise;
        }
        if (!value.isNumber()) {
            throw new MalformedException(field + " must be a number, not " + value + ".");
        }
        return value.doubleValue();
    }

    private static Duration duration(JsonNode document, String field, Duration otherwise) throws MalformedException {
        JsonNode value = document.path(field);
        if (value.isMissingNode()) {
            return otherwise;
        }
        if (value.isTextual()) {
            try {
                Duration duration = Duration.parse(value.textValue());
                if (!duration.isNegative() && duration.compareTo(LONGEST_DELAY) <= 0) {
                    return duration;
                }
            } catch (DateTimeException e) {
                throw notADuration(field, value);
            }
        }
        throw notADuration(field, value);
    }

    private static MalformedException notADuration(String field, JsonNode value) {
        return new MalformedException(
                field + " must be an ISO-8601 duration such as \"PT1M30S\", from PT0S to 365 days, not " + value + ".");
    }

    private static Set<String> terminalErrors(JsonNode document, Set<String> otherwise) throws MalformedException {
        JsonNode value = document.path("terminalErrors");
        if (value.isMissingNode()) {
            return otherwise;
        }
        Set<String> errors = new LinkedHashSet<>();
        for (JsonNode error : value) {
            if (error.isTextual()
                    && !error.textValue().isBlank()
                    && error.textValue().length() <= LONGEST_TERMINAL_ERROR) {
                errors.add(error.textValue());
            } else {
                throw notErrors();
            }
        }
        if (!value.isArray() || errors.size() > MOST_TERMINAL_ERRORS) {
            throw notErrors();
        }
        return errors;
    }

    private static MalformedException notErrors() {
        return new MalformedException("terminalErrors must be a list of at most " + MOST_TERMINAL_ERRORS
                + " names of error types, each of 1 to " + LONGEST_TERMINAL_ERROR + " characters.");
    }
}
