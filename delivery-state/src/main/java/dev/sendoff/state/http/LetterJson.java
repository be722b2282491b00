package dev.sendoff.state.http;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonRawValue;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import dev.sendoff.core.DeadLetter;
import dev.sendoff.core.SourceRecord;
import dev.sendoff.schemas.JsonDocument;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A dead letter as users see it: its state, and the event itself. The names are what scripts use: add to them, never
 * rename.
 *
 * @param event null if the topic does not hold it any more
 */
public record LetterJson(
        @JsonUnwrapped InvocationJson state, @Nullable EventJson event) {

    /**
     * @param payload the event as it is, a JSON document; null if the record could not be read
     * @param error of the last attempt, a JSON document as its caller would have had it
     * @param source the record that could not be read
     */
    public record EventJson(
            @JsonRawValue @Nullable String payload,

            @JsonInclude(JsonInclude.Include.NON_NULL) @JsonRawValue @Nullable
            String error,

            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable
            String executedVersion,

            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable
            SourceJson source) {

        static EventJson of(DeadLetter letter) {
            String payload = letter.payload();
            SourceRecord source = letter.source();
            return new EventJson(
                    isJson(payload) ? payload : null,
                    letter.lastAttempt() == null || letter.lastAttempt().error() == null
                            ? null
                            : jsonOrNull(letter.lastAttempt().error().payload()),
                    letter.executedVersion(),
                    source == null ? null : SourceJson.of(source));
        }
    }

    /** A record as it stood on a topic. */
    public record SourceJson(
            String topic,
            int partition,
            long offset,
            String timestamp,
            @Nullable BytesJson key,
            @Nullable BytesJson value,
            List<HeaderJson> headers) {

        static SourceJson of(SourceRecord source) {
            return new SourceJson(
                    source.topic(),
                    source.partition(),
                    source.offset(),
                    String.valueOf(InvocationJson.millis(source.timestamp())),
                    BytesJson.of(source.key()),
                    BytesJson.of(source.value()),
                    source.headers().stream()
                            .map(header -> new HeaderJson(header.name(), BytesJson.of(header.value())))
                            .toList());
        }
    }

    public record HeaderJson(String name, @Nullable BytesJson value) {}

    /** Bytes: as text where they are UTF-8, else in base64. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record BytesJson(@Nullable String text, @Nullable String base64) {

        static @Nullable BytesJson of(byte @Nullable [] bytes) {
            if (bytes == null) {
                return null;
            }
            try {
                String text = StandardCharsets.UTF_8
                        .newDecoder()
                        .decode(ByteBuffer.wrap(bytes))
                        .toString();
                return new BytesJson(text, null);
            } catch (CharacterCodingException e) {
                return new BytesJson(null, Base64.getEncoder().encodeToString(bytes));
            }
        }
    }

    private static @Nullable String jsonOrNull(String text) {
        return isJson(text) ? text : null;
    }

    private static boolean isJson(@Nullable String text) {
        if (text == null || text.isEmpty()) {
            return false;
        }
        try {
            JsonDocument.check(text);
            return true;
        } catch (JsonDocument.MalformedJsonException e) {
            return false;
        }
    }
}
