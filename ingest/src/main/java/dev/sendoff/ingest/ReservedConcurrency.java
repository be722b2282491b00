package dev.sendoff.ingest;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;

/** What PutFunctionConcurrency asks for. */
public sealed interface ReservedConcurrency {

    /** @param executions 0 or more */
    record Asked(int executions) implements ReservedConcurrency {}

    record Refused(LambdaError error) implements ReservedConcurrency {}

    ObjectMapper JSON = new ObjectMapper();

    /** Reads the request's body. */
    static ReservedConcurrency read(byte[] body) {
        JsonNode document;
        try {
            document = JSON.readTree(body);
        } catch (JsonProcessingException e) {
            return malformed(e.getOriginalMessage());
        } catch (IOException e) {
            return malformed(String.valueOf(e.getMessage()));
        }
        JsonNode asked = document.path("ReservedConcurrentExecutions");
        Violations violations = new Violations();
        if (asked.isMissingNode() || asked.isNull()) {
            violations.missing("reservedConcurrentExecutions");
        } else if (!asked.isIntegralNumber() || !asked.canConvertToInt()) {
            return malformed("ReservedConcurrentExecutions must be a whole number of at most " + Integer.MAX_VALUE
                    + ", not " + asked);
        } else {
            violations.range("reservedConcurrentExecutions", asked.intValue(), 0, Integer.MAX_VALUE);
        }
        return violations.isEmpty() ? new Asked(asked.intValue()) : new Refused(violations.toError());
    }

    private static ReservedConcurrency malformed(String why) {
        return new Refused(LambdaError.invalidContent("Could not parse request body into json: " + why));
    }
}
