package dev.sendoff.ingest.http;

import dev.sendoff.ingest.LambdaError;
import dev.sendoff.problems.ErrorForm;
import dev.sendoff.problems.UnknownRequest;
import jakarta.inject.Singleton;
import jakarta.ws.rs.core.Response;
import java.util.regex.Pattern;

/** Refuses operations that Lambda has and Sendoff has not, so that AWS's clients can tell. */
@Singleton
final class LambdaErrorForm implements ErrorForm {

    /** Each operation's path begins with the date that it was introduced on. */
    private static final Pattern DATED = Pattern.compile("/\\d{4}-\\d{2}-\\d{2}(/.*)?");

    @Override
    public boolean covers(String path) {
        return DATED.matcher(path).matches();
    }

    @Override
    public Response.ResponseBuilder refuse(UnknownRequest request) {
        return LambdaResponses.errorBuilder(error(request));
    }

    static LambdaError error(UnknownRequest request) {
        return LambdaError.unknownOperation(
                request.method(), request.path(), !request.allowed().isEmpty());
    }
}
