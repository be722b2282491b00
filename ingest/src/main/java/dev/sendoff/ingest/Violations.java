package dev.sendoff.ingest;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Gathers the values that break a constraint of Lambda's model, in AWS's words. Null values are absent, and break none. */
public final class Violations {

    private final List<String> found = new ArrayList<>(0);

    public void maxLength(String field, @Nullable String value, int max) {
        if (value != null && value.length() > max) {
            add(field, value, "Member must have length less than or equal to " + max);
        }
    }

    public void minLength(String field, @Nullable String value, int min) {
        if (value != null && value.length() < min) {
            add(field, value, "Member must have length greater than or equal to " + min);
        }
    }

    public void matches(String field, @Nullable String value, Pattern pattern) {
        if (value != null && !pattern.matcher(value).matches()) {
            breaksPattern(field, value, pattern.pattern());
        }
    }

    public void breaksPattern(String field, String value, String pattern) {
        add(field, value, "Member must satisfy regular expression pattern: " + pattern);
    }

    public void oneOf(String field, @Nullable String value, Set<String> allowed) {
        if (value != null && !allowed.contains(value)) {
            add(field, value, "Member must satisfy enum value set: [" + String.join(", ", allowed) + "]");
        }
    }

    public void missing(String field) {
        found.add("Value null at '" + field + "' failed to satisfy constraint: Member must not be null");
    }

    public void range(String field, @Nullable Integer value, int min, int max) {
        if (value != null && value < min) {
            add(field, value.toString(), "Member must have value greater than or equal to " + min);
        }
        if (value != null && value > max) {
            add(field, value.toString(), "Member must have value less than or equal to " + max);
        }
    }

    /** @param value as AWS prints it, such as {@code [x86]} or <code>{2=1.5}</code> */
    public void add(String field, String value, String constraint) {
        found.add("Value '" + value + "' at '" + field + "' failed to satisfy constraint: " + constraint);
    }

    public boolean isEmpty() {
        return found.isEmpty();
    }

    /** @throws IllegalStateException if there are none */
    public LambdaError toError() {
        if (found.isEmpty()) {
            throw new IllegalStateException("nothing is wrong");
        }
        return LambdaError.validation(found);
    }
}
