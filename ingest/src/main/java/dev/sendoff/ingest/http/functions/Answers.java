package dev.sendoff.ingest.http.functions;

import dev.sendoff.ingest.LambdaError;
import dev.sendoff.ingest.functions.body.RefusedException;
import dev.sendoff.ingest.http.LambdaResponses;
import dev.sendoff.registry.RegistryException;
import jakarta.ws.rs.core.Response;
import java.util.function.Supplier;

/** Answers with what a request comes to, or with Lambda's error for why it comes to nothing. */
final class Answers {

    private Answers() {}

    static Response of(Supplier<Response> answer) {
        try {
            return answer.get();
        } catch (RefusedException e) {
            return LambdaResponses.error(e.error());
        } catch (RegistryException e) {
            return LambdaResponses.error(LambdaError.notWritten(String.valueOf(e.getMessage())));
        }
    }
}
