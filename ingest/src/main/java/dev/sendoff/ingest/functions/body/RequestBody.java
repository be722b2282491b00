package dev.sendoff.ingest.functions.body;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sendoff.ingest.LambdaError;
import java.io.IOException;
import java.io.InputStream;

/**
 * Reads the JSON of a request while it comes in. A zip is decoded from its base64 on the way, so that the text of it is
 * never held; everything else is small, or refused.
 */
public final class RequestBody {

    /** Of anything but a zip; AWS's largest, a function's variables, are much smaller. */
    private static final int MAX_TEXT_LENGTH = 1 << 20;

    private static final int MAX_TOKENS = 100_000;
    private static final String ZIP = "ZipFile";
    private static final String CODE = "Code";

    private static final ObjectMapper JSON = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxStringLength(MAX_TEXT_LENGTH)
                            .maxTokenCount(MAX_TOKENS)
                            .maxNestingDepth(100)
                            .build())
                    // Whoever opened the stream closes it, and reads the rest of it first.
                    .disable(StreamReadFeature.AUTO_CLOSE_SOURCE)
                    .build())
            .build();

    private RequestBody() {}

    /**
     * Blocks until it is read.
     *
     * @return the fields; none if the body is empty
     * @throws RefusedException if it is no JSON object
     * @throws IOException if the connection fails, or its source refuses to go on
     */
    public static Fields read(InputStream body) throws IOException {
        try (JsonParser parser = JSON.createParser(body)) {
            JsonToken first = parser.nextToken();
            if (first == null) {
                return new Fields(JSON.createObjectNode());
            }
            if (first != JsonToken.START_OBJECT) {
                throw malformed("it is no object");
            }
            ObjectNode fields = object(parser);
            if (parser.nextToken() != null) {
                throw malformed("something follows the object");
            }
            return new Fields(fields);
        } catch (JsonProcessingException e) {
            throw malformed(e.getOriginalMessage());
        }
    }

    private static ObjectNode object(JsonParser parser) throws IOException {
        ObjectNode object = JSON.createObjectNode();
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String name = parser.currentName();
            JsonToken value = parser.nextToken();
            if (name.equals(ZIP) && value == JsonToken.VALUE_STRING) {
                object.put(name, parser.getBinaryValue());
            } else if (name.equals(CODE) && value == JsonToken.START_OBJECT) {
                object.set(name, object(parser));
            } else {
                object.set(name, parser.<JsonNode>readValueAsTree());
            }
        }
        return object;
    }

    static RefusedException malformed(String why) {
        return new RefusedException(LambdaError.invalidContent("Could not parse request body into json: " + why));
    }
}
