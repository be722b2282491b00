package dev.sendoff.audit.cli;

import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import picocli.CommandLine;

/** A time as an option gives it. */
sealed interface Moment {

    Instant at(Instant now);

    record Fixed(Instant time) implements Moment {
        @Override
        public Instant at(Instant now) {
            return time;
        }
    }

    record Ago(Duration duration) implements Moment {
        @Override
        public Instant at(Instant now) {
            return now.minus(duration);
        }
    }

    /** @throws CommandLine.TypeConversionException if it is neither an instant nor a duration */
    static Moment parse(String text) {
        try {
            return text.startsWith("P") ? new Ago(Duration.parse(text)) : new Fixed(Instant.parse(text));
        } catch (DateTimeParseException e) {
            throw new CommandLine.TypeConversionException(
                    "'" + text + "' is neither a time such as 2026-11-23T10:00:00Z nor how long ago, such as PT1H");
        }
    }
}
