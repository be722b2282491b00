package dev.sendoff.ingest.http;

import dev.sendoff.ingest.Intake;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.Response;
import java.util.concurrent.CompletionStage;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.jspecify.annotations.Nullable;

/** Lambda's deprecated InvokeAsync. Runs on the event loop. */
@Path("2014-11-13/functions/{FunctionName}/invoke-async")
public final class InvokeAsyncResource {

    private static final byte[] EMPTY = {};

    private final Intake intake;

    InvokeAsyncResource(Intake intake) {
        this.intake = intake;
    }

    @POST
    @Operation(hidden = true)
    public CompletionStage<Response> invokeAsync(
            @PathParam("FunctionName") String functionName, byte @Nullable [] body) {
        return intake.invokeAsync(functionName, body == null ? EMPTY : body).thenApply(LambdaResponses::of);
    }
}
