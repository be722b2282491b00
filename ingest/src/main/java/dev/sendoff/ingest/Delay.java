package dev.sendoff.ingest;

import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** From when on an event may run, by the headers that a caller can send with it. */
sealed interface Delay {

    String DELAY_HEADER = "Sendoff-Delay";
    String NOT_BEFORE_HEADER = "Sendoff-Not-Before";

    /** The longest wait that can be asked for. */
    Duration MAX = Duration.ofDays(365);

    /** As soon as possible. */
    record None() implements Delay {}

    record Until(Instant due) implements Delay {}

    /** @param message says what is allowed */
    record Malformed(String message) implements Delay {}

    /** Reads the two headers; null where one is absent. A time that has passed is no delay. */
    static Delay read(@Nullable String delay, @Nullable String notBefore, Instant now) {
        if (delay == null && notBefore == null) {
            return new None();
        }
        if (delay != null && notBefore != null) {
            return new Malformed(
                    "Only one of " + DELAY_HEADER + " and " + NOT_BEFORE_HEADER + " can be given, not both.");
        }
        return delay != null ? DelayText.duration(delay, now) : DelayText.instant(String.valueOf(notBefore), now);
    }
}

/** Reads the values of the headers. */
final class DelayText {

    /** Long enough for every delay that is allowed, and short enough to be computed with. */
    private static final Pattern SECONDS = Pattern.compile("[+-]?\\d{1,12}(\\.\\d{1,9})?");

    private DelayText() {}

    static Delay duration(String text, Instant now) {
        Duration delay;
        try {
            String trimmed = text.strip();
            delay = SECONDS.matcher(trimmed).matches() ? seconds(new BigDecimal(trimmed)) : Duration.parse(trimmed);
        } catch (DateTimeException | ArithmeticException e) {
            return malformed(
                    Delay.DELAY_HEADER,
                    text,
                    "is neither a number of seconds nor an ISO-8601 duration such as PT1M30S");
        }
        if (delay.isNegative()) {
            return malformed(Delay.DELAY_HEADER, text, "is negative");
        }
        if (delay.compareTo(Delay.MAX) > 0) {
            return malformed(Delay.DELAY_HEADER, text, "is longer than 365 days");
        }
        return delay.isZero() ? new Delay.None() : new Delay.Until(now.plus(delay));
    }

    private static Duration seconds(BigDecimal number) {
        long whole = number.longValue();
        BigDecimal fraction = number.subtract(BigDecimal.valueOf(whole));
        return Duration.ofSeconds(whole, fraction.movePointRight(9).longValueExact());
    }

    static Delay instant(String text, Instant now) {
        Instant due;
        try {
            due = Instant.parse(text.strip());
        } catch (DateTimeException e) {
            return malformed(Delay.NOT_BEFORE_HEADER, text, "is no ISO-8601 instant such as 2026-11-23T10:00:00Z");
        }
        if (due.isAfter(now.plus(Delay.MAX))) {
            return malformed(Delay.NOT_BEFORE_HEADER, text, "is more than 365 days from now");
        }
        return due.isAfter(now) ? new Delay.Until(due) : new Delay.None();
    }

    private static Delay malformed(String header, String value, String what) {
        String shown = value.length() > 64 ? value.substring(0, 64) + "…" : value;
        return new Delay.Malformed("The " + header + " '" + shown + "' " + what + ".");
    }
}
