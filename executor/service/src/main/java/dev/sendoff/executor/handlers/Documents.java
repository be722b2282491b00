package dev.sendoff.executor.handlers;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.StreamWriteFeature;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.core.util.JsonRecyclerPools;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.type.TypeFactory;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import dev.sendoff.core.PlatformErrors;
import dev.sendoff.schemas.JsonDocument;
import dev.sendoff.schemas.JsonDocument.MalformedJsonException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.StringWriter;
import java.io.Writer;
import org.jspecify.annotations.Nullable;

/**
 * JSON to a handler's types and back, as AWS's Java runtime does it: names are taken exactly, unknown properties and
 * enum constants are ignored, null properties are left out. Annotations of a JSON library in a handler's jar are not
 * seen, since that library is the jar's own.
 */
final class Documents {

    static final String NULL = "null";

    /** Jackson's usual pool is one of each thread, and here every attempt has a new one. */
    private static final JsonFactory FACTORY = JsonFactory.builder()
            .recyclerPool(JsonRecyclerPools.newBoundedPool(JsonRecyclerPools.BoundedPool.DEFAULT_CAPACITY))
            .build();

    private static final JsonMapper MAPPER = JsonMapper.builder(FACTORY)
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .enable(DeserializationFeature.READ_UNKNOWN_ENUM_VALUES_AS_NULL)
            .enable(DeserializationFeature.ACCEPT_EMPTY_ARRAY_AS_NULL_OBJECT)
            .enable(DeserializationFeature.ACCEPT_EMPTY_STRING_AS_NULL_OBJECT)
            .enable(DeserializationFeature.ACCEPT_SINGLE_VALUE_AS_ARRAY)
            .enable(DeserializationFeature.UNWRAP_SINGLE_VALUE_ARRAYS)
            .disable(SerializationFeature.FAIL_ON_EMPTY_BEANS)
            .enable(JsonWriteFeature.WRITE_NAN_AS_STRINGS)
            .disable(StreamWriteFeature.AUTO_CLOSE_CONTENT)
            .defaultPropertyInclusion(
                    JsonInclude.Value.construct(JsonInclude.Include.NON_NULL, JsonInclude.Include.ALWAYS))
            .addModule(new JavaTimeModule())
            .addModule(new Jdk8Module())
            .build();

    private static final ObjectWriter WRITER = MAPPER.writer();

    private Documents() {}

    static TypeFactory types() {
        return MAPPER.getTypeFactory();
    }

    /** Reads events into the type; made once for each function. */
    static ObjectReader reader(JavaType type) {
        return MAPPER.readerFor(type);
    }

    static @Nullable Object read(ObjectReader reader, String payload) {
        try {
            return reader.readValue(payload);
        } catch (IOException e) {
            // AWS's own words.
            throw new BindingException("An error occurred during JSON parsing", e);
        }
    }

    /** The response as a document. */
    static String write(@Nullable Object response) {
        if (response == null) {
            return NULL;
        }
        BoundedText text = new BoundedText();
        try {
            WRITER.writeValue(text, response);
        } catch (IOException e) {
            if (text.exceeded) {
                throw SandboxException.responseTooLarge();
            }
            throw new BindingException("An error occurred during JSON serialization of response", e);
        }
        return text.document();
    }

    static JsonGenerator generator(StringWriter into) throws IOException {
        return MAPPER.getFactory().createGenerator(into);
    }

    /** Reads what a caller sent beside its event; null where it is no document of this type. */
    static <T> @Nullable T readOrNull(Class<T> type, byte[] json) {
        try {
            return MAPPER.readValue(json, type);
        } catch (IOException e) {
            return null;
        }
    }

    static boolean exceeds(CharSequence text, int maxBytes) {
        // A UTF-16 unit takes one to three bytes of UTF-8.
        return text.length() > maxBytes / 3 && utf8Length(text) > maxBytes;
    }

    private static long utf8Length(CharSequence text) {
        long bytes = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            // Each half of a surrogate pair counts for two of its four bytes.
            bytes += c < 0x80 ? 1 : c < 0x800 || Character.isSurrogate(c) ? 2 : 3;
        }
        return bytes;
    }

    /** A failure of the binding, reported as AWS's runtime reports it: a RuntimeException and its cause. */
    static final class BindingException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        BindingException(String message, IOException cause) {
            super(message, cause);
        }
    }

    /** Takes no more than a response may hold, so that an endless one ends. */
    private static final class BoundedText extends Writer {
        private final StringBuilder text = new StringBuilder();
        private boolean exceeded;

        @Override
        public void write(char[] chars, int offset, int length) throws IOException {
            if (text.length() + length > PlatformErrors.MAX_RESPONSE_BYTES) {
                exceeded = true;
                throw new IOException("the response is too large");
            }
            text.append(chars, offset, length);
        }

        String document() {
            if (exceeds(text, PlatformErrors.MAX_RESPONSE_BYTES)) {
                throw SandboxException.responseTooLarge();
            }
            return text.toString();
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    }

    /**
     * What a stream handler writes. AWS hands such bytes to the caller whatever they are; here they live on in records
     * that hold JSON, so anything else fails the attempt. No output at all is taken as {@code null}.
     */
    static final class BoundedBytes extends ByteArrayOutputStream {
        private boolean exceeded;

        @Override
        public synchronized void write(int b) {
            if (fits(1)) {
                super.write(b);
            }
        }

        @Override
        public synchronized void write(byte[] bytes, int offset, int length) {
            if (fits(length)) {
                super.write(bytes, offset, length);
            }
        }

        /** A handler may catch what it is thrown: the response stays too large. */
        private boolean fits(int more) {
            if (exceeded || count + (long) more > PlatformErrors.MAX_RESPONSE_BYTES) {
                exceeded = true;
                throw SandboxException.responseTooLarge();
            }
            return true;
        }

        synchronized String document() {
            if (exceeded) {
                throw SandboxException.responseTooLarge();
            }
            if (count == 0) {
                return NULL;
            }
            try {
                return JsonDocument.read(toByteArray());
            } catch (MalformedJsonException e) {
                throw SandboxException.responseNotJson(String.valueOf(e.getMessage()));
            }
        }
    }
}
