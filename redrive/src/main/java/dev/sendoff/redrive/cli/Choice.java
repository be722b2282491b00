package dev.sendoff.redrive.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** Which dead letters are meant. */
final class Choice {

    @Option(names = "--function", paramLabel = "NAME", description = "Only those of this function.")
    private @Nullable String function;

    @Option(
            names = "--reason",
            paramLabel = "REASON",
            description = "Only those given up for this: RETRIES_EXHAUSTED, EVENT_AGE_EXCEEDED, TERMINAL_FAILURE, "
                    + "ZERO_RESERVED_CONCURRENCY, UNKNOWN_FUNCTION or UNREADABLE.")
    private @Nullable String reason;

    @Option(
            names = "--error-type",
            paramLabel = "TYPE",
            description = "Only those whose last error is of this type, in full or its simple name.")
    private @Nullable String errorType;

    @Option(names = "--text", paramLabel = "TEXT", description = "Only those with this text in the error.")
    private @Nullable String text;

    @Option(
            names = "--since",
            paramLabel = "TIME",
            converter = TimeConverter.class,
            description = "Only those given up from then on: 2026-11-23T10:00:00Z, or how long ago: PT1H, P2D.")
    private @Nullable Instant since;

    @Option(
            names = "--until",
            paramLabel = "TIME",
            converter = TimeConverter.class,
            description = "Only those given up before then.")
    private @Nullable Instant until;

    /** By the names of the API. */
    Map<String, String> parameters() {
        Map<String, String> parameters = new LinkedHashMap<>();
        put(parameters, "function", function);
        put(parameters, "reason", reason);
        put(parameters, "errorType", errorType);
        put(parameters, "text", text);
        put(parameters, "since", since);
        put(parameters, "until", until);
        return parameters;
    }

    ObjectNode json() {
        ObjectNode selection = Api.JSON.createObjectNode();
        parameters().forEach(selection::put);
        return selection;
    }

    static void put(Map<String, String> parameters, String name, @Nullable Object value) {
        if (value != null) {
            parameters.put(name, value.toString());
        }
    }

    /** A time, or how long ago. */
    static final class TimeConverter implements ITypeConverter<Instant> {
        @Override
        public Instant convert(String text) {
            try {
                return text.startsWith("P")
                        ? Instant.now().minus(Duration.parse(text))
                        : OffsetDateTime.parse(text).toInstant();
            } catch (DateTimeException e) {
                throw new TypeConversionException(
                        "'" + text + "' is neither a time such as 2026-11-23T10:00:00Z nor a duration such as PT1H");
            }
        }
    }
}
