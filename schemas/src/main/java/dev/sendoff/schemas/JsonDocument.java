package dev.sendoff.schemas;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** Checks that bytes are exactly one JSON value, of any kind, in UTF-8; an empty input stands for <code>{}</code>. */
public final class JsonDocument {

    /** What a handler gets for an empty body. */
    public static final String EMPTY = "{}";

    // Canonical field names stay on: without them Jackson reads bytes through a decoder that repairs broken UTF-8.
    private static final JsonFactory FACTORY = JsonFactory.builder()
            .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
            .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
            .build();

    /** How many bytes Jackson looks at to guess an encoding. */
    private static final int GUESSED_FROM = 4;

    private JsonDocument() {}

    /**
     * The document as text.
     *
     * @throws MalformedJsonException with the parser's own words, if it is none
     */
    public static String read(byte[] utf8) throws MalformedJsonException {
        if (utf8.length == 0) {
            return EMPTY;
        }
        try (JsonParser parser = FACTORY.createParser(utf8)) {
            refuseWideEncodings(utf8);
            readOne(parser);
        } catch (JsonProcessingException e) {
            throw new MalformedJsonException(e);
        } catch (IOException e) {
            // Bytes that are no UTF-8 surface here too; reading from memory cannot fail in any other way.
            throw new MalformedJsonException(e);
        }
        return new String(utf8, StandardCharsets.UTF_8);
    }

    /** @throws MalformedJsonException if the text is not one JSON value */
    public static void check(String text) throws MalformedJsonException {
        try (JsonParser parser = FACTORY.createParser(text)) {
            readOne(parser);
        } catch (JsonProcessingException e) {
            throw new MalformedJsonException(e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** UTF-16 and UTF-32 would be parsed as what they are, and then be taken for UTF-8. Only they begin with zeros. */
    private static void refuseWideEncodings(byte[] utf8) throws JsonParseFailure {
        for (int i = 0; i < Math.min(GUESSED_FROM, utf8.length); i++) {
            if (utf8[i] == 0) {
                throw new JsonParseFailure("Invalid UTF-8: a zero byte at offset " + i);
            }
        }
    }

    private static void readOne(JsonParser parser) throws IOException {
        if (parser.nextToken() == null) {
            throw new JsonParseFailure("No content to map due to end-of-input");
        }
        int depth = 0;
        do {
            switch (parser.currentToken()) {
                case START_OBJECT, START_ARRAY -> depth++;
                case END_OBJECT, END_ARRAY -> depth--;
                // A scalar is checked by decoding it: without this, broken escapes and UTF-8 inside would pass.
                case VALUE_STRING -> parser.finishToken();
                default -> {}
            }
        } while (depth > 0 && parser.nextToken() != null);
        if (parser.nextToken() != null) {
            throw new JsonParseFailure("Trailing token (" + parser.currentToken() + ") found after the document");
        }
    }

    /** Jackson's exception has no public constructor that takes words alone. */
    private static final class JsonParseFailure extends JsonProcessingException {
        private static final long serialVersionUID = 1L;

        JsonParseFailure(String message) {
            super(message);
        }
    }

    /** The bytes are not one JSON value. */
    public static final class MalformedJsonException extends Exception {
        private static final long serialVersionUID = 1L;

        MalformedJsonException(IOException cause) {
            super(cause.getMessage(), cause);
        }
    }
}
